import type { Connection, QueryFilter } from 'mongoose';
import PQueue from 'p-queue';
import type { Clock } from '../clock.ts';
import { areDuplicateKeys, countBy, isDuplicateKey } from '../database/index.ts';
import type { Speak } from '../dialog/words.ts';
import { LisoloError } from '../errors.ts';
import type { FileService } from '../files/index.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Log } from '../log.ts';
import { toSmsReply } from './message.ts';
import { outboxModel } from './outbox.model.ts';
import type { OutboxDocument } from './outbox.model.ts';
import { mayGoAt, toQueued } from './queued.ts';
import { createNoticeData, toRecord } from './records.ts';
import { createSender } from './sender.ts';
import { statesBefore } from './states.ts';
import type { Deliver, NotificationService, Route } from './types.ts';

const dayMs = 24 * 60 * 60_000;
/** How long a notice is kept once it is over; its key protects against repeats as long. */
const keepSentMs = 30 * dayMs;
const keepFailedMs = 90 * dayMs;
/** A file behind an SMS can be fetched for a week. */
const fileLinkMinutes = 7 * 24 * 60;
const sendersPerProcess = 4;

export interface NotificationDeps {
  readonly connection: Connection;
  readonly identity: Pick<IdentityService, 'byId' | 'byPhone' | 'phonesOf' | 'markBlocked'>;
  readonly files: Pick<FileService, 'link'>;
  readonly speak: Speak;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether a person with a chat also gets an SMS when the chat fails. True by default. */
  readonly defaultSmsOn?: boolean;
  /** For tests. */
  readonly random?: () => number;
  readonly deliveryLimitMs?: number;
}

/** The outbox: what is to be told to people is stored first and sent from there, in any number of processes. */
export function createNotificationService(deps: NotificationDeps): NotificationService {
  const { clock, log } = deps;
  const outbox = outboxModel(deps.connection);
  const routes = new Map<Route, Deliver>();
  const queue = new PQueue({ concurrency: sendersPerProcess });
  const linkTo = ({ fileId }: { readonly fileId: string }): string => deps.files.link(fileId, fileLinkMinutes);
  const { sendNext } = createSender({
    outbox,
    identity: deps.identity,
    routes,
    fit: (route, reply) => (route === 'sms' ? toSmsReply(reply, { speak: deps.speak, linkTo }) : reply),
    smsAfterChat: deps.defaultSmsOn ?? true,
    clock,
    log,
    random: deps.random ?? Math.random,
    ...(deps.deliveryLimitMs === undefined ? {} : { deliveryLimitMs: deps.deliveryLimitMs }),
  });
  let draining = false;

  /** One notice, if one is due. A fault leaves it locked: it is taken up again when the lock ends. */
  async function sendOne(): Promise<boolean> {
    if (draining) return false;
    try {
      return await sendNext();
    } catch (error) {
      log.error({ error }, 'the outbox could not be worked on');
      return false;
    }
  }

  async function sendAll(): Promise<number> {
    let sent = 0;
    while (await sendOne()) sent += 1;
    return sent;
  }

  /** Every sender of this process works until nothing is due; two rounds of them are enough, however often it is asked. */
  function sendSoon(): void {
    if (queue.size >= sendersPerProcess) return;
    for (let each = 0; each < sendersPerProcess; each += 1) void queue.add(sendAll);
  }

  return {
    async notify(notice) {
      await outbox.init();
      try {
        await outbox.create(toQueued(notice, clock()));
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return;
      }
      void queue.add(sendOne);
    },

    async notifyMany(notices) {
      if (notices.length === 0) return;
      await outbox.init();
      const now = clock();
      // Reckoned once for each country: it is the same for all.
      const countries = [...new Set(notices.map(({ onlyByDay }) => onlyByDay))];
      const dueAt = new Map(countries.map((onlyByDay) => [onlyByDay, mayGoAt(now, onlyByDay ? { onlyByDay } : {})]));
      const queued = notices.map((notice) => toQueued(notice, now, dueAt.get(notice.onlyByDay)));
      try {
        await outbox.collection.insertMany(queued as object[], { ordered: false });
      } catch (error) {
        if (!areDuplicateKeys(error)) throw error;
      }
      sendSoon();
    },

    registerRoute: (route, deliver) => void routes.set(route, deliver),

    async list({ filter = {}, page }) {
      const query: QueryFilter<OutboxDocument> = {
        ...(filter.personId === undefined ? {} : { personId: filter.personId }),
        ...(filter.state === undefined ? {} : { state: filter.state }),
      };
      const way = page.oldestFirst ? 1 : -1;
      const found = outbox.find(query).sort({ createdAt: way, _id: way }).skip(page.offset).limit(page.limit).lean();
      const [items, total] = await Promise.all([found, countBy(outbox, query)]);
      return { items: items.map(toRecord), total };
    },

    async retry(id, by) {
      const now = clock();
      const queued = await outbox.updateOne(
        // An administrator's hand: not the sender's way back to the queue.
        { _id: id, state: { $in: statesBefore('queued').filter((state) => state !== 'sending') } },
        {
          $set: { state: 'queued', dueAt: now, waits: 0, spent: [], attempts: 0 },
          $unset: { reason: 1, waitingFor: 1 },
          $push: { history: { at: now, state: 'queued', by } },
        },
      );
      if (queued.matchedCount === 1) return void queue.add(sendOne);
      const notice = await outbox.findById(id, { state: 1 }).lean();
      if (!notice) throw new LisoloError('not_found', { kind: 'notice' });
      throw new LisoloError('illegal_transition', { from: notice.state, to: 'queued' });
    },

    async sendDue() {
      const senders = Array.from({ length: sendersPerProcess }, () => queue.add(sendAll));
      return (await Promise.all(senders)).reduce((sum, sent) => sum + sent, 0);
    },

    async purge(now) {
      const before = (ms: number): Date => new Date(now.getTime() - ms);
      const { deletedCount } = await outbox.deleteMany({
        $or: [
          { state: { $in: ['sent', 'suppressed'] }, createdAt: { $lt: before(keepSentMs) } },
          { state: 'failed', createdAt: { $lt: before(keepFailedMs) } },
        ],
      });
      return deletedCount;
    },

    settled: () => queue.onIdle(),

    async drain() {
      draining = true;
      await queue.onIdle();
    },

    personalData: createNoticeData(outbox, deps.identity),
  };
}
