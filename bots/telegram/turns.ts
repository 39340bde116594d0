import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Inbound, Receive, Reply } from '../../core/dialog/types.ts';
import { isLanguage, t } from '../../core/dialog/words.ts';
import type { Language, Speak, Text } from '../../core/dialog/words.ts';
import { isLisoloError } from '../../core/errors.ts';
import type { IdentityService } from '../../core/identity/types.ts';
import type { Log } from '../../core/log.ts';
import { describeError } from './errors.ts';
import type { createMediaFetcher } from './media.ts';
import { privateChatOf, toInbound, toMedia } from './receive.ts';
import type { StoredMedia } from './receive.ts';
import { render } from './render.ts';
import type { ChatView, NativeCall } from './render.ts';
import type { Sender, Sent } from './send.ts';
import type { Update } from './update.ts';

interface TurnsOptions {
  readonly receive: Receive;
  readonly speak: Speak;
  readonly sender: Sender;
  readonly fetchMedia: ReturnType<typeof createMediaFetcher>;
  readonly identity?: Pick<IdentityService, 'callerFor' | 'markBlocked'> | undefined;
  readonly log: Log;
  /** Pauses before the core is asked again after it failed, in milliseconds. */
  readonly backOff?: readonly number[];
}

/**
 * Takes one update all the way: fetch its file, give it to the core, send the answer. Resolves when the update is
 * dealt with for good and may be confirmed to Telegram.
 */
export function createTurns(options: TurnsOptions) {
  const { receive, speak, sender, fetchMedia, identity, log, backOff = [300, 1_000, 3_000] } = options;
  /** Only makes chats tidier (old buttons taken away); losing it costs nothing. */
  const screens = new LRUCache<string, Sent>({ max: 10_000 });
  /** Updates answered by this process: repeated by a webhook that was slow, they need no second answer. */
  const answered = new LRUCache<number, true>({ max: 10_000 });
  let stopping = false;

  async function languageOf(update: Update): Promise<Language> {
    const chatId = privateChatOf(update);
    const caller = await identity?.callerFor({ channel: 'telegram', address: String(chatId) }).catch(() => undefined);
    const hint = (update.message ?? update.callback_query ?? update.my_chat_member)?.from?.language_code?.slice(0, 2);
    return caller?.language ?? (isLanguage(hint) ? hint : 'fr');
  }

  /** Says something that is not the dialog's answer. */
  async function tell(update: Update, chatId: number, text: Text): Promise<void> {
    const words = speak(text, await languageOf(update));
    await send(String(chatId), () => sender.reply(String(chatId), [{ method: 'sendMessage', text: words }]));
  }

  async function send(chatId: string, call: () => Promise<Sent>): Promise<Sent | undefined> {
    try {
      return await call();
    } catch (error) {
      // Left unconfirmed, it is answered by the next process.
      if (stopping && isLisoloError(error, 'unavailable')) throw error;
      if (isLisoloError(error, 'forbidden')) await identity?.markBlocked('telegram', chatId).catch(() => undefined);
      log.warn({ why: describeError(error) }, 'Telegram: an answer was not sent');
      return undefined;
    }
  }

  async function ask(inbound: Inbound): Promise<Reply> {
    for (const pause of backOff) {
      try {
        return await receive(inbound);
      } catch (error) {
        if (stopping) throw error;
        log.warn({ traceId: inbound.traceId, err: error }, 'Telegram: the core did not take a message; once more');
        await sleep(pause);
      }
    }
    return receive(inbound);
  }

  async function store(update: Update): Promise<StoredMedia | 'none' | Text> {
    const media = toMedia(update);
    const chatId = privateChatOf(update);
    if (media === undefined) return 'none';
    try {
      return await fetchMedia(media, `telegram:${chatId}`, `telegram:${update.update_id}:${media.uniqueId}`);
    } catch (error) {
      log.warn(
        { traceId: `telegram-${update.update_id}`, why: describeError(error) },
        'Telegram: a file was not taken',
      );
      if (isLisoloError(error, 'too_large') || isLisoloError(error, 'unsupported_media')) return t(error.tellUser);
      return t('telegram:fileNotReceived');
    }
  }

  function viewOf(update: Update, inbound: Inbound): ChatView {
    const before = screens.get(inbound.address);
    const pressed = update.callback_query?.message?.message_id;
    const outdated = before?.keyboardId !== pressed ? before?.keyboardId : undefined;
    return {
      asking: before?.asking === true || inbound.input.kind === 'contact',
      ...(pressed === undefined ? {} : { pressed }),
      ...(outdated === undefined ? {} : { outdated }),
    };
  }

  /** The answer's calls; undefined when there is none, whatever is tried. */
  async function answer(update: Update, inbound: Inbound): Promise<readonly NativeCall[] | undefined> {
    try {
      return render(await ask(inbound), speak, viewOf(update, inbound));
    } catch (error) {
      if (stopping) throw error;
      log.error({ traceId: inbound.traceId, err: error }, 'Telegram: a message got no answer');
      return undefined;
    }
  }

  async function converse(update: Update, chatId: number): Promise<void> {
    const stored = await store(update);
    if (typeof stored === 'object' && 'key' in stored) return tell(update, chatId, stored);
    const inbound = toInbound(update, stored === 'none' ? undefined : stored);
    if (inbound === undefined) return;
    const calls = await answer(update, inbound);
    if (calls === undefined) return tell(update, chatId, t('errors:unavailable'));
    if (calls.length === 0) return;
    const sent = await send(inbound.address, () => sender.reply(inbound.address, calls));
    if (sent) screens.set(inbound.address, sent);
  }

  /** Blocked, unblocked, or added to a group. */
  async function membership(update: Update, change: NonNullable<Update['my_chat_member']>): Promise<void> {
    const { status } = change.new_chat_member;
    if (change.chat.type === 'private') {
      if (status === 'kicked') await identity?.markBlocked('telegram', String(change.chat.id));
    } else if (status === 'member' && change.chat.type !== 'channel') {
      await tell(update, change.chat.id, t('telegram:privateOnly'));
    }
  }

  async function dispatch(update: Update): Promise<void> {
    const chatId = privateChatOf(update);
    if (update.my_chat_member) await membership(update, update.my_chat_member);
    else if (chatId !== undefined) await converse(update, chatId);
  }

  return {
    /** Rejects only when it must be repeated later. */
    async take(update: Update): Promise<void> {
      if (update.callback_query) void sender.acknowledge(update.callback_query.id);
      if (answered.has(update.update_id)) return;
      try {
        await dispatch(update);
      } catch (error) {
        if (stopping) throw error;
        // A defect: the update would fail for ever, and hold up everything behind it.
        log.error({ traceId: `telegram-${update.update_id}`, err: error }, 'Telegram: an update could not be handled');
      }
      answered.set(update.update_id, true);
    },
    hurry(): void {
      stopping = true;
    },
  };
}
