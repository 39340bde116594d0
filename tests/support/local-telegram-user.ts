import { setTimeout as sleep } from 'node:timers/promises';
import type { InlineButton, Markup } from './local-telegram-rules.ts';

/** A message of the bot as the person's phone holds it. */
export interface BotMessage {
  readonly id: number;
  text: string;
  markup?: Markup | undefined;
  readonly file?: { readonly kind: 'photo' | 'document'; readonly name: string; readonly bytes: Buffer };
  /** Grows with everything that is sent or edited. */
  changed: number;
  edits: number;
}

export interface LocalFile {
  readonly fileId: string;
  readonly path: string;
  readonly bytes: Buffer;
}

/** What the server lends its users. */
export interface Post {
  /** Hands an update to the bot; resolves when the bot has confirmed it. */
  deliver(update: Record<string, unknown>): Promise<void>;
  /** The same update once more, under the same number. */
  repeat(): Promise<void>;
  now(): number;
  newMessageId(): number;
  keepFile(bytes: Buffer, name: string): LocalFile;
}

export interface Screen {
  /** All that the bot said or changed since the person's last action, in order; before any, its last message. */
  readonly text: string;
  readonly messages: readonly string[];
  /** Labels of the buttons that can be pressed now, under the newest message that has some. */
  readonly buttons: readonly string[];
  readonly links: readonly string[];
  readonly files: readonly {
    readonly kind: 'photo' | 'document';
    readonly name: string;
    readonly bytes: Buffer;
    readonly caption: string;
  }[];
  /** Labels of the keyboard that is open at the foot of the chat (to share the contact or the location). */
  readonly keyboard: readonly string[];
}

export interface UserOptions {
  readonly firstName?: string;
  readonly languageCode?: string;
  readonly phone?: string;
}

export type LocalUser = ReturnType<typeof createLocalUser>;

/** A person with a phone and a private chat with the bot. Each action resolves when the bot has dealt with it. */
export function createLocalUser(id: number, post: Post, options: UserOptions = {}) {
  const { firstName = `Person ${id}`, languageCode = 'fr', phone = '243810000001' } = options;
  const messages: BotMessage[] = [];
  const from = { id, is_bot: false, first_name: firstName, language_code: languageCode };
  const chat = { id, type: 'private', first_name: firstName };
  let lastAction = 0;
  let keyboard: Markup['keyboard'];

  function act(update: Record<string, unknown>): Promise<void> {
    lastAction = post.now();
    return post.deliver(update);
  }

  const send = (content: Record<string, unknown>): Promise<void> =>
    act({ message: { message_id: post.newMessageId(), date: 1_700_000_000, chat, from, ...content } });

  const buttonsOf = (message: BotMessage): readonly InlineButton[] => (message.markup?.inline_keyboard ?? []).flat();

  function press(message: BotMessage | undefined, label: string): Promise<void> {
    const offered = message ? buttonsOf(message) : [];
    const button = offered.find(({ text }) => text === label) ?? offered.find(({ text }) => text.includes(label));
    if (!message || button?.callback_data === undefined) {
      throw new Error(`no button "${label}"; there are: ${offered.map(({ text }) => text).join(', ') || 'none'}`);
    }
    return pressToken(message, button.callback_data);
  }

  const pressToken = (message: BotMessage, data: string): Promise<void> =>
    act({
      callback_query: {
        id: `query-${post.now()}`,
        from,
        chat_instance: '1',
        data,
        message: { message_id: message.id, date: 1_700_000_000, chat, text: message.text },
      },
    });

  const withButtons = (): BotMessage | undefined =>
    [...messages].filter((message) => buttonsOf(message).length > 0).sort((a, b) => b.changed - a.changed)[0];

  function screen(): Screen {
    const ordered = [...messages].sort((a, b) => a.changed - b.changed);
    const recent = ordered.filter((message) => message.changed > lastAction);
    const seen = recent.length > 0 ? recent : ordered.slice(-1);
    const holder = withButtons();
    const buttons = holder ? buttonsOf(holder) : [];
    return {
      text: seen.map(({ text }) => text).join('\n'),
      messages: seen.map(({ text }) => text),
      buttons: buttons.map(({ text }) => text),
      links: buttons.flatMap(({ url }) => (url ? [url] : [])),
      files: seen.flatMap(({ file, text }) => (file ? [{ ...file, caption: text }] : [])),
      keyboard: (keyboard ?? []).flat().map(({ text }) => text),
    };
  }

  async function sees(pattern: RegExp | string, withinMs = 45_000): Promise<Screen> {
    const matches = (text: string) => (typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text));
    for (const until = Date.now() + withinMs; Date.now() < until; await sleep(10)) {
      if (messages.some(({ text, changed }) => changed > lastAction && matches(text))) return screen();
    }
    throw new Error(`never saw ${String(pattern)}; the last screen is: ${screen().text}`);
  }

  return {
    id,
    /** Everything the bot has in this chat, oldest first. */
    messages: messages as readonly BotMessage[],
    says: (text: string) =>
      send({
        text,
        ...(text.startsWith('/') ? { entities: [{ type: 'bot_command', offset: 0, length: text.length }] } : {}),
      }),
    starts: (payload?: string) => send({ text: payload ? `/start ${payload}` : '/start' }),
    /** Presses a button of the newest message that has buttons, by its label or a part of it. */
    presses: async (label: string) => press(withButtons(), label),
    /** Presses what was a button once, although it may be gone. */
    pressesOld: (messageId: number, token: string) =>
      pressToken(
        messages.find((message) => message.id === messageId) ?? { id: messageId, text: '', changed: 0, edits: 0 },
        token,
      ),
    sharesContact: (contact: { readonly phone?: string; readonly userId?: number } = {}) => {
      keyboard = undefined;
      return send({
        contact: { phone_number: contact.phone ?? phone, first_name: firstName, user_id: contact.userId ?? id },
      });
    },
    sharesLocation: (latitude: number, longitude: number) => send({ location: { latitude, longitude } }),
    sendsPhoto: (bytes: Buffer) => {
      const small = post.keepFile(Buffer.from('small'), 'small.jpg');
      const large = post.keepFile(bytes, 'large.jpg');
      const size = (file: LocalFile, width: number) => ({
        file_id: file.fileId,
        file_unique_id: `u${file.fileId}`,
        width,
        height: width,
        file_size: file.bytes.length,
      });
      return send({ photo: [size(small, 90), size(large, 1_280)] });
    },
    sendsDocument: (bytes: Buffer, name: string, mimeType = 'application/octet-stream', size = bytes.length) => {
      const file = post.keepFile(bytes, name);
      const document = {
        file_id: file.fileId,
        file_unique_id: `u${file.fileId}`,
        file_name: name,
        mime_type: mimeType,
        file_size: size,
      };
      return send({ document });
    },
    /** A message of any other content: `{ sticker: {...} }`. */
    sends: (content: Record<string, unknown>) => send(content),
    edits: (text: string) =>
      act({ edited_message: { message_id: 1, date: 1_700_000_000, edit_date: 1_700_000_001, chat, from, text } }),
    /** Telegram sends this person's last update again. */
    repeats: () => post.repeat(),
    lastScreen: () => Promise.resolve(screen()),
    /** Waits for a message since the last action: for what comes unasked (a notice). */
    sees,
    /** For the server: what the bot does in this chat. */
    inbox: {
      add(message: BotMessage): void {
        messages.push(message);
        if (message.markup?.keyboard) keyboard = message.markup.keyboard;
        if (message.markup?.remove_keyboard) keyboard = undefined;
      },
      find: (messageId: number) => messages.find((message) => message.id === messageId),
    },
  };
}
