import type { MessageSendOptions } from 'whatsapp-web.js';
import { isLisoloError, LisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/types.ts';
import type { Log } from '../../core/log.ts';
import type { Connection } from './connection.ts';
import type { DailyCap } from './daily-cap.ts';
import type { Pacing } from './pacing.ts';
import type { Call } from './render.ts';
import { within, type Timers } from './timers.ts';
import type { Vendor, VendorClient } from './vendor.ts';

const sentWithinMs = 45_000;

export interface Sender {
  /**
   * Sends the calls in order, at a person's pace; returns the vendor's id of the last message.
   * Throws `unavailable` (not connected, the day is used up), `vendor_refused` (no such chat).
   */
  send(chatId: string, calls: readonly Call[], what: 'reply' | 'notice'): Promise<string | undefined>;
}

export interface SenderDeps {
  readonly vendor: Pick<Vendor, 'media'>;
  readonly connection: Pick<Connection, 'ready'>;
  readonly files: Pick<FileService, 'read'>;
  readonly pacing: Pick<Pacing, 'pause'>;
  readonly cap: DailyCap;
  readonly timers: Timers;
  readonly log: Log;
  /** The day's count is used up. */
  readonly onCap: () => void;
  /** How long an answer waits for a connection that is being renewed. */
  readonly patienceMs: number;
}

/** `sendSeen` fails in whole releases of WhatsApp Web and takes the message with it (wwebjs/whatsapp-web.js#5718). */
const always: MessageSendOptions = { sendSeen: false, linkPreview: false };

const unavailable = (reason: string, cause?: unknown): LisoloError =>
  new LisoloError('unavailable', { reason }, { cause });

/** The only file that puts messages on the network. */
export function createSender(deps: SenderDeps): Sender {
  async function put(client: VendorClient, chatId: string, call: Call) {
    if (call.kind === 'text') return client.sendMessage(chatId, call.text, always);
    const { file, bytes } = await deps.files.read(call.fileId);
    const media = await deps.vendor.media(file.mimeType, bytes, call.name);
    const caption = call.caption === undefined ? {} : { caption: call.caption };
    return client.sendMessage(chatId, media, { ...always, ...caption, sendMediaAsDocument: call.as === 'document' });
  }

  /** Counts a message only when there is a connection to put it on. */
  async function takeClient(what: 'reply' | 'notice'): Promise<VendorClient> {
    const client = await deps.connection.ready(what === 'reply' ? deps.patienceMs : 0);
    if (!client) throw unavailable('not connected');
    if (await deps.cap.take(what)) return client;
    deps.onCap();
    throw new LisoloError('unavailable', { reason: 'daily cap', retryAfterSeconds: deps.cap.secondsLeft() });
  }

  async function sendOne(chatId: string, call: Call, what: 'reply' | 'notice'): Promise<string> {
    const client = await takeClient(what);
    try {
      const sending = put(client, chatId, call).then((message) => ({ message }));
      const sent = await within(deps.timers, sentWithinMs, sending);
      if (!sent) throw unavailable('the page did not answer');
      if (!sent.message) throw new LisoloError('vendor_refused', { reason: 'no such chat' });
      return sent.message.id._serialized;
    } catch (error) {
      if (isLisoloError(error)) throw error;
      deps.log.warn({ err: error }, 'whatsapp message not taken');
      throw unavailable('the page refused the message', error);
    }
  }

  return {
    async send(chatId, calls, what) {
      let id: string | undefined;
      for (const call of calls) {
        await deps.pacing.pause();
        try {
          id = await sendOne(chatId, call, what);
        } catch (error) {
          // A file that has expired must not keep the words from the person.
          if (call.kind !== 'file' || !isLisoloError(error, 'not_found')) throw error;
          deps.log.warn({ fileId: call.fileId }, 'attachment is gone');
        }
      }
      return id;
    },
  };
}
