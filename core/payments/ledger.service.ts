import type { Connection } from 'mongoose';

import { isDuplicateKey } from '../database/index.ts';
import { newId } from '../database/ids.ts';
import { LisoloError } from '../errors.ts';
import type { Currency } from '../money.ts';
import { ledgerModel, type LedgerRecord, type Posting } from './ledger.model.ts';

export interface LedgerEntry {
  readonly key: string;
  readonly kind: string;
  readonly at: Date;
  readonly postings: readonly Posting[];
  readonly paymentId?: string;
  readonly reverses?: string;
}

export interface Balance {
  readonly account: string;
  readonly currency: Currency;
  readonly amount: number;
}

export interface LedgerCheck {
  readonly ok: boolean;
  readonly entries: number;
  /** Keys of entries that do not sum to zero in some currency. */
  readonly unbalanced: readonly string[];
}

export interface LedgerService {
  /**
   * Appends an entry. Its postings must be whole numbers that sum to zero in each currency (`invalid_input`).
   * Repeating a key changes nothing; the same key with other postings is a `conflict`.
   */
  post(entry: LedgerEntry): Promise<void>;
  /** What each account holds, recomputed from the entries; all accounts, or those whose name starts so. */
  balances(prefix?: string): Promise<Balance[]>;
  /** Recomputes every entry. */
  verify(): Promise<LedgerCheck>;
}

function assertBalanced(postings: readonly Posting[]): void {
  const sums = new Map<Currency, number>();
  for (const { amount, currency } of postings) {
    if (!Number.isSafeInteger(amount) || amount === 0)
      throw new LisoloError('invalid_input', { reason: 'posting amount' });
    sums.set(currency, (sums.get(currency) ?? 0) + amount);
  }
  if (postings.length < 2 || [...sums.values()].some((sum) => sum !== 0)) {
    throw new LisoloError('invalid_input', { reason: 'postings do not sum to zero' });
  }
}

const fingerprint = (postings: readonly Posting[]): string =>
  postings
    .map(({ account, amount, currency }) => `${account} ${amount} ${currency}`)
    .sort()
    .join('|');

const escapeRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The append-only double-entry book. */
export function createLedger({ connection }: { connection: Connection }): LedgerService {
  const entries = ledgerModel(connection);

  return {
    async post(entry) {
      assertBalanced(entry.postings);
      await entries.init();
      const record: LedgerRecord = { _id: newId(), ...entry, postings: [...entry.postings] };
      try {
        await entries.create(record);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const before = await entries.findOne({ key: entry.key }).lean();
        if (!before || fingerprint(before.postings) !== fingerprint(entry.postings)) {
          throw new LisoloError('conflict', { reason: 'ledger key used for another entry' });
        }
      }
    },

    balances(prefix) {
      const chosen = prefix ? [{ $match: { 'postings.account': { $regex: `^${escapeRegex(prefix)}` } } }] : [];
      return entries.aggregate<Balance>([
        // Once for the index of accounts, once for the other postings of the same entries.
        ...chosen,
        { $unwind: '$postings' },
        ...chosen,
        {
          $group: {
            _id: { account: '$postings.account', currency: '$postings.currency' },
            amount: { $sum: '$postings.amount' },
          },
        },
        { $sort: { '_id.account': 1, '_id.currency': 1 } },
        { $project: { _id: 0, account: '$_id.account', currency: '$_id.currency', amount: 1 } },
      ]);
    },

    async verify() {
      const faults = await entries.aggregate<{ _id: string }>([
        { $unwind: '$postings' },
        { $group: { _id: { key: '$key', currency: '$postings.currency' }, sum: { $sum: '$postings.amount' } } },
        { $match: { sum: { $ne: 0 } } },
        { $group: { _id: '$_id.key' } },
      ]);
      return {
        ok: faults.length === 0,
        entries: await entries.countDocuments(),
        unbalanced: faults.map((fault) => fault._id),
      };
    },
  };
}
