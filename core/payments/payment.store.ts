import type { Connection, UpdateQuery } from 'mongoose';

import type { Clock } from '../clock.ts';
import { dueBy, isDuplicateKey } from '../database/index.ts';
import { paymentModel, toPayment, type Payment, type PaymentChange, type PaymentRecord } from './payment.model.ts';
import { paymentSources, type PaymentActor, type PaymentState } from './payment.states.ts';

export interface Move {
  readonly to: PaymentState;
  readonly by: PaymentActor;
  readonly reason?: string;
  readonly set?: Partial<PaymentRecord>;
}

/** Reads and single-document writes of payments; every rule that needs atomicity is here. */
export interface PaymentStore {
  byId(id: string): Promise<Payment | undefined>;
  byKey(idempotencyKey: string): Promise<Payment | undefined>;
  byRef(provider: string, providerRef: string): Promise<Payment | undefined>;
  byIds(ids: readonly string[]): Promise<Payment[]>;
  byPurpose(kind: string, id: string): Promise<Payment[]>;
  /** Stores a new payment, or returns the one that already has this idempotency key. */
  insert(record: PaymentRecord): Promise<{ payment: Payment; fresh: boolean }>;
  /** Moves a payment along the table in one write; undefined when it is no longer in a state that allows it. */
  move(id: string, move: Move): Promise<Payment | undefined>;
  /** Records something done, without a change of state. `where` guards what may be set only once. */
  note(id: string, set: UpdateQuery<PaymentRecord>['$set'], where?: Record<string, unknown>): Promise<void>;
  /** Puts off the next look; `undefined` when nothing is left to do. */
  lookAgain(id: string, at: Date | undefined): Promise<void>;
  due(now: Date, limit: number): Promise<Payment[]>;
}

export function createPaymentStore({ connection, clock }: { connection: Connection; clock: Clock }): PaymentStore {
  const payments = paymentModel(connection);
  const one = async (filter: Record<string, unknown>): Promise<Payment | undefined> => {
    const found = await payments.findOne(filter).lean<PaymentRecord>();
    return found ? toPayment(found) : undefined;
  };
  const many = async (filter: Record<string, unknown>): Promise<Payment[]> =>
    (await payments.find(filter).sort({ _id: 1 }).lean<PaymentRecord[]>()).map(toPayment);

  return {
    byId: (id) => one({ _id: id }),
    byKey: (idempotencyKey) => one({ idempotencyKey }),
    byRef: (provider, providerRef) => one({ provider, providerRef }),
    byIds: (ids) => many({ _id: { $in: ids } }),
    byPurpose: (kind, id) => many({ 'purpose.kind': kind, 'purpose.id': id }),

    async insert(record) {
      // Nothing is stored before the unique indexes stand; the promise is kept by mongoose.
      await payments.init();
      try {
        await payments.create(record);
        return { payment: toPayment(record), fresh: true };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const before = await one({ idempotencyKey: record.idempotencyKey });
        if (!before) throw error;
        return { payment: before, fresh: false };
      }
    },

    async move(id, { to, by, reason, set }) {
      const at = clock();
      for (const from of paymentSources(to, by)) {
        const change: PaymentChange = { from, to, at, by, ...(reason ? { reason } : {}) };
        const moved = await payments
          .findOneAndUpdate(
            { _id: id, state: from },
            { $set: { state: to, ...(reason ? { reason } : {}), ...set }, $push: { history: change } },
            { returnDocument: 'after' },
          )
          .lean<PaymentRecord>();
        if (moved) return toPayment(moved);
      }
      return undefined;
    },

    async note(id, set, where = {}) {
      await payments.updateOne({ _id: id, ...where }, { $set: set });
    },

    async lookAgain(id, at) {
      await payments.updateOne(
        { _id: id },
        at ? { $set: { nextLookAt: at }, $inc: { looks: 1 } } : { $unset: { nextLookAt: 1 } },
      );
    },

    async due(now, limit) {
      return (
        await payments
          .find({ nextLookAt: dueBy(now) })
          .sort({ nextLookAt: 1 })
          .limit(limit)
          .lean<PaymentRecord[]>()
      ).map(toPayment);
    },
  };
}
