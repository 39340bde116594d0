import type { Connection } from 'mongoose';

import { currencies, type Currency } from '../../money.ts';
import { ledgerModel } from '../ledger.model.ts';
import { moneyOf, paymentModel, type Payment } from '../payment.model.ts';
import { refundModel } from '../refund.model.ts';
import type { Difference } from './reconciliation.model.ts';

/** What was confirmed a moment ago is in the book with its next step. */
const patienceMs = 3_600_000;
const batch = 500;

interface Sum {
  readonly _id: Currency;
  readonly amount: number;
}

/** What the ledger says of a provider's payments, next to the payments themselves. */
export function createBook({ connection }: { connection: Connection }) {
  const entries = ledgerModel(connection);
  const payments = paymentModel(connection);
  const refunds = refundModel(connection);

  /** What each of these payments brought into the cash of its provider, as it is booked. */
  async function booked(some: readonly Payment[]): Promise<Map<string, number>> {
    const found = await entries.find({ key: { $in: some.map(({ id }) => `payment:${id}`) } }).lean();
    return new Map(
      found.map(({ key, postings }) => [
        key,
        postings.filter(({ account }) => account.startsWith('cash:')).reduce((sum, { amount }) => sum + amount, 0),
      ]),
    );
  }

  return {
    /** Confirmed payments that the ledger does not hold, or holds with another amount. */
    async missing(all: readonly Payment[], now: Date): Promise<Difference[]> {
      const due = all.filter(
        ({ state, confirmedAt }) =>
          state === 'confirmed' && confirmedAt && now.getTime() - confirmedAt.getTime() > patienceMs,
      );
      const faults: Difference[] = [];
      for (let from = 0; from < due.length; from += batch) {
        const some = due.slice(from, from + batch);
        const inBook = await booked(some);
        for (const payment of some) {
          const ours = moneyOf(payment);
          const amount = inBook.get(`payment:${payment.id}`);
          if (amount === ours.amount) continue;
          const theirs = amount === undefined ? {} : { theirs: { amount, currency: ours.currency } };
          const key = `not_in_book:${payment.id}`;
          faults.push({ key, kind: 'not_in_book', paymentId: payment.id, state: payment.state, ours, ...theirs });
        }
      }
      return faults;
    },

    /** Whether the cash account of a provider holds what all payments and refunds of it say, up to an hour ago. */
    async disagreements(provider: string, of: readonly Currency[], now: Date): Promise<Difference[]> {
      const before = new Date(now.getTime() - patienceMs);
      const account = `cash:${provider}`;
      const [came, went, inBook] = await Promise.all([
        payments.aggregate<Sum>([
          { $match: { state: 'confirmed', provider, confirmedAt: { $lt: before } } },
          { $group: { _id: '$received.currency', amount: { $sum: '$received.amount' } } },
        ]),
        refunds.aggregate<Sum>([
          { $match: { state: 'paid', provider, 'steps.settled': { $lt: before } } },
          { $group: { _id: '$currency', amount: { $sum: '$amount' } } },
        ]),
        entries.aggregate<Sum>([
          { $match: { 'postings.account': account, at: { $lt: before } } },
          { $unwind: '$postings' },
          { $match: { 'postings.account': account } },
          { $group: { _id: '$postings.currency', amount: { $sum: '$postings.amount' } } },
        ]),
      ]);
      const sumIn = (sums: readonly Sum[], currency: Currency): number =>
        sums.find(({ _id }) => _id === currency)?.amount ?? 0;
      return (Object.keys(currencies) as Currency[])
        .filter((currency) => of.includes(currency))
        .flatMap((currency): Difference[] => {
          const ours = { amount: sumIn(inBook, currency), currency };
          const theirs = { amount: sumIn(came, currency) - sumIn(went, currency), currency };
          return ours.amount === theirs.amount
            ? []
            : [{ key: `book_disagrees:${currency}`, kind: 'book_disagrees', ours, theirs }];
        });
    },
  };
}

export type Book = ReturnType<typeof createBook>;
