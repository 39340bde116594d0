import { z } from 'zod';

const user = z.object({ id: z.int(), is_bot: z.boolean().default(false), language_code: z.string().optional() });
const chat = z.object({ id: z.int(), type: z.string() });
const file = z.object({ file_id: z.string().min(1), file_unique_id: z.string().min(1), file_size: z.int().optional() });

/** What people send and no screen takes (Bot API, "Message"). An animation also bears a document. */
export const unusable = [
  'animation',
  'audio',
  'checklist',
  'dice',
  'game',
  'giveaway',
  'giveaway_winners',
  'invoice',
  'paid_media',
  'poll',
  'sticker',
  'story',
  'video',
  'video_note',
  'voice',
] as const;

const message = z.object({
  message_id: z.int(),
  chat,
  from: user.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(file.extend({ width: z.int(), height: z.int() })).optional(),
  document: file.extend({ file_name: z.string().optional(), mime_type: z.string().optional() }).optional(),
  location: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
  contact: z.object({ phone_number: z.string(), user_id: z.int().optional() }).optional(),
  ...Object.fromEntries(unusable.map((content) => [content, z.unknown().optional()])),
});

/** The parts of Telegram's Update that the door reads (Bot API, "Update"); all else is dropped on the way in. */
const update = z.object({
  update_id: z.int().nonnegative(),
  message: message.optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: user,
      data: z.string().optional(),
      message: z.object({ message_id: z.int(), chat, date: z.number().optional() }).optional(),
    })
    .optional(),
  my_chat_member: z.object({ chat, from: user, new_chat_member: z.object({ status: z.string() }) }).optional(),
});

export type Update = z.infer<typeof update>;
export type Message = z.infer<typeof message>;

/** The kinds of update that are asked for; edits and channels are not among them. */
export const wantedUpdates = ['message', 'callback_query', 'my_chat_member'] as const;

/** What can be read of a native update; undefined when it is none. */
export function parseUpdate(native: unknown): Update | undefined {
  const whole = update.safeParse(native);
  if (whole.success) return whole.data;
  // An update of a shape not known yet still has its number, and must be confirmed or it would come for ever.
  const bare = update.pick({ update_id: true }).safeParse(native);
  return bare.success ? bare.data : undefined;
}
