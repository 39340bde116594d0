import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { isDuplicateKey } from '../../database/index.ts';
import { nextTry } from '../put-off.ts';
import { toTransfer, transferModel, type Transfer, type TransferRecord } from './transfer.model.ts';
import { transferSources, type TransferFailure, type TransferMover, type TransferState } from './transfer.states.ts';

export interface TransferMove {
  readonly to: TransferState;
  readonly by: TransferMover;
  readonly reason?: TransferFailure;
  /** Only out of this state. */
  readonly from?: TransferState;
  readonly set?: Partial<Pick<TransferRecord, 'buyerId'>>;
}

/** Reads and single-document writes of transfers. */
export interface TransferStore {
  byId(id: string): Promise<Transfer | undefined>;
  byKey(key: string): Promise<Transfer | undefined>;
  /** The one that keeps this vehicle from being offered to anybody else. */
  openOf(vehicleId: string): Promise<Transfer | undefined>;
  /** Offers that somebody can answer, the oldest first. */
  offeredTo(buyer: {
    readonly personId?: string | undefined;
    readonly phone?: string | undefined;
  }): Promise<Transfer[]>;
  countSince(sellerId: string, since: Date): Promise<number>;
  /** Undefined when the vehicle has an open one, or the key is taken. */
  insert(record: TransferRecord): Promise<Transfer | undefined>;
  /** Moves it along the table in one write; undefined when it is no longer in a state that allows it. */
  move(id: string, move: TransferMove): Promise<Transfer | undefined>;
  /** The register has followed: the vehicle can be offered again. */
  close(id: string): Promise<void>;
  /** All has followed that had to, while it is still in this state. */
  done({ id, state }: Pick<Transfer, 'id' | 'state'>): Promise<void>;
  /** What follows has failed, and is tried again later, each time after a longer while. */
  putOff(id: string): Promise<void>;
  /** Those of which something has to follow, the longest first. */
  todo(limit: number): Promise<Transfer[]>;
  /** Offers whose time is over. */
  overdue(limit: number): Promise<Transfer[]>;
}

const mostOffers = 20;

export function createTransferStore({ connection, clock }: { connection: Connection; clock: Clock }): TransferStore {
  const transfers = transferModel(connection);
  const one = async (filter: Record<string, unknown>): Promise<Transfer | undefined> => {
    const found = await transfers.findOne(filter).lean<TransferRecord>();
    return found ? toTransfer(found) : undefined;
  };

  return {
    byId: (id) => one({ _id: id }),
    byKey: (key) => one({ key }),
    openOf: (vehicleId) => one({ vehicleId, open: true }),

    async offeredTo({ personId, phone }) {
      const ways = [...(personId ? [{ buyerId: personId }] : []), ...(phone ? [{ buyerPhone: phone }] : [])];
      if (ways.length === 0) return [];
      const found = await transfers
        .find({ $or: ways.map((way) => ({ ...way, state: 'offered' as const, until: { $gt: clock() } })) })
        .sort({ createdAt: 1 })
        .limit(mostOffers)
        .lean<TransferRecord[]>();
      return found.map(toTransfer);
    },

    countSince: (sellerId, since) => transfers.countDocuments({ sellerId, createdAt: { $gte: since } }),

    async insert(record) {
      await transfers.init();
      try {
        await transfers.create(record);
        return toTransfer(record);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return undefined;
      }
    },

    async move(id, { to, by, reason, set, from: only }) {
      const at = clock();
      for (const from of transferSources(to, by).filter((each) => only === undefined || each === only)) {
        const moved = await transfers
          .findOneAndUpdate(
            { _id: id, state: from },
            {
              $set: { ...set, state: to, todo: at },
              $push: { history: { from, to, at, by, ...(reason ? { reason } : {}) } },
              $unset: { failures: 1 as const, ...(to === 'accepted' ? {} : { open: 1 as const }) },
            },
            { returnDocument: 'after' },
          )
          .lean<TransferRecord>();
        if (moved) return toTransfer(moved);
      }
      return undefined;
    },

    close: async (id) => void (await transfers.updateOne({ _id: id, state: 'accepted' }, { $unset: { open: 1 } })),
    // Nobody has to be reached by that phone any more: whoever has answered is known.
    done: async ({ id, state }) =>
      void (await transfers.updateOne(
        { _id: id, state },
        { $unset: { todo: 1, failures: 1, ...(state === 'offered' ? {} : { buyerPhone: 1 as const }) } },
      )),

    async putOff(id) {
      const found = await transfers.findById(id, { failures: 1 }).lean<Pick<TransferRecord, 'failures'>>();
      await transfers.updateOne(
        { _id: id, todo: { $exists: true } },
        { $set: { todo: nextTry(clock(), found?.failures ?? 0) }, $inc: { failures: 1 } },
      );
    },

    async todo(limit) {
      const found = await transfers
        .find({ todo: { $lte: clock() } })
        .sort({ todo: 1 })
        .limit(limit)
        .lean<TransferRecord[]>();
      return found.map(toTransfer);
    },

    async overdue(limit) {
      const found = await transfers
        .find({ state: 'offered', until: { $lte: clock() } })
        .sort({ until: 1 })
        .limit(limit)
        .lean<TransferRecord[]>();
      return found.map(toTransfer);
    },
  };
}
