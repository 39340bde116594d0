import { DateTime } from 'luxon';

import { LisoloError } from '../../errors.ts';
import { currencies, type Currency, type Money } from '../../money.ts';
import { parseAmountCell } from './amount-cell.ts';
import { readCsv } from './csv-rows.ts';
import type { BankProfile, Column } from './profile.ts';

/** Money that came in, as the bank says. */
export interface Credit {
  /** Number of its line in the file, from 1. */
  readonly line: number;
  /** The day on which it was booked, `2026-11-20`. */
  readonly on: string;
  readonly money: Money;
  readonly label: string;
  readonly transactionId?: string;
}

/** A line that could not be read. */
export interface Fault {
  readonly line: number;
  readonly reason: string;
}

export interface Statement {
  readonly credits: readonly Credit[];
  /** How many lines say that money went out, or that none moved. */
  readonly outgoing: number;
  readonly faults: readonly Fault[];
}

export const statementLimits = { bytes: 5_000_000, lines: 10_000, labelLength: 500 } as const;
/** Banks book ahead of a weekend; more than this is a mistaken year. */
const daysAhead = 5;
const firstYear = 2000;

function decode(bytes: Uint8Array, encoding: BankProfile['encoding']): string {
  if (bytes.length > statementLimits.bytes) throw new LisoloError('too_large', { most: statementLimits.bytes });
  try {
    return new TextDecoder(encoding === 'latin1' ? 'windows-1252' : 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new LisoloError('invalid_input', { reason: `the file is not written in ${encoding}` });
  }
}

const fold = (name: string): string => name.normalize('NFKD').replace(/\p{M}/gu, '').trim().toLowerCase();

/** Where each column of the profile stands. Throws `invalid_input` when the head lacks one. */
function placesOf(profile: BankProfile, head: readonly string[]): (column: Column) => number {
  const names = head.map(fold);
  const missing = Object.values(profile.columns)
    .flat()
    .filter((column) => typeof column === 'string' && !names.includes(fold(column)));
  if (missing.length > 0)
    throw new LisoloError('invalid_input', { reason: `the head of the file lacks ${missing.join(', ')}` });
  return (column) => (typeof column === 'number' ? column - 1 : names.indexOf(fold(column)));
}

function readDate(cell: string, format: string, now: Date): string | undefined {
  const day = ['fr', 'en']
    .map((locale) => DateTime.fromFormat(cell, format, { zone: 'utc', locale }))
    .find(({ isValid }) => isValid);
  if (!day || day.year < firstYear || day > DateTime.fromJSDate(now).plus({ days: daysAhead })) return undefined;
  return day.toISODate() ?? undefined;
}

const isCurrency = (word: string): word is Currency => word in currencies;
const aliases: Readonly<Record<string, Currency>> = { FC: 'CDF', FCFA: 'XOF', CFA: 'XOF', $: 'USD' };

type Cells = (column: Column | undefined) => string;

function readCurrency({ currency, columns }: BankProfile, cells: Cells): Currency | undefined {
  const said = cells(columns.currency).toUpperCase().replace(/\s/g, '');
  if (said === '') return currency;
  return isCurrency(said) ? said : aliases[said];
}

/** What came in, in minor units; zero or less when money went out or none moved. Undefined: not to be read. */
function readAmount({ decimal, columns }: BankProfile, cells: Cells, currency: Currency): number | undefined {
  const read = (cell: string) => parseAmountCell(cell, decimal, currency);
  if (columns.amount !== undefined) return read(cells(columns.amount));
  const [credit, debit] = [cells(columns.credit), cells(columns.debit)];
  const came = credit === '' ? 0 : read(credit);
  const went = debit === '' ? 0 : read(debit);
  if (came === undefined || went === undefined || (credit === '' && debit === '')) return undefined;
  return came !== 0 && went !== 0 ? undefined : came === 0 ? -Math.abs(went) : came;
}

type Read = Omit<Credit, 'line'> | 'outgoing' | { readonly fault: string };

function readRow(profile: BankProfile, cells: Cells, now: Date): Read {
  const { columns, dateFormat } = profile;
  const currency = readCurrency(profile, cells);
  if (!currency) return { fault: 'the currency is not one of ours' };
  const amount = readAmount(profile, cells, currency);
  if (amount === undefined) return { fault: 'the amount is not a number of this currency' };
  const on = readDate(cells(columns.date), dateFormat, now);
  if (on === undefined) return { fault: `the date is not a day written as ${dateFormat}` };
  if (amount <= 0) return 'outgoing';
  const label = [...[columns.label ?? []].flat(), columns.reference]
    .map(cells)
    .filter((text) => text !== '')
    .join(' ')
    .replace(/\s+/g, ' ')
    .slice(0, statementLimits.labelLength);
  const transactionId = cells(columns.id).slice(0, 100);
  return { on, money: { amount, currency }, label, ...(transactionId === '' ? {} : { transactionId }) };
}

/**
 * Reads a statement as its profile says. A line that cannot be read is listed and stops nothing. Throws `too_large`, and
 * `invalid_input` when the file as a whole is not what the profile says.
 */
export function readStatement(bytes: Uint8Array, profile: BankProfile, now: Date): Statement {
  const text = decode(bytes, profile.encoding);
  const rows = readCsv(text, { delimiter: profile.delimiter, skip: profile.skipLines });
  if (rows.length > statementLimits.lines) throw new LisoloError('too_large', { most: statementLimits.lines });
  const head = profile.header ? rows.shift() : undefined;
  if (profile.header && !head?.cells) throw new LisoloError('invalid_input', { reason: 'the file has no head' });
  const placeOf = placesOf(profile, head?.cells ?? []);
  const statement = { credits: [] as Credit[], outgoing: 0, faults: [] as Fault[] };
  for (const { line, cells } of rows) {
    if (cells?.every((cell) => cell === '')) continue;
    const cellOf: Cells = (column) => (column === undefined ? '' : (cells?.[placeOf(column)] ?? '').trim());
    const read = cells ? readRow(profile, cellOf, now) : { fault: 'the quotes do not match' };
    if (read === 'outgoing') statement.outgoing += 1;
    else if ('fault' in read) statement.faults.push({ line, reason: read.fault });
    else statement.credits.push({ line, ...read });
  }
  return statement;
}
