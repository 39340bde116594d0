import { setTimeout as sleep } from 'node:timers/promises';
import { autoRetry } from '@grammyjs/auto-retry';
import { Api, InputFile } from 'grammy';
import { isLisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/types.ts';
import { hasCode, isNotModified, isPassing, toLisoloError } from './errors.ts';
import { createPacer } from './pace.ts';
import type { Pace } from './pace.ts';
import type { NativeCall } from './render.ts';

/** Longest wait that Telegram may ask for before a reply is given up; notices wait in the outbox instead. */
const maxFloodWaitSeconds = 60;

export interface SenderOptions {
  readonly token: string;
  readonly apiRoot?: string;
  readonly files: Pick<FileService, 'read'>;
  readonly pace?: Pace;
  /** Pauses before each new try after a passing fault, in milliseconds. */
  readonly backOff?: readonly number[];
}

/** What became of a reply. */
export interface Sent {
  /** The last message sent or edited. */
  readonly messageId?: number;
  /** The message that bears the buttons now. */
  readonly keyboardId?: number;
  /** A keyboard that asks for the contact or the location is open now. */
  readonly asking: boolean;
}

type FileCall = Extract<NativeCall, { otherwise: string }>;

export type Sender = ReturnType<typeof createSender>;

/** The only part that touches Telegram's network. Throws LisoloErrors: `forbidden`, `unavailable`, `vendor_refused`. */
export function createSender({ token, apiRoot, files, pace, backOff = [500, 1_000, 2_000, 4_000] }: SenderOptions) {
  const options = { ...(apiRoot ? { apiRoot } : {}), timeoutSeconds: 60 };
  const hasty = new Api(token, options);
  const patient = new Api(token, options);
  patient.config.use(
    autoRetry({
      maxRetryAttempts: 5,
      maxDelaySeconds: maxFloodWaitSeconds,
      rethrowHttpErrors: true,
      rethrowInternalServerErrors: true,
    }),
  );
  const pacer = createPacer(pace);
  const stopping = new AbortController();

  async function persist<T>(call: () => Promise<T>): Promise<T> {
    for (const pause of backOff) {
      try {
        return await call();
      } catch (error) {
        if (!isPassing(error) || stopping.signal.aborted) throw error;
      }
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    return call();
  }

  /** One call. Returns the id of the message it made or changed. */
  async function place(api: Api, chatId: string, call: NativeCall): Promise<number | undefined> {
    if (call.method === 'editMessageReplyMarkup') {
      await api.editMessageReplyMarkup(chatId, call.message_id).catch(ignoreRefusal);
      return undefined;
    }
    if (call.method === 'editMessageText') return edit(api, chatId, call);
    if (call.method !== 'sendMessage') return sendFile(api, chatId, call);
    const { message_id } = await api.sendMessage(chatId, call.text, {
      link_preview_options: { is_disabled: true },
      ...(call.reply_markup ? { reply_markup: call.reply_markup } : {}),
    });
    return message_id;
  }

  async function edit(api: Api, chatId: string, call: NativeCall & { method: 'editMessageText' }): Promise<number> {
    const markup = call.reply_markup ? { reply_markup: call.reply_markup } : {};
    const other = { link_preview_options: { is_disabled: true }, ...markup };
    try {
      await api.editMessageText(chatId, call.message_id, call.text, other);
      return call.message_id;
    } catch (error) {
      if (isNotModified(error)) return call.message_id;
      if (!hasCode(error, 400)) throw error;
      // Deleted by the person, or of a kind that cannot be edited: the screen is sent anew.
      return (await api.sendMessage(chatId, call.text, other)).message_id;
    }
  }

  async function sendFile(api: Api, chatId: string, call: FileCall): Promise<number> {
    const caption = call.caption ? { caption: call.caption } : {};
    const name = call.name.replace(/[\p{Cc}";]/gu, '_');
    try {
      const { bytes } = await files.read(call.fileId);
      const send = (): Promise<{ message_id: number }> => {
        const file = new InputFile(bytes, name);
        return call.method === 'sendPhoto'
          ? api.sendPhoto(chatId, file, caption)
          : api.sendDocument(chatId, file, caption);
      };
      // A picture too long or too wide for a photo still goes as a file.
      const retryAsFile = (error: unknown) => {
        if (call.method !== 'sendPhoto' || !hasCode(error, 400)) throw error;
        return api.sendDocument(chatId, new InputFile(bytes, name), caption);
      };
      return (await send().catch(retryAsFile)).message_id;
    } catch (error) {
      if (!isLisoloError(error) && !hasCode(error, 400) && !hasCode(error, 413)) throw error;
      return (await api.sendMessage(chatId, call.otherwise)).message_id;
    }
  }

  async function placeAll(chatId: string, calls: readonly NativeCall[], first: 'patient' | 'hasty'): Promise<Sent> {
    let sent: Sent = { asking: false };
    for (const [at, call] of calls.entries()) {
      const hurried = first === 'hasty' && at === 0;
      const messageId = await pacer.run(chatId, () =>
        hurried
          ? place(hasty, chatId, call)
          : persist(() => place(patient, chatId, call)).catch(sayOtherwise(chatId, call)),
      );
      if (messageId === undefined) continue;
      const markup = 'reply_markup' in call ? call.reply_markup : undefined;
      sent = {
        messageId,
        ...(markup && 'inline_keyboard' in markup ? { keyboardId: messageId } : keepKeyboard(sent)),
        asking: sent.asking || (markup !== undefined && 'keyboard' in markup),
      };
    }
    return sent;
  }

  /** A file that cannot be brought through must not keep the screen behind it from the person. */
  const sayOtherwise = (chatId: string, call: NativeCall) => async (error: unknown) => {
    if (!('otherwise' in call) || !isPassing(error)) throw error;
    return (await persist(() => patient.sendMessage(chatId, call.otherwise))).message_id;
  };

  return {
    api: hasty,
    /** Sends a reply's calls in order, waiting out flood limits and passing faults. */
    reply: (chatId: string, calls: readonly NativeCall[]): Promise<Sent> =>
      placeAll(chatId, calls, 'patient').catch(rethrow),
    /**
     * Sends a notice's calls. What hinders the first is for the outbox to wait out; once something has arrived the
     * rest is seen through, so that a new try does not say it twice.
     */
    notice: (chatId: string, calls: readonly NativeCall[]): Promise<Sent> =>
      placeAll(chatId, calls, 'hasty').catch(rethrow),
    /** Stops the waiting sign on a pressed button. Not being able to is of no consequence. */
    async acknowledge(queryId: string): Promise<void> {
      await patient.answerCallbackQuery(queryId).catch(() => undefined);
    },
    /** Waits no longer for faults to pass. */
    hurry(): void {
      stopping.abort();
    },
    idle: () => pacer.idle(),
  };
}

const rethrow = (error: unknown): never => {
  throw toLisoloError(error);
};

const keepKeyboard = (sent: Sent) => (sent.keyboardId === undefined ? {} : { keyboardId: sent.keyboardId });

/** Buttons that are gone already, on a message that is gone already. */
const ignoreRefusal = (error: unknown): void => {
  if (!hasCode(error, 400)) throw error;
};
