import { currencies } from '../money.ts';
import type { Currency, Money } from '../money.ts';

/** How people write the currency. One house format in every language (glossary.md: ICU disagrees with itself). */
const symbols: Record<Currency, string> = { CDF: 'FC', XOF: 'F CFA', USD: 'USD' };
/** Decimals that people see; francs have none in daily life although ISO gives CDF two. */
const shownDecimals: Record<Currency, number> = { CDF: 0, XOF: 0, USD: 2 };

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ' ');

/** `12 500`. */
export const formatNumber = (whole: number): string => grouped(String(whole));

/** `12 500 FC`, `12 500 F CFA`, `12,50 USD`. A rest in centimes is shown rather than hidden. */
export function formatMoney({ amount, currency }: Money): string {
  const minor = currencies[currency];
  const digits = String(Math.abs(amount)).padStart(minor + 1, '0');
  const whole = minor === 0 ? digits : digits.slice(0, -minor);
  const rest = minor === 0 ? '' : digits.slice(-minor);
  const decimals = shownDecimals[currency] > 0 || Number(rest) !== 0 ? `,${rest}` : '';
  return `${amount < 0 ? '-' : ''}${grouped(whole)}${decimals} ${symbols[currency]}`;
}

const parts = new Map<string, Intl.DateTimeFormat>();
function formatterFor(timeZone: string): Intl.DateTimeFormat {
  let formatter = parts.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    parts.set(timeZone, formatter);
  }
  return formatter;
}

/** `20/11/2026`, `14h30` or both: digits in every language, since Swahili clock words count from dawn. */
export function formatMoment(iso: string, style: 'date' | 'time' | 'datetime', timeZone: string): string {
  const found = Object.fromEntries(
    formatterFor(timeZone)
      .formatToParts(new Date(iso))
      .map(({ type, value }) => [type, value]),
  );
  const date = `${found['day']}/${found['month']}/${found['year']}`;
  const time = `${found['hour']}h${found['minute']}`;
  return style === 'date' ? date : style === 'time' ? time : `${date} ${time}`;
}
