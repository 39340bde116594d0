import type { Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { dueBy, isDuplicateKey } from '../../database/index.ts';
import {
  bankLineModel,
  toBankLine,
  type BankLine,
  type BankLineChange,
  type BankLineRecord,
} from './bank-line.model.ts';
import { bankLineSources, type BankLineState } from './bank-line.states.ts';

export interface LineMove {
  readonly to: BankLineState;
  /** `system`, or a person's id. */
  readonly by: string;
  readonly reason?: string;
  readonly set?: Partial<BankLineRecord>;
}

/** Reads and single-document writes of the lines of statements. */
export interface BankLineStore {
  byId(id: string): Promise<BankLine | undefined>;
  byKeys(keys: readonly string[]): Promise<Map<string, BankLine>>;
  /** Stores a new line; the one that has its key already, where there is one. */
  insert(record: BankLineRecord): Promise<{ line: BankLine; fresh: boolean }>;
  /** Moves a line along the table in one write; undefined when it is no longer in a state that allows it. */
  move(id: string, move: LineMove): Promise<BankLine | undefined>;
  lookAgain(id: string, at: Date): Promise<void>;
  due(now: Date, limit: number): Promise<BankLine[]>;
}

export function createBankLineStore({ connection, clock }: { connection: Connection; clock: Clock }): BankLineStore {
  const lines = bankLineModel(connection);

  return {
    async byId(id) {
      const found = await lines.findById(id).lean<BankLineRecord>();
      return found ? toBankLine(found) : undefined;
    },

    async byKeys(keys) {
      const found = await lines.find({ key: { $in: [...keys] } }).lean<BankLineRecord[]>();
      return new Map(found.map((record) => [record.key, toBankLine(record)]));
    },

    async insert(record) {
      // Nothing is stored before the unique index stands.
      await lines.init();
      try {
        await lines.create(record);
        return { line: toBankLine(record), fresh: true };
      } catch (error) {
        const before = isDuplicateKey(error) && (await lines.findOne({ key: record.key }).lean<BankLineRecord>());
        if (!before) throw error;
        return { line: toBankLine(before), fresh: false };
      }
    },

    async move(id, { to, by, reason, set }) {
      const at = clock();
      const nextLookAt = to === 'exact' ? { $set: { nextLookAt: at } } : { $unset: { nextLookAt: 1 as const } };
      for (const from of bankLineSources(to, by === 'system' ? 'system' : 'accountant')) {
        const change: BankLineChange = { from, to, at, by, ...(reason ? { reason } : {}) };
        const moved = await lines
          .findOneAndUpdate(
            { _id: id, state: from },
            { ...nextLookAt, $set: { ...nextLookAt.$set, state: to, ...set }, $push: { history: change } },
            { returnDocument: 'after' },
          )
          .lean<BankLineRecord>();
        if (moved) return toBankLine(moved);
      }
      return undefined;
    },

    async lookAgain(id, at) {
      await lines.updateOne({ _id: id, state: 'exact' }, { $set: { nextLookAt: at }, $inc: { looks: 1 } });
    },

    async due(now, limit) {
      const found = await lines
        .find({ nextLookAt: dueBy(now) })
        .sort({ nextLookAt: 1 })
        .limit(limit)
        .lean<BankLineRecord[]>();
      return found.map(toBankLine);
    },
  };
}
