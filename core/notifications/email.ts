import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Attachment, Reply } from '../dialog/types.ts';
import { t } from '../dialog/words.ts';
import type { Speak } from '../dialog/words.ts';
import { LisoloError } from '../errors.ts';
import type { FileService } from '../files/index.ts';
import type { Deliver } from './types.ts';

/** RFC 5322, section 2.1.1: a header line should have no more than 78 characters. */
const longestSubject = 70;
/** A mail server that says nothing for so long is out of reach. */
const defaultTimeoutMs = 20_000;

export interface EmailSettings {
  /** `smtps://user:password@mail.example.org`. */
  readonly url: string;
  /** `Lisolo <avis@example.org>`. */
  readonly from: string;
  readonly speak: Speak;
  readonly files: Pick<FileService, 'read'>;
  readonly timeoutMs?: number;
}

/** What nodemailer's errors carry; the server's own words quote the address and are dropped. */
interface SmtpFault {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  readonly command?: unknown;
}

/**
 * Permanent answers (RFC 5321, section 4.2.1: 5yz) about this mail mean that it will never be taken. Those about our
 * log-in or our greeting are the operator's to mend, and the mail waits.
 */
function toNamedError(error: unknown): LisoloError {
  if (error instanceof LisoloError) return error;
  const { code, responseCode, command } = (error ?? {}) as SmtpFault;
  const status = typeof responseCode === 'number' ? responseCode : undefined;
  const isOurs = code === 'EAUTH' || command === 'CONN' || command === 'EHLO' || command === 'HELO';
  if (code === 'EENVELOPE' && status === undefined) return new LisoloError('vendor_refused', { reason: 'invalid' });
  if (status !== undefined && status >= 500 && !isOurs)
    return new LisoloError('vendor_refused', { reason: `smtp_${status}` });
  const reason = status !== undefined ? `smtp_${status}` : code === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
  return new LisoloError('unavailable', { reason: code === 'EAUTH' ? 'log_in_refused' : reason });
}

function subjectOf(text: string): string {
  const line = (text.split('\n')[0] ?? '').replace(/\s+/g, ' ').trim();
  if (line.length <= longestSubject) return line;
  return `${line.slice(0, longestSubject - 3).replace(/\s+\S*$/, '')}...`;
}

/** The same key, the same identity: a server or reader that sees a mail twice can tell. */
const messageId = (key: string, from: string): string => {
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'lisolo.invalid';
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`;
};

/**
 * The `email` route. The first line of a notice is its subject; its files are attached, its link stands in the text.
 * Throws only what `Deliver` names.
 */
export function createEmail({ url, from, speak, files, timeoutMs = defaultTimeoutMs }: EmailSettings): Deliver {
  const transport = createTransport(
    { url, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs },
    { from },
  );

  async function toAttachment({ fileId, name, mimeType }: Attachment) {
    const { bytes } = await files.read(fileId);
    return { filename: name, content: bytes, contentType: mimeType };
  }

  function textOf({ body, link, language }: Reply): { readonly subject: string; readonly text: string } {
    const lines = body.map((words) => speak(words, language)).filter((line) => line.trim() !== '');
    const linked = link ? [`${speak(link.label, language)}: ${link.url}`] : [];
    return {
      subject: subjectOf(lines[0] ?? 'Lisolo'),
      text: [...lines, ...linked, '', speak(t('notifications:email.foot'), language)].join('\n'),
    };
  }

  return async (address, reply, key) => {
    const attachments = await Promise.all(reply.attachments.map(toAttachment));
    try {
      const sent = await transport.sendMail({
        to: { name: '', address },
        ...textOf(reply),
        attachments,
        messageId: messageId(key, from),
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return { providerId: sent.messageId };
    } catch (error) {
      throw toNamedError(error);
    }
  };
}
