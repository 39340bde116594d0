/** ISO 4217 currencies in use, with the number of minor digits that ISO gives them. */
export const currencies = { CDF: 2, USD: 2, XOF: 0 } as const;
export type Currency = keyof typeof currencies;

/** An amount in minor units (integer, never a float) of one currency: 50 000 CDF is `{ amount: 5_000_000, currency: 'CDF' }`. */
export interface Money {
  readonly amount: number;
  readonly currency: Currency;
}

/** Money from a number of whole units: `inUnits(50_000, 'CDF')`. Throws RangeError on a fraction finer than the minor unit. */
export function inUnits(units: number, currency: Currency): Money {
  const amount = Number((units * 10 ** currencies[currency]).toFixed(6));
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${units} ${currency} is no whole number of minor units`);
  return { amount, currency };
}

/** The smallest step that wallets and banks take, in minor units: francs have no coin below one. */
const smallestPaid: Readonly<Record<Currency, number>> = { CDF: 100, USD: 1, XOF: 1 };

/** Minor units, cut down to what can be paid to the last coin. */
export const toPayable = (amount: number, currency: Currency): number => amount - (amount % smallestPaid[currency]);
