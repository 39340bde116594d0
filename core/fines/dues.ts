import type { CountryCode } from '../dialog/types.ts';
import { toPayable, type Money } from '../money.ts';
import type { Adjustment } from './infraction.model.ts';
import { endOfDayAfter, type Terms } from './terms.ts';

type Adjusted = { readonly due: { readonly amount: number }; readonly adjustments: readonly Adjustment[] };

const sumOf = (adjustments: readonly Adjustment[]): number => adjustments.reduce((sum, { amount }) => sum + amount, 0);

/** What the tariff asked for, in minor units, before anything was added or taken off. */
export const tariffAmount = ({ due, adjustments }: Adjusted): number => due.amount - sumOf(adjustments);

/** What the tariff asks for now: with what an officer has taken off it. */
export const tariffNow = (fine: Adjusted): number =>
  tariffAmount(fine) + sumOf(fine.adjustments.filter(({ kind }) => kind === 'reduction'));

/** Names the one that takes away all increases before it. */
export const increasesOverKey = (contestationId: string): string => `${increasesOver}${contestationId}`;
const increasesOver = 'increases-over:';

/** The increases that count at present: a reduction takes away those before it. */
export function increasesInForce({ adjustments }: Pick<Adjusted, 'adjustments'>): Adjustment[] {
  const increases = adjustments.filter(({ kind }) => kind === 'increase');
  return increases.slice(increases.findLastIndex(({ key }) => key.startsWith(increasesOver)) + 1);
}

/** What the increases that count add up to. */
export const increased = (fine: Pick<Adjusted, 'adjustments'>): number => sumOf(increasesInForce(fine));

/** The early-payment discount that counts at present, if any; what is due already has it taken off. */
export function discountInForce({ adjustments }: Pick<Adjusted, 'adjustments'>): Adjustment | undefined {
  const last = adjustments.filter(({ kind }) => kind === 'discount' || kind === 'discount_over').at(-1);
  return last?.kind === 'discount' ? last : undefined;
}

/**
 * The adjustment that offers a discount of these terms on an amount, for so many days from a moment; undefined where there
 * is none. `nth` is how often it has been offered, this time included.
 */
export function offerDiscount(
  { amount, currency }: Money,
  { discount }: Terms,
  offer: { readonly nth: number; readonly from: Date; readonly days: number; readonly country: CountryCode },
): Adjustment | undefined {
  const off = discount ? toPayable(Math.floor((amount * discount.percent) / 100), currency) : 0;
  if (off <= 0) return undefined;
  const until = endOfDayAfter(offer.from, offer.days, offer.country);
  return { key: `discount:${offer.nth}`, kind: 'discount', amount: -off, at: offer.from, by: 'clock', until };
}
