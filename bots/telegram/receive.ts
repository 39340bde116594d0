import { captioned } from '../../core/dialog/typed.ts';
import type { Inbound, Input } from '../../core/dialog/types.ts';
import { unusable } from './update.ts';
import type { Message, Update } from './update.ts';

/** A file that Telegram holds for us to fetch. */
export interface Media {
  readonly fileId: string;
  /** The same for the same file, whoever sends it and however often. */
  readonly uniqueId: string;
  readonly name: string;
  readonly size?: number;
}

/** Media after it was fetched: its id in core/files, and what its bytes were found to be. */
export interface StoredMedia {
  readonly id: string;
  readonly mimeType: string;
}

/** The chat in which somebody speaks to the bot alone; groups and channels are not answered. */
export function privateChatOf(update: Update): number | undefined {
  const chat = (update.message ?? update.callback_query?.message ?? update.my_chat_member)?.chat;
  return chat?.type === 'private' ? chat.id : undefined;
}

/** The file that an update brings: of a photo the largest of its sizes. An animation is a video, not a document. */
export function toMedia(update: Update): Media | undefined {
  const message = update.message;
  if (message === undefined || privateChatOf(update) === undefined) return undefined;
  const photo = message.photo?.toSorted((a, b) => b.width * b.height - a.width * a.height)[0];
  const file = photo ?? (has(message, 'animation') ? undefined : message.document);
  if (file === undefined) return undefined;
  return {
    fileId: file.file_id,
    uniqueId: file.file_unique_id,
    name: photo ? 'photo.jpg' : (message.document?.file_name ?? 'document'),
    ...(file.file_size === undefined ? {} : { size: file.file_size }),
  };
}

/** Native update -> Inbound; `media` is the update's file once stored. Undefined when it is not for the dialog. */
export function toInbound(update: Update, media?: StoredMedia): Inbound | undefined {
  const chatId = privateChatOf(update);
  const from = (update.message ?? update.callback_query)?.from;
  if (chatId === undefined || from === undefined || from.is_bot) return undefined;
  const input = update.message ? toInput(update.message, media) : toPress(update.callback_query?.data);
  if (input === undefined) return undefined;
  return {
    channel: 'telegram',
    address: String(chatId),
    messageId: String(update.update_id),
    ...(from.language_code ? { languageHint: from.language_code } : {}),
    traceId: `telegram-${update.update_id}`,
    input,
  };
}

const toPress = (data: string | undefined): Input | undefined => (data ? { kind: 'press', token: data } : undefined);

function toInput(message: Message, media?: StoredMedia): Input | undefined {
  const other = unusable.find((content) => has(message, content));
  if (other !== undefined) return { kind: 'unsupported', what: other };
  if (message.text !== undefined) return toTyped(message.text);
  if (message.photo || message.document) return media && toFile(media, message.caption);
  if (message.location) {
    return { kind: 'location', latitude: message.location.latitude, longitude: message.location.longitude };
  }
  if (message.contact) return toContact(message.contact, message.from?.id);
  return undefined;
}

/** `/start x` opens with a payload; any other command is its words: `/langue@lisolo_bot` is "langue". */
function toTyped(text: string): Input {
  const command = /^\/([a-z0-9_]{1,32})(?:@[a-z0-9_]+)?(?:\s+([\s\S]*))?$/i.exec(text.trim());
  if (!command?.[1]) return { kind: 'text', text };
  const payload = command[2]?.trim();
  if (command[1].toLowerCase() === 'start') return payload ? { kind: 'start', payload } : { kind: 'start' };
  const words = command[1].replaceAll('_', ' ');
  return { kind: 'text', text: payload ? `${words} ${payload}` : words };
}

/** People who care for quality send pictures as files. */
const toFile = (media: StoredMedia, caption: string | undefined): Input => ({
  kind: media.mimeType.startsWith('image/') ? 'photo' : 'document',
  fileId: media.id,
  ...captioned(caption),
});

/** Telegram fills `user_id` from the number itself, so it proves the number only when it is the sender's own. */
function toContact(contact: NonNullable<Message['contact']>, sender: number | undefined): Input {
  const digits = contact.phone_number.replace(/\D/g, '');
  if (digits.length < 7 || digits.length > 15) return { kind: 'unsupported', what: 'contact' };
  return { kind: 'contact', phone: `+${digits}`, own: sender !== undefined && contact.user_id === sender };
}

const has = (message: Message, content: string): boolean => (message as Record<string, unknown>)[content] !== undefined;
