import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Message } from 'whatsapp-web.js';
import type { Clock } from '../../core/clock.ts';
import { isOutOfReach } from '../../core/database/index.ts';
import type { Receive, Reply } from '../../core/dialog/types.ts';
import { t, type Language, type Speak, type Text } from '../../core/dialog/words.ts';
import { isLisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/types.ts';
import type { Log } from '../../core/log.ts';
import type { ChatBook } from './chat-book.ts';
import { chatKind, phoneOf } from './chat-id.ts';
import { storeMedia } from './media.ts';
import type { Pacing } from './pacing.ts';
import { addressOf, bearsFile, isForUs, receive as toInbound } from './receive.ts';
import { render, type Call } from './render.ts';
import type { Sender } from './send.ts';
import type { Timers } from './timers.ts';
import type { VendorClient } from './vendor.ts';

/** After a long time without connection WhatsApp hands over what was written meanwhile; older talk is over. */
const oldestMs = 12 * 3_600_000;

export interface ConversationDeps {
  readonly receive: Receive;
  readonly speak: Speak;
  readonly files: FileService;
  readonly book: ChatBook;
  readonly pacing: Pacing;
  readonly sender: Sender;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

const withoutFormat = (text: string): Call[] => [{ kind: 'text', text }];

/** Takes messages one after the other in each chat, gives them to the core and sends what it answers. Never throws. */
export function createConversation(deps: ConversationDeps) {
  const seen = new LRUCache<string, true>({ max: 10_000 });
  const phones = new LRUCache<string, string>({ max: 10_000 });
  const languages = new LRUCache<string, Language>({ max: 10_000 });
  /** Chats that were told to slow down and have not come to rest since. */
  const slowed = new Set<string>();

  async function phoneBehind(chatId: string, client: VendorClient): Promise<string | undefined> {
    if (chatKind(chatId) !== 'hidden') return phoneOf(chatId);
    const known = phones.get(chatId);
    if (known) return known;
    const [pair] = await client.getContactLidAndPhone([chatId]).catch(() => []);
    const phone = phoneOf(pair?.pn);
    if (phone) phones.set(chatId, phone);
    return phone;
  }

  const say = (chatId: string, text: Text): Call[] => withoutFormat(deps.speak(text, languages.get(chatId) ?? 'fr'));

  /** The core's answer, opened by the reason when the photo or document could not be taken. */
  async function answer(message: Message, client: VendorClient, traceId: string): Promise<Reply | undefined> {
    const phone = await phoneBehind(message.from, client);
    await deps.book.remember(addressOf({ message, phone }), message.from);
    let reason: Text | undefined;
    const file = !bearsFile(message)
      ? undefined
      : await storeMedia(message, deps.files, deps.timers).catch((error: unknown) => {
          if (!isLisoloError(error)) throw error;
          deps.log.warn({ traceId, code: error.code }, 'whatsapp media not taken');
          reason = t(error.tellUser);
          return undefined;
        });
    const inbound = toInbound({ message, phone, file }, traceId);
    if (!inbound) return undefined;
    const reply = await deps.receive(inbound);
    languages.set(message.from, reply.language);
    return reason ? { ...reply, notices: [reason] } : reply;
  }

  async function callsFor(message: Message, client: VendorClient, traceId: string): Promise<Call[]> {
    try {
      const reply = await answer(message, client, traceId);
      return reply && !reply.silent ? render(reply, deps.speak) : [];
    } catch (error) {
      seen.delete(message.id._serialized);
      if (isLisoloError(error)) return say(message.from, t(error.tellUser));
      if (isOutOfReach(error)) return say(message.from, t('errors:unavailable'));
      deps.log.error({ err: error, traceId }, 'whatsapp message failed');
      return say(message.from, t('errors:defect', { reference: traceId }));
    }
  }

  async function converse(message: Message, client: VendorClient): Promise<void> {
    const traceId = randomUUID();
    const calls = await callsFor(message, client, traceId);
    await deps.sender.send(message.from, calls, 'reply').catch((error: unknown) => {
      deps.log.error({ err: error, traceId }, 'whatsapp answer not sent');
    });
  }

  /** Too much is waiting in this chat: said once, then the surplus is dropped until the queue has been worked off. */
  function slowDown(chatId: string): void {
    if (slowed.has(chatId)) return;
    slowed.add(chatId);
    deps.log.warn('whatsapp chat told to slow down');
    const tell = () => deps.sender.send(chatId, say(chatId, t('errors:too_many_requests')), 'reply');
    deps.pacing
      .atEnd(chatId, tell)
      .catch((error: unknown) => deps.log.warn({ err: error }, 'whatsapp answer not sent'))
      .finally(() => slowed.delete(chatId));
  }

  return {
    hear(message: Message, client: VendorClient): void {
      if (!isForUs(message)) return;
      const id = message.id._serialized;
      if (seen.has(id) || message.timestamp * 1_000 < deps.clock().getTime() - oldestMs) return;
      seen.set(id, true);
      deps.pacing
        .inTurn(message.from, () => converse(message, client))
        .catch((error: unknown) => {
          seen.delete(id);
          if (isLisoloError(error, 'too_many_requests')) slowDown(message.from);
          else deps.log.warn({ err: error }, 'whatsapp message not taken');
        });
    },
  };
}
