import type {
  InlineKeyboardButton,
  InlineKeyboardMarkup,
  KeyboardButton,
  ReplyKeyboardMarkup,
  ReplyKeyboardRemove,
} from 'grammy/types';
import { shorten, toPieces } from '../../core/dialog/fit.ts';
import type { Attachment, Link, Reply, ReplyOption } from '../../core/dialog/types.ts';
import { t } from '../../core/dialog/words.ts';
import type { Language, Speak, Words } from '../../core/dialog/words.ts';
import { maxCaption, maxLabel, maxText } from './limits.ts';

type Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove;

/** One call of the Bot API, without the chat it goes to. Texts are plain: no parse mode, so nothing needs escaping. */
export type NativeCall =
  | { readonly method: 'sendMessage'; readonly text: string; readonly reply_markup?: Markup }
  | {
      readonly method: 'editMessageText';
      readonly message_id: number;
      readonly text: string;
      readonly reply_markup?: InlineKeyboardMarkup;
    }
  /** Takes the buttons of an earlier message away. */
  | { readonly method: 'editMessageReplyMarkup'; readonly message_id: number }
  | {
      readonly method: 'sendPhoto' | 'sendDocument';
      readonly fileId: string;
      readonly name: string;
      readonly caption?: string;
      /** Said when the file cannot be had any more, or Telegram will not take it. */
      readonly otherwise: string;
    };

/** What the chat looks like just now, as far as it matters for drawing. */
export interface ChatView {
  /** The message whose button was pressed: the new screen takes its place. */
  readonly pressed?: number;
  /** An earlier message whose buttons are out of date. */
  readonly outdated?: number;
  /** A keyboard that asked for the contact or the location is still open. */
  readonly asking?: boolean;
}

/** Reply -> Bot API calls. Pure. Files come first, so that the buttons stay at the foot of the chat. */
export function render(reply: Reply, speak: Speak, view: ChatView = {}): readonly NativeCall[] {
  if (reply.silent) return [];
  const say = (words: Words) => speak(words, reply.language);
  const inline = toInline(reply, say);
  const texts = toPieces(toText(reply, say), maxText);
  const asking = toAsking(reply, say);
  // A message bears one markup only: buttons, a keyboard that asks, or the removal of one.
  const closing = view.asking && !asking ? { remove_keyboard: true as const } : undefined;
  const apart = closing && (inline || texts.length === 0) ? [message(say(t('telegram:received')), closing)] : [];
  const last = inline ?? asking?.reply_markup ?? closing;
  const screen = texts.map((text, at) => message(text, at === texts.length - 1 ? last : undefined));
  const silent = reply.attachments.length === 0 && apart.length === 0 && !asking;
  const needsCarrier = screen.length === 0 && (inline !== undefined || silent);
  const files = reply.attachments.flatMap((attachment) => toFiles(attachment, reply.language, speak));
  return [
    ...(view.outdated === undefined ? [] : [withoutButtons(view.outdated)]),
    ...place([...apart, ...files], needsCarrier ? [message('…', last)] : screen, view.pressed),
    ...(asking && (inline || texts.length === 0) ? [asking] : []),
  ];
}

/** Edits the pressed message when the new screen is one message with nothing before it; otherwise sends anew below. */
function place(before: readonly NativeCall[], screen: readonly NativeCall[], pressed?: number): readonly NativeCall[] {
  const only = screen[0];
  const markup = only?.method === 'sendMessage' ? only.reply_markup : undefined;
  const editable = markup === undefined || 'inline_keyboard' in markup;
  if (pressed === undefined) return [...before, ...screen];
  if (before.length > 0 || screen.length !== 1 || only?.method !== 'sendMessage' || !editable) {
    return [withoutButtons(pressed), ...before, ...screen];
  }
  const edit = { method: 'editMessageText' as const, message_id: pressed, text: only.text };
  return [markup ? { ...edit, reply_markup: markup } : edit];
}

const withoutButtons = (messageId: number): NativeCall => ({ method: 'editMessageReplyMarkup', message_id: messageId });

const message = (text: string, markup?: Markup): NativeCall =>
  markup ? { method: 'sendMessage', text, reply_markup: markup } : { method: 'sendMessage', text };

type Say = (words: Words) => string;

function toText(reply: Reply, say: Say): string {
  const link = reply.link && !isButtonUrl(reply.link.url) ? [`${say(reply.link.label)}\n${reply.link.url}`] : [];
  const spelled = areTooLong(reply.options, say)
    ? [reply.options.map(({ number, label }) => `${number}. ${say(label)}`).join('\n')]
    : [];
  return [...reply.notices.map(say), ...reply.body.map(say), ...link, ...spelled].join('\n\n');
}

const areTooLong = (options: readonly ReplyOption[], say: Say): boolean =>
  options.some(({ label }) => say(label).length > maxLabel);

function toInline(reply: Reply, say: Say): InlineKeyboardMarkup | undefined {
  const numbered = areTooLong(reply.options, say);
  const options = reply.options.map(({ label, number, token }) => ({
    text: numbered ? shorten(`${number}. ${say(label)}`, maxLabel) : say(label),
    callback_data: token,
  }));
  const rows = [
    ...toRows(options),
    ...(reply.link && isButtonUrl(reply.link.url) ? [[toLinkButton(reply.link, say)]] : []),
    reply.nav.map(({ label, token }) => ({ text: shorten(say(label), maxLabel), callback_data: token })),
  ].filter((row) => row.length > 0);
  return rows.length === 0 ? undefined : { inline_keyboard: rows };
}

/** Two short answers (yes, no) stand side by side; everything else one below the other. */
const toRows = (buttons: InlineKeyboardButton[]): InlineKeyboardButton[][] =>
  buttons.length === 2 && buttons.every(({ text }) => text.length <= 16)
    ? [buttons]
    : buttons.map((button) => [button]);

const toLinkButton = (link: Link, say: Say): InlineKeyboardButton => ({
  text: shorten(say(link.label), maxLabel),
  url: link.url,
});

/** Telegram refuses a whole message whose button leads to an address that is not public. */
function isButtonUrl(url: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed?.protocol === 'https:' && /\.[a-z]{2,}$/i.test(parsed.hostname);
}

/** What Telegram has a button for, which sends it. */
const shared = [
  { kind: 'contact', label: t('telegram:shareContact'), button: { request_contact: true } },
  { kind: 'location', label: t('telegram:shareLocation'), button: { request_location: true } },
] as const;

function toAsking(reply: Reply, say: Say): (NativeCall & { reply_markup: ReplyKeyboardMarkup }) | undefined {
  const asked = shared.filter(({ kind }) => reply.asks.includes(kind));
  if (asked.length === 0) return undefined;
  const keyboard = asked.map(({ label, button }): KeyboardButton[] => [{ text: say(label), ...button }]);
  const text = asked.map(({ kind }) => say(t(`telegram:touchToShare.${kind}`))).join('\n');
  return { method: 'sendMessage', text, reply_markup: { keyboard, resize_keyboard: true, one_time_keyboard: true } };
}

function toFiles(attachment: Attachment, language: Language, speak: Speak): readonly NativeCall[] {
  const caption = attachment.caption && speak(attachment.caption, language).trim();
  const call = {
    method: attachment.kind === 'image' ? ('sendPhoto' as const) : ('sendDocument' as const),
    fileId: attachment.fileId,
    name: attachment.name,
    otherwise: speak(t('telegram:fileMissing', { name: attachment.name }), language),
  };
  if (!caption) return [call];
  if (caption.length <= maxCaption) return [{ ...call, caption }];
  return [call, ...toPieces(caption, maxText).map((text) => message(text))];
}
