import { currencies, type Currency, type Money } from '../../money.ts';

/**
 * Money as vendors write it, `12.50` or `50000`, made of digits and never of floats. Undefined when it has a fraction
 * finer than `decimals`.
 */
export function toAmountText({ amount, currency }: Money, decimals: number): string | undefined {
  const digits = String(amount).padStart(currencies[currency] + 1, '0');
  const cut = digits.length - currencies[currency];
  const rest = digits.slice(cut).replace(/0+$/, '');
  if (!Number.isSafeInteger(amount) || amount <= 0 || rest.length > decimals) return undefined;
  return rest ? `${digits.slice(0, cut)}.${rest.padEnd(decimals, '0')}` : digits.slice(0, cut);
}

const isCurrency = (code: string): code is Currency => code in currencies;

/** A vendor's amount in minor units; undefined when it is none, or finer than its currency allows. */
export function parseAmountText(text: string, currency: string): Money | undefined {
  const match = /^(\d{1,13})(?:\.(\d+))?$/.exec(text.trim());
  if (!match?.[1] || !isCurrency(currency)) return undefined;
  const decimals = currencies[currency];
  const rest = (match[2] ?? '').replace(/0+$/, '');
  if (rest.length > decimals) return undefined;
  const amount = Number(match[1] + rest.padEnd(decimals, '0'));
  return Number.isSafeInteger(amount) ? { amount, currency } : undefined;
}
