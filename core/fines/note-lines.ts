import type { NoteFacts, NoteLine } from '../documents/index.ts';
import { discountInForce, increasesInForce, tariffAmount } from './dues.ts';
import { isPayable } from './fines.service.ts';
import type { Adjustment, Fine } from './infraction.model.ts';

/** So many increases have a line each; where there are more, the older ones share one. */
const mostIncreases = 3;

const sumOf = (adjustments: readonly Adjustment[]): number => adjustments.reduce((sum, { amount }) => sum + amount, 0);

function increasesOf(increases: readonly Adjustment[]): NoteLine[] {
  const alone = increases.length > mostIncreases ? increases.slice(1 - mostIncreases) : increases;
  const older = increases.slice(0, increases.length - alone.length);
  const until = older.at(-1)?.at;
  return [
    ...(until ? [{ kind: 'increases' as const, amount: sumOf(older), when: until }] : []),
    ...alone.map(({ amount, at }) => ({ kind: 'increase' as const, amount, when: at })),
  ];
}

/** What makes up the sum that is due: they always add up to it. A discount or increase that has come and gone leaves no line. */
export function noteLines(fine: Pick<Fine, 'due' | 'adjustments'>): NoteLine[] {
  const of = (...kinds: readonly Adjustment['kind'][]): Adjustment[] =>
    fine.adjustments.filter(({ kind }) => kinds.includes(kind));
  const discounts = of('discount', 'discount_over');
  const discount = sumOf(discounts);
  const until = discounts.findLast((one) => one.until)?.until;
  return [
    { kind: 'tariff', amount: tariffAmount(fine) },
    ...increasesOf(increasesInForce(fine)),
    ...of('reduction').map(({ amount, at }) => ({ kind: 'reduction' as const, amount, when: at })),
    ...(discount === 0 ? [] : [{ kind: 'discount' as const, amount: discount, ...(until ? { when: until } : {}) }]),
  ];
}

/** While a discount counts: its last moment, and what is left to pay once it is over. */
export function noteDiscount(fine: Fine): NoteFacts['discount'] {
  const until = discountInForce(fine)?.until;
  if (!until || !isPayable(fine)) return undefined;
  const off = sumOf(fine.adjustments.filter(({ kind }) => kind === 'discount' || kind === 'discount_over'));
  return { until, then: { ...fine.remaining, amount: fine.remaining.amount - off } };
}
