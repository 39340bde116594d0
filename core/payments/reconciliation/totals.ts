import type { Currency, Money } from '../../money.ts';
import type { Payment } from '../payment.model.ts';
import type { Refund } from '../refund.model.ts';
import type { Totals } from './reconciliation.model.ts';

const sum = <T>(list: readonly T[], amountOf: (one: T) => number): number =>
  list.reduce((total, one) => total + amountOf(one), 0);

/** What a day brought, by currency: payments that were confirmed on it, refunds of it, and what the provider says. */
export function totalsOf(confirmed: readonly Payment[], refunds: readonly Refund[], said: readonly Money[]): Totals[] {
  const paid = refunds.filter(({ state }) => state === 'paid');
  const received = confirmed.flatMap(({ received: money, steps }) => (money ? [{ ...money, steps }] : []));
  const seen = new Set<Currency>([...received, ...paid, ...said].map(({ currency }) => currency));
  return [...seen].sort().map((currency) => {
    const isOf = (one: { readonly currency: Currency }): boolean => one.currency === currency;
    const [ours, back] = [received.filter(isOf), paid.filter(isOf)];
    return {
      currency,
      payments: ours.length,
      received: sum(ours, ({ amount }) => amount),
      applied: sum(ours, ({ steps }) => steps.allocated?.applied ?? 0),
      excess: sum(ours, ({ steps }) => steps.allocated?.excess ?? 0),
      said: sum(said.filter(isOf), ({ amount }) => amount),
      refunds: back.length,
      refunded: sum(back, ({ amount }) => amount),
    };
  });
}
