import { randomUUID } from 'node:crypto';
import type { Message } from 'whatsapp-web.js';
import { captioned, cutWritten } from '../../core/dialog/typed.ts';
import type { Inbound, Input } from '../../core/dialog/types.ts';
import { chatKind, phoneOf } from './chat-id.ts';

/** A message with what had to be asked for before it could be translated. */
export interface Received {
  readonly message: Message;
  /** E.164, for a chat whose id hides the number. */
  readonly phone?: string | undefined;
  /** Where its media is stored. */
  readonly file?: { readonly id: string; readonly mimeType: string } | undefined;
}

/** Types that tell something about the chat and come from nobody (`MessageTypes`, src/util/Constants.js). */
const silentTypes: ReadonlySet<string> = new Set([
  'album', // precedes the pictures, each of which comes by itself
  'broadcast_notification',
  'call_log',
  'ciphertext',
  'debug',
  'e2e_notification',
  'gp2',
  'group_notification',
  'notification',
  'notification_template',
  'protocol',
  'reaction',
  'revoked',
]);

/** Whether a person wrote it to us: not ourselves, a group, a channel, a status, or WhatsApp itself. */
export function isForUs(message: Message): boolean {
  if (message.fromMe || message.isStatus || message.broadcast || silentTypes.has(message.type)) return false;
  const kind = chatKind(message.from);
  return kind === 'phone' || kind === 'hidden';
}

/** Whether its bytes have to be fetched first. */
export const bearsFile = (message: Message): boolean =>
  message.hasMedia && (message.type === 'image' || message.type === 'document');

const isPlace = (latitude: number, longitude: number): boolean =>
  Number.isFinite(latitude) && Number.isFinite(longitude) && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;

/** What a person has written beneath a file: WhatsApp puts the name of a document there where nobody wrote anything. */
function captionOf({ body, rawData }: Message): { readonly caption?: string } {
  const { filename } = (rawData ?? {}) as { readonly filename?: unknown };
  return body === filename ? {} : captioned(body);
}

function toInput({ message, file }: Received): Input {
  // The page is WhatsApp's and changes without notice: what the library declares is not always what comes.
  const body: unknown = message.body;
  if (message.type === 'chat' && typeof body === 'string' && body.trim() !== '')
    return { kind: 'text', text: cutWritten(body) };
  if (message.type === 'location') {
    const latitude = Number(message.location?.latitude);
    const longitude = Number(message.location?.longitude);
    if (isPlace(latitude, longitude)) return { kind: 'location', latitude, longitude };
  }
  // A plate is often sent as a document to keep its sharpness: the stored bytes say what it is.
  if (file) {
    const kind = file.mimeType.startsWith('image/') ? 'photo' : 'document';
    return { kind, fileId: file.id, ...captionOf(message) };
  }
  return { kind: 'unsupported', what: String(message.type) };
}

/** Where to answer: the number, or the hidden id when WhatsApp does not give the number away. */
export const addressOf = ({ message, phone }: Pick<Received, 'message' | 'phone'>): string =>
  phoneOf(message.from) ?? phone ?? message.from;

/** A message as the core takes it, or undefined when it is nobody's message to us. Pure. */
export function receive(received: Received, traceId: string = randomUUID()): Inbound | undefined {
  const { message } = received;
  if (!isForUs(message)) return undefined;
  const phone = phoneOf(message.from) ?? received.phone;
  return {
    channel: 'whatsapp',
    address: addressOf(received),
    messageId: message.id._serialized,
    ...(phone ? { phone } : {}),
    traceId,
    input: toInput(received),
  };
}
