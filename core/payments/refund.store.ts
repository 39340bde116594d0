import type { Connection, UpdateQuery } from 'mongoose';

import type { Clock } from '../clock.ts';
import { dueBy, isDuplicateKey } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import type { Currency } from '../money.ts';
import { paymentModel, toPayment, type Payment, type PaymentRecord, type RefundShare } from './payment.model.ts';
import { refundModel, toRefund, type Refund, type RefundChange, type RefundRecord } from './refund.model.ts';
import { refundSources, type RefundActor, type RefundState } from './refund.states.ts';

/** What of a payment's money can still go back, by where it lies. */
export interface Refundable {
  readonly inCredit: number;
  readonly onPurpose: number;
}

/** Derived from the payment alone, so that it cannot disagree with it. */
export function refundableOf({ steps, refunds = [] }: Payment): Refundable {
  const { applied = 0, excess = 0 } = steps.allocated ?? {};
  let inCredit = excess;
  let onPurpose = applied;
  for (const { fromCredit, fromPurpose, returned } of refunds) {
    if (returned === undefined) inCredit -= fromCredit;
    else inCredit += returned;
    onPurpose -= returned ?? fromPurpose;
  }
  return { inCredit, onPurpose };
}

/** The same, asked of the database: whether some of a payment's money lies in its payer's credit. */
const inCreditNow = {
  $add: [
    { $ifNull: ['$steps.allocated.excess', 0] },
    {
      $sum: {
        $map: {
          input: { $ifNull: ['$refunds', []] },
          in: { $ifNull: ['$$this.returned', { $multiply: ['$$this.fromCredit', -1] }] },
        },
      },
    },
  ],
};
export const withCreditLeft = {
  // Few payments ever left some, by too much or by a refund that failed: indexes of those alone find them.
  $or: [{ 'steps.allocated.excess': { $gt: 0 } }, { 'refunds.returned': { $gt: 0 } }],
  $expr: { $gt: [inCreditNow, 0] },
};

/** Reads and single-document writes of refunds, and what they hold on payments. */
export interface RefundStore {
  byId(id: string): Promise<Refund | undefined>;
  byKey(idempotencyKey: string): Promise<Refund | undefined>;
  byWish(wishKey: string): Promise<Refund[]>;
  byRef(provider: string, providerRef: string): Promise<Refund | undefined>;
  due(now: Date, limit: number): Promise<Refund[]>;
  /** Stores a new refund, or returns the one that already has this key. */
  insert(record: RefundRecord): Promise<Refund>;
  /** Undefined when it is no longer in a state that allows it. */
  move(
    id: string,
    move: { to: RefundState; by: RefundActor; reason?: string; nextLookAt?: Date },
  ): Promise<Refund | undefined>;
  note(id: string, set: UpdateQuery<RefundRecord>['$set']): Promise<void>;
  lookAgain(id: string, at: Date | undefined): Promise<void>;
  /**
   * Sets money of its payment aside for this refund, once, in one write: of the credit first, or of a part of what was
   * paid. Undefined when there is not so much left.
   */
  hold(refund: Refund): Promise<RefundShare | undefined>;
  /** The refund failed: what was taken off the purpose stays in the credit. */
  release(refund: Refund, returned: number): Promise<void>;
  /** Payments of a person that left some credit, oldest first; of every currency by default. */
  withCredit(personId: string, currency?: Currency): Promise<Payment[]>;
}

export function createRefundStore({ connection, clock }: { connection: Connection; clock: Clock }): RefundStore {
  const refunds = refundModel(connection);
  const payments = paymentModel(connection);
  const one = async (filter: Record<string, unknown>): Promise<Refund | undefined> => {
    const found = await refunds.findOne(filter).lean<RefundRecord>();
    return found ? toRefund(found) : undefined;
  };

  function shareOf(refund: Refund, payment: Payment): RefundShare | undefined {
    const { inCredit, onPurpose } = refundableOf(payment);
    const fromCredit = refund.part === undefined ? Math.min(refund.amount, Math.max(0, inCredit)) : 0;
    const fromPurpose = refund.amount - fromCredit;
    return fromPurpose > (refund.onlyCredit ? 0 : onPurpose)
      ? undefined
      : { refundId: refund.id, fromCredit, fromPurpose };
  }

  return {
    byId: (id) => one({ _id: id }),
    byKey: (idempotencyKey) => one({ idempotencyKey }),
    byRef: (provider, providerRef) => one({ provider, providerRef }),
    byWish: async (wishKey) => (await refunds.find({ wishKey }).sort({ _id: 1 }).lean<RefundRecord[]>()).map(toRefund),
    due: async (now, limit) =>
      (
        await refunds
          .find({ nextLookAt: dueBy(now) })
          .sort({ nextLookAt: 1 })
          .limit(limit)
          .lean<RefundRecord[]>()
      ).map(toRefund),

    async insert(record) {
      await refunds.init();
      try {
        await refunds.create(record);
        return toRefund(record);
      } catch (error) {
        const before = isDuplicateKey(error) ? await one({ idempotencyKey: record.idempotencyKey }) : undefined;
        if (before) return before;
        throw isDuplicateKey(error)
          ? new LisoloError('conflict', { reason: 'this reference is written down already' })
          : error;
      }
    },

    async move(id, { to, by, reason, nextLookAt }) {
      const at = clock();
      for (const from of refundSources(to, by)) {
        const change: RefundChange = { from, to, at, by, ...(reason ? { reason } : {}) };
        const moved = await refunds
          .findOneAndUpdate(
            { _id: id, state: from },
            {
              $set: { state: to, ...(reason ? { reason } : {}), ...(nextLookAt ? { nextLookAt } : {}) },
              $push: { history: change },
            },
            { returnDocument: 'after' },
          )
          .lean<RefundRecord>();
        if (moved) return toRefund(moved);
      }
      return undefined;
    },

    async note(id, set) {
      await refunds.updateOne({ _id: id }, { $set: set });
    },

    async lookAgain(id, at) {
      await refunds.updateOne(
        { _id: id },
        at ? { $set: { nextLookAt: at }, $inc: { looks: 1 } } : { $unset: { nextLookAt: 1 } },
      );
    },

    async hold(refund) {
      for (;;) {
        const found = await payments.findOne({ _id: refund.paymentId }).lean<PaymentRecord>();
        if (!found) return undefined;
        const held = found.refunds?.find(({ refundId }) => refundId === refund.id);
        if (held) return held;
        const share = shareOf(refund, toPayment(found));
        if (!share) return undefined;
        // Shares are only ever added, and a failed one only frees money: the number of them guards the sum.
        const count = found.refunds?.length ?? 0;
        const asSeen: Record<string, unknown> =
          count === 0 ? { 'refunds.0': { $exists: false } } : { refunds: { $size: count } };
        const { modifiedCount } = await payments.updateOne(
          { _id: refund.paymentId, ...asSeen },
          { $push: { refunds: share } },
        );
        if (modifiedCount === 1) return share;
      }
    },

    async release(refund, returned) {
      await payments.updateOne(
        { _id: refund.paymentId, refunds: { $elemMatch: { refundId: refund.id, returned: { $exists: false } } } },
        { $set: { 'refunds.$.returned': returned } },
      );
    },

    async withCredit(personId, currency) {
      const found = await payments
        .find({
          'requester.personId': personId,
          state: 'confirmed',
          ...(currency ? { 'received.currency': currency } : {}),
        })
        .sort({ createdAt: 1, _id: 1 })
        .lean<PaymentRecord[]>();
      return found.map(toPayment).filter((payment) => refundableOf(payment).inCredit > 0);
    },
  };
}
