import { shorten } from '../../core/dialog/fit.ts';
import type { Language } from '../../core/dialog/words.ts';
import { isLisoloError, LisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/types.ts';
import type { Log } from '../../core/log.ts';
import type { CloudApi } from './api.ts';
import type { Call } from './render.ts';

const longestParameter = 1_024;
/** WhatsApp approves templates in these languages of ours; the others read French. */
const templateLanguages: Readonly<Record<Language, string>> = { fr: 'fr', en: 'en', sw: 'sw', ln: 'fr', wo: 'fr' };

export interface Sender {
  /** Sends the calls in order; returns WhatsApp's id of the last. */
  send(address: string, calls: readonly Call[]): Promise<string | undefined>;
  /** Sends the words inside the approved template. Throws `vendor_refused` when none is set. */
  sendTemplate(address: string, calls: readonly Call[], language: Language): Promise<string>;
}

const wordsOf = (call: Call): string => {
  if (call.type === 'text') return call.text.body;
  return call.type === 'interactive' ? call.interactive.body.text : (call.caption ?? '');
};

/** Puts messages on the network through the Cloud API. */
export function createSender({
  api,
  files,
  template,
  log,
}: {
  readonly api: CloudApi;
  readonly files: Pick<FileService, 'read'>;
  readonly template: string | undefined;
  readonly log: Log;
}): Sender {
  const to = (address: string) => ({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: address.replace('+', ''),
  });

  async function toBody(call: Call): Promise<Record<string, unknown>> {
    if (!('file' in call)) return { ...call };
    const { file, bytes } = await files.read(call.file.id);
    const id = await api.upload({ bytes, mimeType: file.mimeType, name: call.file.name });
    const caption = call.caption === undefined ? {} : { caption: call.caption };
    const name = call.type === 'document' ? { filename: call.file.name } : {};
    return { type: call.type, [call.type]: { id, ...caption, ...name } };
  }

  return {
    async send(address, calls) {
      let id: string | undefined;
      for (const call of calls) {
        try {
          id = await api.message({ ...to(address), ...(await toBody(call)) });
        } catch (error) {
          // A file that has expired must not keep the words from the person.
          if (!('file' in call) || !isLisoloError(error, 'not_found')) throw error;
          log.warn({ fileId: call.file.id }, 'attachment is gone');
        }
      }
      return id;
    },
    sendTemplate(address, calls, language) {
      if (template === undefined)
        throw new LisoloError('vendor_refused', { reason: 'more than 24 hours, and no template' });
      // A parameter may hold no line breaks, tabs, or runs of spaces (Cloud API, "Templates").
      const text = shorten(calls.map(wordsOf).join(' ').replace(/\s+/g, ' ').trim(), longestParameter);
      const components = [{ type: 'body', parameters: [{ type: 'text', text }] }];
      const body = { name: template, language: { code: templateLanguages[language] }, components };
      return api.message({ ...to(address), type: 'template', template: body });
    },
  };
}
