import { toCardinal } from 'n2words/fr-FR';
import { currencies } from '../money.ts';
import type { Currency, Money } from '../money.ts';

/** One and several, as official papers write them. */
type Name = readonly [one: string, several: string];

const names: Readonly<Record<Currency, { readonly unit: Name; readonly part: Name }>> = {
  CDF: { unit: ['franc congolais', 'francs congolais'], part: ['centime', 'centimes'] },
  USD: { unit: ['dollar américain', 'dollars américains'], part: ['cent', 'cents'] },
  XOF: { unit: ['franc CFA', 'francs CFA'], part: ['centime', 'centimes'] },
};
const million = 1_000_000;

/** French counts 0 and 1 in the singular, and puts "de" between a round million and what is counted. */
function counted(count: number, [one, several]: Name): string {
  const of = count >= million && count % million === 0 ? 'de ' : '';
  return `${toCardinal(count)} ${of}${count < 2 ? one : several}`;
}

/**
 * An amount in French words, as papers of state and cheques write it: "deux cent mille francs congolais". The classical
 * spelling (hyphens below a hundred only, none beside "et"), not the one of 1990, since administrations write the former.
 * Throws RangeError on an amount that is negative or no whole number of minor units.
 */
export function moneyInFrench({ amount, currency }: Money): string {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is no amount to put into words`);
  const parts = 10 ** currencies[currency];
  const { unit, part } = names[currency];
  const rest = amount % parts;
  const whole = counted((amount - rest) / parts, unit);
  return rest === 0 ? whole : `${whole} et ${counted(rest, part)}`;
}
