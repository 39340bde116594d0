// @ts-check
import { isWord, pageLanguage, say } from './words.js';

/**
 * @typedef {{ label: string, token: string }} Button
 * @typedef {{ kind: 'image' | 'document', name: string, mimeType: string, url: string, caption?: string }} FileCard
 * @typedef {{ rev: number, language: string, notices: string[], text: string, options: (Button & { number: number })[],
 *   nav: (Button & { kind: string })[], files: FileCard[], link?: { url: string, label: string }, asks: string[],
 *   end: boolean, page: { number: number, of: number }, silent?: true }} Reply
 * @typedef {{ name: string, phone: string, country: string, role: string }} Person
 * @typedef {{ id: string, amountText: string, operator?: string, reference?: string }} Payment
 * @typedef {{ id: string, text: string, at: string }} Sms
 * @typedef {{ end: boolean, text: string, septets: number, of: number }} UssdPage
 * @typedef {{ name: string, on: boolean, why: string }} DoorHint
 * @typedef {{ prefix: string, name: string }} Network
 */

/** A request that was not taken; `message` is for the person, `again` says whether the same request may work later. */
export class Fault extends Error {
  /** @param {string} message @param {boolean} again @param {string} [code] */
  constructor(message, again, code = 'network') {
    super(message);
    this.again = again;
    this.code = code;
  }
}

/** @param {Response} response */
async function toFault(response) {
  const body = await response.json().catch(() => ({}));
  const known = `fault.${body.field ?? ''}`;
  const message = isWord(known) ? say(known) : (body.message ?? say('fault.network'));
  return new Fault(message, response.status >= 500 || response.status === 429, body.error);
}

/** @param {string} path @param {RequestInit} [init] */
async function call(path, init = {}) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(`/simulator/api/${path}`, {
      ...init,
      headers: { 'accept-language': pageLanguage(), ...init.headers },
      signal: AbortSignal.timeout(30_000),
    });
  } catch {
    throw new Fault(say('fault.network'), true);
  }
  if (!response.ok) throw await toFault(response);
  return response.json();
}

/** @param {string} path @param {unknown} body */
const post = (path, body) =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** @param {Record<string, string>} values */
const query = (values) => new URLSearchParams(values).toString();

export const api = {
  /** @returns {Promise<{ ussdCode: string, ussdPageSeptets: number, people: Person[],
   *   networks: Network[], doors: DoorHint[] }>} */
  setup: () => call('setup'),
  /** @param {{ as: string, messageId: string, input: object }} message @returns {Promise<Reply>} */
  message: (message) => post('messages', { ...message, language: pageLanguage() }),
  /** @param {{ as: string, messageId: string, file: Blob, caption: string }} photo @returns {Promise<Reply>} */
  photo: ({ as, messageId, file, caption }) =>
    call(`photos?${query({ as, messageId, language: pageLanguage(), caption })}`, {
      method: 'POST',
      headers: { 'content-type': file.type || 'application/octet-stream' },
      body: file,
    }),
  /** @param {{ as: string, sessionId: string, text: string }} dialled @returns {Promise<UssdPage>} */
  dial: (dialled) => post('dial', dialled),
  /** @param {string} as @returns {Promise<Sms[]>} */
  inbox: (as) => call(`inbox?${query({ as })}`),
  /** @param {string} as @param {string} id @param {string} pin */
  approve: (as, id, pin) => post(`payments/${encodeURIComponent(id)}/approve`, { as, pin }),
  /** @param {string} as @param {string} id */
  refuse: (as, id) => post(`payments/${encodeURIComponent(id)}/refuse`, { as }),
};

/**
 * What comes by itself; the browser reconnects and resumes where it stopped.
 * @param {string} as @param {string} after id of the last event that was seen, or ''
 * @param {{ notice: (event: { id: string, reply: Reply, at: string }) => void, sms: (sms: Sms) => void,
 *   payments: (pending: Payment[]) => void, online: (online: boolean) => void }} on
 * @returns {() => void} closes the stream
 */
export function listen(as, after, on) {
  const source = new EventSource(`/simulator/api/events?${query({ as, after })}`);
  source.addEventListener('notice', (event) => on.notice(JSON.parse(event.data)));
  source.addEventListener('sms', (event) => on.sms(JSON.parse(event.data)));
  source.addEventListener('payments', (event) => on.payments(JSON.parse(event.data)));
  source.addEventListener('open', () => on.online(true));
  source.addEventListener('error', () => on.online(false));
  return () => source.close();
}
