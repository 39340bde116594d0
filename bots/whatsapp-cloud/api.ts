import { z } from 'zod';
import { LisoloError } from '../../core/errors.ts';

const answerWithinMs = 30_000;
const largestBytes = 20 * 1024 * 1024;

/** A number's own API; all of it throws LisoloErrors only. */
export interface CloudApi {
  /** Posts one message; returns WhatsApp's id of it. */
  message(body: Record<string, unknown>): Promise<string>;
  /** Hands a file over; returns the id under which messages can show it. */
  upload(file: { readonly bytes: Buffer; readonly mimeType: string; readonly name: string }): Promise<string>;
  /** The bytes of received media: its address first, then what is there. Throws `too_large`, `unavailable`. */
  download(mediaId: string): Promise<Buffer>;
}

const failure = z.object({ error: z.object({ code: z.number() }) });
const sentMessage = z.object({ messages: z.array(z.object({ id: z.string() })).min(1) });
const uploaded = z.object({ id: z.string() });
const mediaAddress = z.object({ url: z.url(), file_size: z.coerce.number().optional() });

/** Seconds to wait by error code, for codes after which the same message may be sent later (Cloud API, "Error codes"). */
const retryable: Readonly<Record<number, number>> = {
  4: 300, // calls of the app
  80007: 300, // calls of the account
  130429: 10, // messages a second
  131056: 10, // messages to one person
  131048: 3_600, // held back for quality
  131000: 30,
  131016: 60,
  131057: 600, // maintenance
  190: 600, // the token has expired: an operator must act, messages wait
  131031: 3_600, // the account is locked
  368: 3_600,
};
/** The person has asked for no more messages. */
const stopped = 131050;
/** More than 24 hours since the person wrote. */
const windowClosed = 131047;

/** What a refusal means to the outbox. */
function toError(status: number, code: number | undefined): LisoloError {
  const details = { reason: `whatsapp answered ${String(status)}`, vendorCode: code };
  if (code === stopped) return new LisoloError('forbidden', details);
  const wait = code === undefined ? undefined : retryable[code];
  if (wait !== undefined) return new LisoloError('unavailable', { ...details, retryAfterSeconds: wait });
  return new LisoloError(status >= 500 || status === 429 ? 'unavailable' : 'vendor_refused', details);
}

export const isWindowClosed = (error: unknown): boolean =>
  error instanceof LisoloError && error.details['vendorCode'] === windowClosed;

/** `root` ends with the version, such as `https://graph.facebook.com/v23.0`. */
export function createCloudApi({ root, phoneId, token }: { root: string; phoneId: string; token: string }): CloudApi {
  const base = root.replace(/\/+$/, '');

  async function call(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${token}` };
    try {
      return await fetch(url, { ...init, headers, signal: AbortSignal.timeout(answerWithinMs) });
    } catch (error) {
      throw new LisoloError('unavailable', { reason: 'whatsapp is out of reach' }, { cause: error });
    }
  }

  async function ask<T>(schema: z.ZodType<T>, url: string, init?: RequestInit): Promise<T> {
    const response = await call(url, init);
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw toError(response.status, failure.safeParse(body).data?.error.code);
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new LisoloError('unavailable', { reason: 'whatsapp gave an unknown answer' });
    return parsed.data;
  }

  return {
    async message(body) {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      return (await ask(sentMessage, `${base}/${phoneId}/messages`, init)).messages[0]?.id ?? '';
    },
    async upload({ bytes, mimeType, name }) {
      const form = new FormData();
      form.set('messaging_product', 'whatsapp');
      form.set('type', mimeType);
      form.set('file', new Blob([new Uint8Array(bytes)], { type: mimeType }), name);
      return (await ask(uploaded, `${base}/${phoneId}/media`, { method: 'POST', body: form })).id;
    },
    async download(mediaId) {
      const { url, file_size: size = 0 } = await ask(mediaAddress, `${base}/${mediaId}`);
      if (size > largestBytes) throw new LisoloError('too_large', { limit: largestBytes });
      const response = await call(url);
      if (!response.ok) throw new LisoloError('unavailable', { reason: 'media could not be fetched' });
      const bytes = Buffer.from(await response.arrayBuffer().catch(() => new ArrayBuffer(0)));
      if (bytes.length === 0) throw new LisoloError('unavailable', { reason: 'media could not be fetched' });
      return bytes;
    },
  };
}
