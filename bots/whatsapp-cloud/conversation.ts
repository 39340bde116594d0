import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { isOutOfReach } from '../../core/database/index.ts';
import type { Receive, Reply } from '../../core/dialog/types.ts';
import { t, type Language, type Speak, type Text } from '../../core/dialog/words.ts';
import { isLisoloError, LisoloError } from '../../core/errors.ts';
import type { FileService, StoredFile } from '../../core/files/types.ts';
import type { Log } from '../../core/log.ts';
import type { CloudApi } from './api.ts';
import type { CloudMessage } from './payload.ts';
import { addressOf, mediaOf, receive as toInbound } from './receive.ts';
import { render, type Call } from './render.ts';
import type { Sender } from './send.ts';
import type { Windows } from './window.ts';

export interface Conversation {
  /** Resolves when the core has taken the message; rejects with `unavailable` when it should be brought again. */
  take(message: CloudMessage): Promise<void>;
  /** Runs after all that is under way with that person. */
  inTurn<T>(address: string, work: () => Promise<T>): Promise<T>;
  settled(): Promise<void>;
}

/** Takes messages, one after the other for each person, gives them to the core and sends what it answers. */
export function createConversation(deps: {
  readonly receive: Receive;
  readonly speak: Speak;
  readonly files: Pick<FileService, 'put'>;
  readonly api: Pick<CloudApi, 'download'>;
  readonly windows: Pick<Windows, 'open'>;
  readonly sender: Sender;
  readonly log: Log;
}): Conversation {
  const seen = new LRUCache<string, true>({ max: 10_000 });
  const languages = new LRUCache<string, Language>({ max: 10_000 });
  const lanes = new Map<string, Promise<unknown>>();

  function inTurn<T>(address: string, work: () => Promise<T>): Promise<T> {
    const done = (lanes.get(address) ?? Promise.resolve()).then(work);
    const lane = done
      .catch(() => undefined)
      .finally(() => {
        if (lanes.get(address) === lane) lanes.delete(address);
      });
    lanes.set(address, lane);
    return done;
  }

  async function store(message: CloudMessage): Promise<StoredFile | undefined> {
    const media = mediaOf(message);
    if (!media) return undefined;
    const bytes = await deps.api.download(media.id);
    return deps.files.put({ bytes, name: media.name, owner: 'whatsapp', key: `whatsapp:${message.id}`, briefly: true });
  }

  /** The core's answer, opened by the reason when a photo or document could not be taken. */
  async function answer(message: CloudMessage, traceId: string): Promise<Reply | undefined> {
    await deps.windows.open(addressOf(message));
    let reason: Text | undefined;
    const file = await store(message).catch((error: unknown) => {
      if (!isLisoloError(error)) throw error;
      deps.log.warn({ traceId, code: error.code }, 'whatsapp media not taken');
      // A vendor's refusal is no fault of what was sent.
      reason = t(error.code === 'vendor_refused' ? 'errors:unavailable' : error.tellUser);
      return undefined;
    });
    const inbound = toInbound({ message, file }, traceId);
    if (!inbound) return undefined;
    const reply = await deps.receive(inbound);
    languages.set(inbound.address, reply.language);
    return reason ? { ...reply, notices: [reason] } : reply;
  }

  async function callsFor(message: CloudMessage, traceId: string): Promise<Call[]> {
    try {
      const reply = await answer(message, traceId);
      return reply && !reply.silent ? render(reply, deps.speak) : [];
    } catch (error) {
      if (isOutOfReach(error)) throw new LisoloError('unavailable', { reason: 'database' }, { cause: error });
      if (isLisoloError(error) && error.retryable) throw error;
      if (!isLisoloError(error)) deps.log.error({ err: error, traceId }, 'whatsapp message failed');
      const text = isLisoloError(error) ? t(error.tellUser) : t('errors:defect', { reference: traceId });
      const body = deps.speak(text, languages.get(addressOf(message)) ?? 'fr');
      return [{ type: 'text', text: { body, preview_url: false } }];
    }
  }

  return {
    take(message) {
      if (seen.has(message.id)) return Promise.resolve();
      seen.set(message.id, true);
      const traceId = randomUUID();
      return new Promise((resolve, reject) => {
        const work = async (): Promise<void> => {
          const calls = await callsFor(message, traceId);
          resolve();
          await deps.sender.send(addressOf(message), calls);
        };
        inTurn(addressOf(message), work).catch((error: unknown) => {
          deps.log.warn({ err: error, traceId }, 'whatsapp message or answer failed');
          if (isLisoloError(error) && error.retryable) seen.delete(message.id);
          reject(error instanceof Error ? error : new LisoloError('unavailable'));
        });
      });
    },
    inTurn,
    async settled() {
      while (lanes.size > 0) await Promise.all(lanes.values());
    },
  };
}
