import { currencies, type Currency, type Money } from '../money.ts';

/** Decimals that people pay in: mobile money takes whole francs only. */
const paidDecimals: Record<Currency, number> = { CDF: 0, XOF: 0, USD: 2 };

const words = /(?:FRANCS?|CONGOLAIS|CFA|FCFA|CDF|XOF|FC|F|USD|DOLLARS?|\$|\.-)/g;

/**
 * An amount as people type it: `50 000`, `50.000 FC`, `50000`, `12,50`. Undefined when it is no amount of that
 * currency; a dot or comma before three digits groups, before one or two it divides.
 */
export function parseAmount(typed: string, currency: Currency): Money | undefined {
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(words, '')
    .replace(/[\s'’]/g, '');
  const match = /^(\d{1,3}(?:[.,]\d{3})+|\d{1,12})(?:[.,](\d{1,2}))?$/.exec(plain);
  if (!match?.[1]) return undefined;
  const whole = match[1].replace(/[.,]/g, '');
  const rest = match[2] ?? '';
  if (rest.length > paidDecimals[currency] && Number(rest) !== 0) return undefined;
  const amount = Number(whole + rest.slice(0, currencies[currency]).padEnd(currencies[currency], '0'));
  return Number.isSafeInteger(amount) ? { amount, currency } : undefined;
}
