import type { Connection } from 'mongoose';

import { isLisoloError } from '../errors.ts';
import type { PayablePurpose } from '../payments/index.ts';
import { changeFine } from './change-fine.ts';
import { finesOfPurpose } from './fine-purpose.ts';
import { infractionModel, type Fine, type FinePayment, type InfractionRecord } from './infraction.model.ts';

const refundMark = (refundId: string): string => `refund:${refundId}`;

/** What a payment still has on a fine, after all that was taken off again. */
const leftOf = (payments: readonly FinePayment[], paymentId: string): number =>
  payments
    .filter((one) => one.paymentId === paymentId || one.refundOf === paymentId)
    .reduce((sum, { amount }) => sum + amount, 0);

/** Takes money of a payment off fines, so that it can be given back: an entry of its own on each fine, never an edit. */
export function createFineTakeBack({
  connection,
}: {
  connection: Connection;
}): Required<Pick<PayablePurpose, 'takeBack'>> {
  const infractions = infractionModel(connection);

  /** Once per refund. */
  async function takeOff(fineId: string, paymentId: string, refundId: string, most: number, at: Date): Promise<number> {
    const ofThis = (fine: Fine) => fine.payments.find((one) => one.paymentId === refundMark(refundId));
    const fine = await changeFine(infractions, fineId, (present) => {
      const amount = Math.min(most, leftOf(present.payments, paymentId));
      if (ofThis(present) || amount <= 0) return undefined;
      return {
        $inc: { paidAmount: -amount },
        $push: { payments: { paymentId: refundMark(refundId), amount: -amount, at, refundOf: paymentId } },
        // What is open again has a deadline again.
        $set: { 'schedule.nextAt': at },
      };
    }).catch((error: unknown) => (isLisoloError(error, 'not_found') ? undefined : Promise.reject(error as Error)));
    return fine ? -(ofThis(fine)?.amount ?? 0) : 0;
  }

  return {
    async takeBack({ id, paymentId, refundId, amount, at, part }) {
      let left = amount;
      // The last one that was paid loses first.
      const fineIds = part === undefined ? finesOfPurpose(id).reverse() : [part];
      for (const fineId of fineIds) left -= await takeOff(fineId, paymentId, refundId, left, at);
      return amount - left;
    },
  };
}

export interface DismissedFines {
  toGiveBack(): Promise<{ readonly fineId: string; readonly paymentId: string; readonly amount: number }[]>;
}

/** Payments whose money lies on fines that nobody owes any more, with the amount. At most 100 fines a time. */
export function createDismissedFines({ connection }: { connection: Connection }): DismissedFines {
  const infractions = infractionModel(connection);
  return {
    async toGiveBack() {
      const paid = await infractions
        .find({ state: 'dismissed', paidAmount: { $gt: 0 } })
        .limit(100)
        .lean<InfractionRecord[]>();
      return paid.flatMap(({ _id, payments }) =>
        payments
          .filter(({ refundOf }) => refundOf === undefined)
          .map(({ paymentId }) => ({ fineId: _id, paymentId, amount: leftOf(payments, paymentId) }))
          .filter(({ amount }) => amount > 0),
      );
    },
  };
}
