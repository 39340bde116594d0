import { randomUUID } from 'node:crypto';
import { captioned, cutWritten } from '../../core/dialog/typed.ts';
import type { Inbound, Input } from '../../core/dialog/types.ts';
import type { CloudMessage } from './payload.ts';

export interface Received {
  readonly message: CloudMessage;
  /** Where its media is stored, and what its bytes were found to be. */
  readonly file?: { readonly id: string; readonly mimeType: string } | undefined;
}

/** They tell something about the chat, and nobody waits for an answer. */
const silentTypes: ReadonlySet<string> = new Set(['reaction', 'system', 'errors']);

/** The media to fetch first, if the message bears any that a screen can take. */
export const mediaOf = ({
  image,
  document,
}: CloudMessage): { readonly id: string; readonly name: string } | undefined => {
  const media = image ?? document;
  return media && { id: media.id, name: media.filename ?? 'photo' };
};

/** WhatsApp vouches for the number of who writes. */
export const addressOf = (message: CloudMessage): string => `+${message.from}`;

function toInput({ message, file }: Received): Input {
  const pressed = message.interactive?.button_reply ?? message.interactive?.list_reply;
  if (pressed) return { kind: 'press', token: pressed.id };
  // A quick reply of a template bears its words.
  const text = message.text?.body ?? message.button?.text;
  if (text !== undefined && text.trim() !== '') {
    return { kind: 'text', text: cutWritten(text) };
  }
  if (message.location) return { kind: 'location', ...message.location };
  if (file) {
    const kind = file.mimeType.startsWith('image/') ? 'photo' : 'document';
    return { kind, fileId: file.id, ...captioned((message.image ?? message.document)?.caption) };
  }
  return message.type === 'request_welcome' ? { kind: 'start' } : { kind: 'unsupported', what: message.type };
}

/** A message as the core takes it, or undefined when nobody waits for an answer. Pure. */
export function receive(received: Received, traceId: string = randomUUID()): Inbound | undefined {
  const { message } = received;
  if (silentTypes.has(message.type)) return undefined;
  const address = addressOf(message);
  return { channel: 'whatsapp', address, phone: address, messageId: message.id, traceId, input: toInput(received) };
}
