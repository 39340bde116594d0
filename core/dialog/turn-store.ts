import { LRUCache } from 'lru-cache';
import type { Connection } from 'mongoose';
import { countBy, isInDoubt } from '../database/index.ts';
import { createGroupCommit } from './group-commit.ts';
import type { Session } from './session.ts';
import { createTurnReads, dialogOf, ofDialog } from './turn-reads.ts';
import { turnModel } from './turn.model.ts';
import type { TurnDocument } from './turn.model.ts';
import type { Reply } from './types.ts';

/** A stored step, as the conversation needs it. */
export interface StoredTurn {
  readonly session: Session;
  readonly reply: Reply;
  readonly inbound: string;
  readonly at: Date;
}

export interface NewTurn {
  readonly session: Session;
  readonly reply: Reply;
  readonly inbound: string;
  readonly where: string;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly forgets?: true;
}

export type Appended = 'stored' | 'message-known' | 'rev-taken';

export interface TurnStore {
  /** The dialog's last turn, from the cache, which may be behind: `append` finds out. `fresh`: as the database has it. */
  latest(dialogId: string, options?: { fresh?: boolean }): Promise<StoredTurn | undefined>;
  byInbound(inbound: string): Promise<StoredTurn | undefined>;
  /** Resolves when the turn is journalled, or says why it was not taken. */
  append(turn: NewTurn): Promise<Appended>;
  /** Deletes what was said in a dialog before its last turn, which asks for it. */
  forgetBefore(last: Pick<Session, 'dialogId' | 'rev'>): Promise<void>;
  /** Deletes what is past its time, and what a crash left of forgotten dialogs. */
  sweep(now: Date): Promise<number>;
  /** Deletes every turn of a person's dialogs. */
  eraseOf(personId: string): Promise<void>;
  /** Last turns for the admin API, newest first or oldest first; no texts. */
  list(
    filter: { personId?: string; channel?: string },
    page: { skip: number; limit: number; oldestFirst?: boolean },
  ): Promise<{ total: number; items: ConversationRow[] }>;
  ready(): Promise<void>;
}

export interface ConversationRow {
  readonly id: string;
  readonly channel: string;
  readonly personId?: string;
  readonly where: string;
  readonly at: Date;
}

const toStored = (document: Pick<TurnDocument, 'session' | 'reply' | 'inbound' | 'at'>): StoredTurn => ({
  session: JSON.parse(document.session) as Session,
  reply: JSON.parse(document.reply) as Reply,
  inbound: document.inbound,
  at: document.at,
});

const idOf = ({ dialogId, rev }: Pick<Session, 'dialogId' | 'rev'>): string => `${dialogId}:${rev}`;

const toDocument = ({ session, reply, inbound, where, at, expiresAt, forgets }: NewTurn): TurnDocument => ({
  _id: idOf(session),
  inbound,
  channel: session.caller.channel,
  ...(session.caller.personId !== undefined && { personId: session.caller.personId }),
  where,
  session: JSON.stringify(session),
  reply: JSON.stringify(reply),
  at,
  expiresAt,
  ...(forgets && { forgets }),
});

export function createTurnStore({
  connection,
  cacheSize = 20_000,
}: {
  connection: Connection;
  cacheSize?: number;
}): TurnStore {
  const model = turnModel(connection);
  const turns = model.collection;
  const reads = createTurnReads(model);
  const cache = new LRUCache<string, StoredTurn>({ max: cacheSize });
  const commit = createGroupCommit<TurnDocument>((documents) =>
    turns.insertMany(documents as never, { ordered: false }),
  );

  async function forgetBefore(id: string): Promise<void> {
    await turns.deleteMany({ _id: { $gt: ofDialog(dialogOf(id)).$gt, $lt: id } } as never);
    await turns.updateOne({ _id: id } as never, { $unset: { forgets: 1 } });
  }

  return {
    ready: async () => {
      await model.init();
    },
    async latest(dialogId, { fresh = false } = {}) {
      const cached = cache.get(dialogId);
      if (cached && !fresh) return cached;
      const newest = await reads.newestId(dialogId);
      if (cached && newest === idOf(cached.session)) return cached;
      const document = newest === undefined ? undefined : await reads.byId(newest);
      const stored = document && toStored(document);
      if (stored) cache.set(dialogId, stored);
      else cache.delete(dialogId);
      return stored;
    },
    async byInbound(inbound) {
      const document = await reads.byInbound(inbound);
      return document && toStored(document);
    },
    async append(turn) {
      const { dialogId } = turn.session;
      const document = toDocument(turn);
      // Whatever goes wrong, the next step must not build on what may be old.
      cache.delete(dialogId);
      const failed = await commit(document).catch((error: unknown) => {
        if (!isInDoubt(error)) throw error;
        // Stored already, it is refused now, and the message is then found to have been answered.
        return commit(document);
      });
      if (failed === undefined) {
        cache.set(dialogId, turn);
        return 'stored';
      }
      return failed.includes('inbound_once') ? 'message-known' : 'rev-taken';
    },
    forgetBefore: (last) => forgetBefore(idOf(last)),
    async sweep(now) {
      for (const { _id } of await model.find({ forgets: true }, { _id: 1 }).lean()) await forgetBefore(_id);
      const { deletedCount } = await turns.deleteMany({ expiresAt: { $lte: now } });
      return deletedCount;
    },
    async eraseOf(personId) {
      const dialogs = new Set((await model.find({ personId }, { _id: 1 }).lean()).map(({ _id }) => dialogOf(_id)));
      for (const dialogId of dialogs) {
        cache.delete(dialogId);
        await turns.deleteMany({ _id: ofDialog(dialogId) } as never);
      }
    },
    async list(filter, { skip, limit, oldestFirst }) {
      const [total, found] = await Promise.all([
        countBy(model, filter),
        model
          .find(filter, { channel: 1, personId: 1, where: 1, at: 1 })
          // All are kept for the same time, so this is the order in which they came; it has an index.
          .sort({ expiresAt: oldestFirst ? 1 : -1 })
          .skip(skip)
          .limit(limit)
          .lean(),
      ]);
      return { total, items: found.map(({ _id, ...rest }) => ({ id: _id, ...rest })) };
    },
  };
}
