import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { LisoloError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Deposits } from '../deposits.ts';
import { createApplyLine } from './apply-line.ts';
import { bankLineModel, type BankLine } from './bank-line.model.ts';
import { createBankLineStore } from './bank-line.store.ts';
import type { BankLineState } from './bank-line.states.ts';
import type { Debt, Debts } from './debts.ts';
import { createImportStatement, type ImportOutcome, type StatementImport } from './import-statement.ts';
import type { BankProfiles } from './profile.ts';

export interface BankService {
  /** Names of the profiles that an import may ask for. */
  readonly profiles: readonly string[];
  /**
   * Stores the lines of a statement, each once, and begins to apply those that are certain. Throws `too_large`,
   * `invalid_input` when the file is not what the profile says.
   */
  importStatement(wish: StatementImport): Promise<ImportOutcome>;
  /**
   * An accountant says what a line pays for, as proposed or not. Repeating it changes nothing. Throws `not_found`
   * (the line, or what is named), `illegal_transition` when the line is applied, or applied elsewhere.
   */
  match(lineId: string, reference: string, by: string): Promise<BankLine>;
  /** A line is no payment of ours, and why. Throws `not_found`, `illegal_transition`. */
  ignore(lineId: string, reason: string, by: string): Promise<BankLine>;
  /** Takes up lines whose debt is certain and that are not applied yet; returns how many. */
  carryOn(now: Date, most?: number): Promise<number>;
  /** How many lines that a statement brought first stand in each state. */
  countStates(statementId: string): Promise<Partial<Record<BankLineState, number>>>;
}

export interface BankDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly deposits: Deposits;
  readonly debts: Debts;
  readonly profiles: BankProfiles;
}

const batch = 100;
/** So many are applied before an import is answered; the job takes the rest. */
const atOnce = 10;

/** Money that comes by a bank: statements taken in, their lines matched with what is owed and applied. */
export function createBank(deps: BankDeps): BankService {
  const { connection, clock, debts, profiles } = deps;
  const lines = createBankLineStore(deps);
  const importStatement = createImportStatement({ ...deps, lines });
  const applyLine = createApplyLine({ ...deps, lines });

  const get = async (id: string): Promise<BankLine> => {
    const line = await lines.byId(id);
    if (!line) throw new LisoloError('not_found', { reason: 'there is no such line' });
    return line;
  };

  const goesTo = ({ state, purpose }: BankLine, debt: Debt): boolean =>
    (state === 'exact' || state === 'applied') && purpose?.kind === debt.purpose.kind && purpose.id === debt.purpose.id;

  async function carryOn(now: Date, most = batch): Promise<number> {
    const due = await lines.due(now, most);
    for (const line of due) await applyLine(line);
    return due.length;
  }

  return {
    profiles: Object.keys(profiles),

    async importStatement(wish) {
      const outcome = await importStatement(wish);
      if (!outcome.dryRun) await carryOn(clock(), atOnce);
      return outcome;
    },

    async match(lineId, typed, by) {
      await get(lineId);
      const debt = await debts.byReference(typed);
      if (!debt) throw new LisoloError('not_found', { reason: 'nothing has this reference' });
      const { purpose, reference } = debt;
      const moved = await lines.move(lineId, { to: 'exact', by, reason: reference, set: { purpose, reference } });
      const line = moved ?? (await get(lineId));
      if (!goesTo(line, debt)) throw new LisoloError('illegal_transition', { from: line.state, to: 'exact' });
      return applyLine(line);
    },

    async ignore(lineId, reason, by) {
      const { state } = await get(lineId);
      const moved = await lines.move(lineId, { to: 'ignored', by, reason });
      if (!moved) throw new LisoloError('illegal_transition', { from: state, to: 'ignored' });
      return moved;
    },

    carryOn,

    async countStates(statementId) {
      const found = await bankLineModel(connection).aggregate<{ _id: BankLineState; count: number }>([
        { $match: { statementId } },
        { $group: { _id: '$state', count: { $sum: 1 } } },
      ]);
      return Object.fromEntries(found.map(({ _id, count }) => [_id, count]));
    },
  };
}
