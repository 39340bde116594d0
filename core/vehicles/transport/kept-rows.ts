import type { Connection } from 'mongoose';

import { isDuplicateKey } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { LisoloError } from '../../errors.ts';
import { parsePlate } from '../../plates/index.ts';
import type { CsvFile } from './csv-file.ts';
import {
  importFaultModel,
  importRowsModel,
  type FaultRecord,
  type ImportPhase,
  type RawRow,
  type RowFault,
  type RowsRecord,
} from './import.model.ts';
import { importLimits } from './import.states.ts';

export interface KeptRows {
  ready(): Promise<unknown>;
  /** The rows in batches; of two that name one vehicle the second says so. Throws `too_large`, `invalid_input`. */
  keep(importId: string, file: CsvFile, country: CountryCode): Promise<{ batches: number; rows: number }>;
  batch(importId: string, nth: number): Promise<readonly RawRow[]>;
  /** Once for each fault, also when a batch is done a second time. */
  keepFaults(importId: string, phase: ImportPhase, faults: readonly RowFault[]): Promise<void>;
  faults(importId: string, phase: ImportPhase): AsyncIterable<RowFault>;
  /** Faults stay: whoever sent the file reads them afterwards. */
  discardRows(importId: string): Promise<void>;
  discardAll(importId: string): Promise<void>;
}

/** What is kept of a file while it is worked on: its rows, batch by batch, and what was wrong in them. */
export function createKeptRows(connection: Connection): KeptRows {
  const rowsKept = importRowsModel(connection);
  const faultsKept = importFaultModel(connection);

  const discardRows = async (importId: string): Promise<void> => void (await rowsKept.deleteMany({ importId }));

  return {
    ready: () => Promise.all([rowsKept.init(), faultsKept.init()]),

    async keep(importId, file, country) {
      const lines = new Map<string, number>();
      let [batch, batches, count] = [[] as RawRow[], 0, 0];
      const flush = async (): Promise<void> => {
        if (batch.length > 0)
          await rowsKept.collection.insertOne({ _id: `${importId}:${batches}`, importId, rows: batch } as never);
        [batch, batches] = [[], batches + (batch.length > 0 ? 1 : 0)];
      };
      for await (const row of file.rows()) {
        count += 1;
        if (count > importLimits.rows) throw new LisoloError('too_large', { most: importLimits.rows });
        const plate = row.cells?.plate && parsePlate(row.cells.plate, country)?.canonical;
        const key = plate && `${(row.cells?.country ?? '').toLowerCase()}:${plate}`;
        const first = key ? lines.get(key) : undefined;
        if (key && first === undefined) lines.set(key, row.line);
        batch.push(first === undefined ? row : { ...row, sameAs: first });
        if (batch.length === importLimits.batch) await flush();
      }
      await flush();
      if (count === 0) throw new LisoloError('invalid_input', { reason: 'the file has no rows' });
      return { batches, rows: count };
    },

    async batch(importId, nth) {
      return (await rowsKept.findById(`${importId}:${nth}`).lean<RowsRecord>())?.rows ?? [];
    },

    async keepFaults(importId, phase, faults) {
      if (faults.length === 0) return;
      const nth = new Map<number, number>();
      const records = faults.map((fault): FaultRecord => {
        const at = nth.get(fault.line) ?? 0;
        nth.set(fault.line, at + 1);
        return { _id: `${importId}:${phase}:${fault.line}:${at}`, importId, phase, ...fault };
      });
      await faultsKept.collection.insertMany(records as never[], { ordered: false }).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
      });
    },

    async *faults(importId, phase) {
      const found = faultsKept
        .find({ importId, phase })
        .sort({ line: 1, _id: 1 })
        .lean<FaultRecord[]>()
        .cursor({ batchSize: 500 });
      for await (const { line, column, reason, kept } of found as AsyncIterable<FaultRecord>)
        yield { line, column: column ?? '', reason, ...(kept ? { kept } : {}) };
    },

    discardRows,

    async discardAll(importId) {
      await discardRows(importId);
      await faultsKept.deleteMany({ importId });
    },
  };
}
