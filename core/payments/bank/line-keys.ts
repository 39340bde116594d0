import { hashOf } from '../../hash.ts';
import type { Credit } from './read-statement.ts';

export interface KeyedCredit extends Credit {
  readonly key: string;
}

export const hash = (...parts: readonly unknown[]): string => hashOf(parts);

/**
 * The key of each line: the bank's number of the transaction; else what the line says, and how many lines of the file have
 * said the same before it, so that two equal deposits of a day stay two.
 */
export function withKeys(credits: readonly Credit[], account: string): KeyedCredit[] {
  const seen = new Map<string, number>();
  return credits.map((credit) => {
    const { transactionId, on, money, label } = credit;
    if (transactionId !== undefined) return { ...credit, key: hash('id', account, transactionId) };
    const facts = hash(account, on, money.amount, money.currency, label);
    const nth = (seen.get(facts) ?? 0) + 1;
    seen.set(facts, nth);
    return { ...credit, key: hash('facts', facts, nth) };
  });
}
