import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { newId } from '../../database/index.ts';
import { LisoloError } from '../../errors.ts';
import { sha256 } from '../../hash.ts';
import type { BankLineRecord, StoredProposal } from './bank-line.model.ts';
import type { BankLineStore } from './bank-line.store.ts';
import { bankStatementModel, type BankStatementRecord } from './bank-statement.model.ts';
import type { Debts } from './debts.ts';
import { hash, withKeys, type KeyedCredit } from './line-keys.ts';
import { matchLine, type Match } from './matching.ts';
import type { BankProfile, BankProfiles } from './profile.ts';
import { readStatement, type Credit, type Fault } from './read-statement.ts';

export interface StatementImport {
  readonly bytes: Uint8Array;
  /** Name of a profile. */
  readonly profile: string;
  /** A person's id. */
  readonly by: string;
  /** Says what would happen, and does nothing. */
  readonly dryRun?: boolean;
}

/** What became of one line of a file, or would. */
export interface LineOutcome {
  readonly line: number;
  readonly on: string;
  readonly amount: number;
  readonly currency: string;
  readonly label: string;
  /** `known`: an earlier import had brought it. */
  readonly state: Match['state'] | 'known';
  readonly reference?: string;
  readonly proposals: readonly StoredProposal[];
}

export interface ImportOutcome {
  /** Absent in a dry run. */
  readonly statementId?: string;
  readonly dryRun: boolean;
  readonly credits: number;
  readonly known: number;
  readonly exact: number;
  readonly proposed: number;
  readonly unmatched: number;
  /** Lines that say that money went out, or that none moved. */
  readonly outgoing: number;
  readonly faulty: number;
  /** The first 200, as of the lines. */
  readonly faults: readonly Fault[];
  readonly lines: readonly LineOutcome[];
}

const listed = 200;
const batch = 200;

type Facts = Pick<BankLineRecord, 'on' | 'amount' | 'currency'>;
const isSame = ({ on, money }: Credit, known: Facts): boolean =>
  known.on === on && known.amount === money.amount && known.currency === money.currency;

const toOutcome = ({ line, on, money, label }: Credit, match: Match | undefined): LineOutcome => ({
  line,
  on,
  ...money,
  label,
  state: match?.state ?? 'known',
  ...(match?.state === 'exact' ? { reference: match.reference } : {}),
  proposals: match?.state === 'proposed' ? match.proposals : [],
});

export interface ImportDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly lines: BankLineStore;
  readonly debts: Debts;
  readonly profiles: BankProfiles;
}

/** Takes a file of a bank in: each line is stored once, whatever files it comes in and however often. */
export function createImportStatement({ connection, clock, lines, debts, profiles }: ImportDeps) {
  const statements = bankStatementModel(connection);

  /** The statement of this file, which may be here already, whole or cut off by a crash. */
  async function statementOf({ bytes, profile: name, by }: StatementImport, profile: BankProfile): Promise<string> {
    await statements.init();
    const { bank, account, country } = profile;
    const digest = hash(account, sha256(bytes));
    const counts = { credits: 0, outgoing: 0, faulty: 0, faults: [] };
    const fresh = { _id: newId(), digest, profile: name, bank, account, country, by, createdAt: clock(), ...counts };
    const upsert = () =>
      statements
        .findOneAndUpdate({ digest }, { $setOnInsert: fresh }, { upsert: true, returnDocument: 'after' })
        .lean<BankStatementRecord>();
    // Of two imports of one file in the same moment one may lose the insertion: then the other has made it.
    return ((await upsert().catch(upsert)) ?? fresh)._id;
  }

  const toRecord = (credit: KeyedCredit, statementId: string, profile: BankProfile, match: Match): BankLineRecord => {
    const now = clock();
    const { money, ...facts } = credit;
    const { bank, account, country } = profile;
    return {
      _id: newId(),
      ...facts,
      ...money,
      statementId,
      bank,
      account,
      country,
      state: match.state,
      history: [{ to: match.state, at: now, by: 'system' }],
      ...(match.state === 'exact' ? { purpose: match.purpose, reference: match.reference, nextLookAt: now } : {}),
      proposals: match.state === 'proposed' ? [...match.proposals] : [],
      looks: 0,
      createdAt: now,
    };
  };

  /** Stores a line that is new, unless it is only tried. Gives how it was matched, or what was stored under its key before. */
  async function takeIn(
    credit: KeyedCredit,
    profile: BankProfile,
    statementId: string | undefined,
  ): Promise<{ match: Match; record: BankLineRecord } | { before: Facts }> {
    const match = await matchLine({ ...credit, country: profile.country }, debts);
    const record = toRecord(credit, statementId ?? '', profile, match);
    const { line, fresh } = statementId === undefined ? { line: record, fresh: true } : await lines.insert(record);
    return fresh ? { match, record } : { before: line };
  }

  return async (wish: StatementImport): Promise<ImportOutcome> => {
    const profile = Object.hasOwn(profiles, wish.profile) ? profiles[wish.profile] : undefined;
    if (!profile)
      throw new LisoloError('invalid_input', { reason: `the profiles are ${Object.keys(profiles).join(', ')}` });
    const { credits, outgoing, faults } = readStatement(wish.bytes, profile, clock());
    const statementId = wish.dryRun ? undefined : await statementOf(wish, profile);
    const bad = [...faults];
    const outcomes: LineOutcome[] = [];
    const counts = { known: 0, exact: 0, proposed: 0, unmatched: 0 };
    const keyed = withKeys(credits, profile.account);
    for (let from = 0; from < keyed.length; from += batch) {
      const some = keyed.slice(from, from + batch);
      const known: Map<string, Facts> = await lines.byKeys(some.map(({ key }) => key));
      for (const credit of some) {
        const stored = known.get(credit.key);
        const taken = stored ? { before: stored } : await takeIn(credit, profile, statementId);
        if ('record' in taken) known.set(credit.key, taken.record);
        else if (!isSame(credit, taken.before)) {
          bad.push({ line: credit.line, reason: 'the number of the transaction belongs to another line' });
          continue;
        }
        const outcome = toOutcome(credit, 'match' in taken ? taken.match : undefined);
        counts[outcome.state] += 1;
        if (outcomes.length < listed) outcomes.push(outcome);
      }
    }
    bad.sort((a, b) => a.line - b.line);
    const found = { credits: credits.length, outgoing, faulty: bad.length, faults: bad.slice(0, listed) };
    if (statementId !== undefined) await statements.updateOne({ _id: statementId }, { $set: found });
    const about = statementId === undefined ? { dryRun: true } : { dryRun: false, statementId };
    return { ...about, ...found, ...counts, lines: outcomes };
  };
}
