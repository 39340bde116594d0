import { z } from 'zod';
import { captioned } from '../../core/dialog/typed.ts';
import type { Inbound, Input } from '../../core/dialog/types.ts';

/** A phone as the page gives it; the simulator is a demonstration, so the number is taken as given. */
export const phoneNumber = z.string().regex(/^\+[1-9]\d{7,14}$/);
const messageId = z.string().regex(/^[\w-]{8,64}$/);

const input = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('start') }),
  z.strictObject({ kind: z.literal('text'), text: z.string().min(1).max(4096) }),
  z.strictObject({ kind: z.literal('press'), token: z.string().min(1).max(64) }),
  z.strictObject({
    kind: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  z.strictObject({ kind: z.literal('contact') }),
]);

/** What the page posts when the person says something. `messageId` is made by the page and repeated when it tries again. */
export const chatMessage = z.strictObject({
  as: phoneNumber,
  messageId,
  language: z.string().max(16).optional(),
  input,
});
export type ChatMessage = z.infer<typeof chatMessage>;

/** What accompanies the bytes of a photo, in the query. */
export const photoQuery = z.object({
  as: phoneNumber,
  messageId,
  language: z.string().max(16).optional(),
  caption: z.string().max(4096).optional(),
});

/** A photo or document whose bytes are stored already. */
export interface ChatFile {
  readonly as: string;
  readonly messageId: string;
  readonly language?: string | undefined;
  /** What was written beneath it. */
  readonly caption?: string | undefined;
  readonly file: { readonly id: string; readonly mimeType: string };
}

function toInput(message: ChatMessage): Input {
  if (message.input.kind !== 'contact') return message.input;
  return { kind: 'contact', phone: message.as, own: true };
}

const inbound = (from: Pick<ChatMessage, 'as' | 'messageId' | 'language'>, traceId: string, what: Input): Inbound => ({
  channel: 'simulator',
  address: from.as,
  // Pages make their ids themselves, so one is unique for its own person only.
  messageId: `${from.as}:${from.messageId}`,
  phone: from.as,
  ...(from.language ? { languageHint: from.language } : {}),
  traceId,
  input: what,
});

/** What was posted, as the core takes it. Pure. */
export const toInbound = (message: ChatMessage, traceId: string): Inbound =>
  inbound(message, traceId, toInput(message));

/** A file that was posted, as the core takes it. Pure. */
export const toFileInbound = (posted: ChatFile, traceId: string): Inbound =>
  inbound(posted, traceId, {
    kind: posted.file.mimeType.startsWith('image/') ? 'photo' : 'document',
    fileId: posted.file.id,
    ...captioned(posted.caption),
  });
