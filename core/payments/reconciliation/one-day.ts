import type { Connection } from 'mongoose';

import { countries } from '../../countries/index.ts';
import type { Log } from '../../log.ts';
import type { Money } from '../../money.ts';
import { bankLineModel, toBankLine, type BankLine, type BankLineRecord } from '../bank/bank-line.model.ts';
import { bankName } from '../bank/bank.provider.ts';
import { paymentModel, refAtProvider, toPayment, type Payment, type PaymentRecord } from '../payment.model.ts';
import type { ProviderRegistry } from '../provider-registry.ts';
import { refundModel, toRefund, type Refund, type RefundRecord } from '../refund.model.ts';
import { createBook } from './book.ts';
import { compareLine, comparePayment, compareRefund } from './compare.ts';
import type { Day } from './days.ts';
import type { Difference, Totals } from './reconciliation.model.ts';
import { totalsOf } from './totals.ts';

/** What one look at a provider's day finds. */
export interface Finding {
  readonly totals: Totals[];
  readonly asked: number;
  readonly unanswered: number;
  readonly differences: Difference[];
}

/** What an answer shows; undefined without one. */
type Answer = { readonly differences: readonly Difference[]; readonly said?: Money } | undefined;

interface OfDay {
  readonly payments: readonly Payment[];
  readonly confirmed: readonly Payment[];
  /** Lines of statements that no payment holds. */
  readonly unheld: readonly BankLine[];
}

/** Questions that a provider gets at the same time. */
const atOnce = 5;

/** Compares a provider's day with our book. Reads and asks; changes nothing. */
export function createOneDay(deps: {
  readonly connection: Connection;
  readonly registry: ProviderRegistry;
  readonly log: Log;
}) {
  const { connection, registry, log } = deps;
  const payments = paymentModel(connection);
  const refunds = refundModel(connection);
  const lines = bankLineModel(connection);
  const book = createBook({ connection });

  const paymentsOf = async (filter: Record<string, unknown>): Promise<Payment[]> =>
    (await payments.find(filter).sort({ _id: 1 }).lean<PaymentRecord[]>()).map(toPayment);

  const paymentsOfDay = async (provider: string, { country, from, to }: Day): Promise<OfDay> => {
    const within = { $gte: from, $lt: to };
    const [begun, confirmed] = await Promise.all([
      // `busy`: nobody was asked for money.
      paymentsOf({ country, provider, createdAt: within, reason: { $ne: 'busy' } }),
      paymentsOf({ country, provider, confirmedAt: within }),
    ]);
    const all = new Map([...begun, ...confirmed].map((payment) => [payment.id, payment]));
    return { payments: [...all.values()], confirmed, unheld: [] };
  };

  /** A bank's day is that of its lines; a payment without a line is looked at on the day on which it was booked. */
  async function bankDay(day: Day): Promise<OfDay> {
    const found = await lines.find({ country: day.country, on: day.day }).sort({ _id: 1 }).lean<BankLineRecord[]>();
    const held = await paymentsOf({ provider: bankName, providerRef: { $in: found.map(({ _id }) => _id) } });
    const booked = (await paymentsOfDay(bankName, day)).payments;
    const known = await lines.find({ _id: { $in: booked.map(({ providerRef }) => providerRef) } }, { _id: 1 }).lean();
    const [hasLine, isHeld] = [new Set(known.map(({ _id }) => _id)), new Set(held.map((one) => one.providerRef))];
    const all = [...held, ...booked.filter(({ providerRef }) => !hasLine.has(providerRef))];
    return {
      payments: all,
      confirmed: all,
      unheld: found.filter(({ _id }) => !isHeld.has(_id)).map(toBankLine),
    };
  }

  const refundsOfDay = async (
    provider: string,
    { country, from, to }: Day,
  ): Promise<(readonly [Refund, Payment])[]> => {
    const found = await refunds.find({ provider, createdAt: { $gte: from, $lt: to } }).lean<RefundRecord[]>();
    const paid = await paymentsOf({ _id: { $in: found.map(({ paymentId }) => paymentId) } });
    const byId = new Map(paid.map((payment) => [payment.id, payment]));
    return found.flatMap((refund) => {
      const payment = byId.get(refund.paymentId);
      return payment?.country === country ? [[toRefund(refund), payment] as const] : [];
    });
  };

  async function askAll<T>(all: readonly T[], ask: (one: T) => Promise<NonNullable<Answer>>): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let from = 0; from < all.length; from += atOnce) {
      const some = all.slice(from, from + atOnce).map((one) =>
        ask(one).catch((error: unknown) => {
          log.warn({ error }, 'a provider did not answer; its day is compared again later');
          return undefined;
        }),
      );
      answers.push(...(await Promise.all(some)));
    }
    return answers;
  }

  const askPayment = async (payment: Payment, isTwinBooked: boolean, now: Date): Promise<NonNullable<Answer>> => {
    const word = await registry.of(payment).status(refAtProvider(payment));
    const differences = comparePayment(payment, word, { isTwinBooked, now });
    // Money that came late counts with the payment that holds it.
    const said = word?.outcome === 'confirmed' && !isTwinBooked ? word.money : undefined;
    return { differences, ...(said ? { said } : {}) };
  };

  const askRefund = async (refund: Refund, payment: Payment, now: Date): Promise<NonNullable<Answer>> => {
    const { amount, currency, providerRef: ref } = refund;
    const whole = payment.received?.amount === amount;
    const order = { ref, paymentRef: refAtProvider(payment), money: { amount, currency }, whole, label: '' };
    return { differences: compareRefund(refund, await registry.of(refund).refundStatus(order), now) };
  };

  return async (provider: string, day: Day, now: Date): Promise<Finding> => {
    const isBank = provider === bankName;
    const { payments: all, confirmed, unheld } = isBank ? await bankDay(day) : await paymentsOfDay(provider, day);
    const late = await payments.find({ lateOf: { $in: all.map(({ id }) => id) } }, { lateOf: 1 }).lean();
    const twins = new Set(late.map(({ lateOf }) => lateOf));
    const given = await refundsOfDay(provider, day);
    // Nobody can be asked about what was paid by hand.
    const askable = given.filter(([{ byHand }]) => byHand === undefined);
    const answers = [
      ...(await askAll(all, (payment) => askPayment(payment, twins.has(payment.id), now))),
      ...(await askAll(askable, ([refund, payment]) => askRefund(refund, payment, now))),
    ];
    const answered = answers.filter((answer) => answer !== undefined);
    const onStatement = unheld.map(({ amount, currency }): Money => ({ amount, currency }));
    return {
      totals: totalsOf(
        confirmed,
        given.map(([refund]) => refund),
        [...answered.flatMap(({ said }) => said ?? []), ...onStatement],
      ),
      asked: answers.length,
      unanswered: answers.length - answered.length,
      differences: [
        ...answered.flatMap(({ differences }) => differences),
        ...unheld.flatMap(compareLine),
        ...(await book.missing(all, now)),
        ...(await book.disagreements(provider, countries[day.country].currencies, now)),
      ],
    };
  };
}

export type OneDay = ReturnType<typeof createOneDay>;
