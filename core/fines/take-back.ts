import type { Connection } from 'mongoose';

import { isLisoloError } from '../errors.ts';
import type { PayablePurpose } from '../payments/index.ts';
import { changeFine } from './change-fine.ts';
import { finesOfPurpose } from './fine-purpose.ts';
import { infractionModel, type Fine, type FinePayment, type InfractionRecord } from './infraction.model.ts';
import { payableStates } from './infraction.states.ts';
import { endOfDayAfter, termsOf } from './terms.ts';

const refundMark = (refundId: string): string => `refund:${refundId}`;

/** What a payment still has on a fine, after all that was taken off again. */
const leftOf = (payments: readonly FinePayment[], paymentId: string): number =>
  payments
    .filter((one) => one.paymentId === paymentId || one.refundOf === paymentId)
    .reduce((sum, { amount }) => sum + amount, 0);

/** A fine that was paid until now has its time to pay anew: the days in which nothing was due do not count. */
const timeAfter = (fine: Fine, amount: number, at: Date) =>
  payableStates.includes(fine.state) && fine.remaining.amount === 0 && fine.paidAmount - amount < fine.due.amount
    ? { deadline: endOfDayAfter(at, termsOf(fine).daysToPay, fine.country), schedule: { nextAt: at, done: [] } }
    : { 'schedule.nextAt': at };

/** Takes money of a payment off fines, so that it can be given back: an entry of its own on each fine, never an edit. */
export function createFineTakeBack({
  connection,
}: {
  connection: Connection;
}): Required<Pick<PayablePurpose, 'takeBack' | 'leftOn'>> {
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
        $set: timeAfter(present, amount, at),
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

    async leftOn({ paymentId, part }) {
      const found = await infractions.findById(part, { payments: 1 }).lean<Pick<InfractionRecord, 'payments'>>();
      return found ? leftOf(found.payments, paymentId) : 0;
    },
  };
}

/** Money that lies on a fine beyond what is due there. */
export interface Surplus {
  readonly fineId: string;
  readonly paymentId: string;
  readonly amount: number;
  readonly why: 'dismissed' | 'reduced';
}

export interface Surpluses {
  /** The payments whose money goes back, of at most 100 fines a time. */
  toGiveBack(): Promise<Surplus[]>;
}

const perLook = 100;

/** What of this fine's payments goes back: the last one loses first. */
function surplusOf({ _id, state, due, paidAmount, payments }: InfractionRecord): Surplus[] {
  const dismissed = state === 'dismissed';
  let left = dismissed ? paidAmount : paidAmount - due.amount;
  return payments
    .filter(({ refundOf }) => refundOf === undefined)
    .reverse()
    .map(({ paymentId }) => {
      const amount = Math.min(Math.max(0, left), leftOf(payments, paymentId));
      left -= amount;
      return { fineId: _id, paymentId, amount, why: dismissed ? ('dismissed' as const) : ('reduced' as const) };
    })
    .filter(({ amount }) => amount > 0);
}

/** Finds what was paid on fines that nobody owes any more, or of which less is due now. */
export function createSurpluses({ connection }: { connection: Connection }): Surpluses {
  const infractions = infractionModel(connection);

  /** Those that a decision has left overpaid; the mark goes once nothing is left over. */
  async function overpaid(): Promise<InfractionRecord[]> {
    const marked = await infractions.find({ overpaid: true }).limit(perLook).lean<InfractionRecord[]>();
    const settled = marked.filter((record) => record.state === 'dismissed' || record.paidAmount <= record.due.amount);
    if (settled.length > 0)
      await infractions.bulkWrite(
        settled.map(({ _id, rev }) => ({ updateOne: { filter: { _id, rev }, update: { $unset: { overpaid: 1 } } } })),
      );
    return marked.filter((record) => !settled.includes(record));
  }

  return {
    async toGiveBack() {
      const dismissed = await infractions
        .find({ state: 'dismissed', paidAmount: { $gt: 0 } })
        .limit(perLook)
        .lean<InfractionRecord[]>();
      return [...dismissed, ...(await overpaid())].flatMap(surplusOf);
    },
  };
}
