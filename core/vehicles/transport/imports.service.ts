import type { Connection } from 'mongoose';

import { isDuplicateKey, newId } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { LisoloError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { parsePlate } from '../../plates/index.ts';
import { createUnderWay } from '../../under-way.ts';
import { openCsv } from './csv-file.ts';
import {
  importFaultModel,
  importModel,
  importRowsModel,
  noCounts,
  toImport,
  type FaultRecord,
  type ImportCounts,
  type ImportPhase,
  type ImportRecord,
  type RawRow,
  type RowFault,
  type RowsRecord,
  type VehicleImport,
} from './import.model.ts';
import { importLimits, importTransitions, workingStates, type ImportMode, type ImportState } from './import.states.ts';
import { createWriteBatch, type BatchDeps } from './write-batch.ts';

export interface ImportWish {
  readonly bytes: Uint8Array;
  /** Of vehicles whose row names none. */
  readonly country: CountryCode;
  readonly mode: ImportMode;
  /** First says what would happen; `apply` carries it out. */
  readonly dryRun: boolean;
  /** A person's id. */
  readonly by: string;
}

export interface VehicleImports {
  /** Keeps the rows of a CSV file and begins to work on them. Throws `too_large`, `invalid_input`. */
  receive(wish: ImportWish): Promise<VehicleImport>;
  byId(id: string): Promise<VehicleImport | undefined>;
  /** Carries out what was checked. Repeating it changes nothing. Throws `not_found`, `illegal_transition`. */
  apply(id: string): Promise<VehicleImport>;
  /** Leaves off after the batch under way; what was taken over stays. Throws as `apply` does. */
  cancel(id: string): Promise<VehicleImport>;
  /** What was wrong, row by row. Throws `not_found`. */
  faults(id: string): Promise<AsyncIterable<RowFault>>;
  /** Takes up what a crash has left off; returns how many files were worked on. */
  carryOn(): Promise<number>;
  /** Throws rows and faults away whose time is over; returns of how many files. */
  sweep(): Promise<number>;
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>;
}

const dayMs = 24 * 60 * 60_000;
/** A worker that is alive writes something down more often than this. */
const leaseMs = 60_000;

const phaseOf = (state: ImportState): ImportPhase => (state === 'checking' ? 'checked' : 'applied');

/** B9: vehicles and owners from CSV files: kept, checked, taken over batch by batch, and resumed where it was left off. */
export function createVehicleImports(
  deps: BatchDeps & { readonly connection: Connection; readonly log: Log },
): VehicleImports {
  const { connection, clock, log } = deps;
  const imports = importModel(connection);
  const rowsKept = importRowsModel(connection);
  const faultsKept = importFaultModel(connection);
  const writeBatch = createWriteBatch(deps);
  const underWay = createUnderWay();

  async function get(id: string): Promise<ImportRecord> {
    const found = await imports.findById(id).lean<ImportRecord>();
    if (!found) throw new LisoloError('not_found', { reason: 'there is no such import' });
    return found;
  }

  async function move(id: string, to: ImportState, set: Partial<ImportRecord> = {}): Promise<VehicleImport> {
    const from = (Object.keys(importTransitions) as ImportState[]).filter((state) =>
      importTransitions[state].includes(to),
    );
    const moved = await imports
      .findOneAndUpdate(
        { _id: id, state: { $in: from } },
        { $set: { ...set, state: to }, $unset: { worker: 1, busyUntil: 1 } },
        { returnDocument: 'after' },
      )
      .lean<ImportRecord>();
    if (moved) return toImport(moved);
    const present = await get(id);
    if (present.state === to) return toImport(present);
    throw new LisoloError('illegal_transition', { from: present.state, to });
  }

  /** The rows in batches; of two that name one vehicle the second says so. */
  async function keepRows(importId: string, file: ReturnType<typeof openCsv>, country: CountryCode) {
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
  }

  async function discard(id: string): Promise<void> {
    await rowsKept.deleteMany({ importId: id });
    await faultsKept.deleteMany({ importId: id });
  }

  async function keepFaults(importId: string, phase: ImportPhase, faults: readonly RowFault[]): Promise<void> {
    if (faults.length === 0) return;
    const nth = new Map<number, number>();
    const records = faults.map((fault): FaultRecord => {
      const at = nth.get(fault.line) ?? 0;
      nth.set(fault.line, at + 1);
      return { _id: `${importId}:${phase}:${fault.line}:${at}`, importId, phase, ...fault };
    });
    await faultsKept.collection.insertMany(records as never[], { ordered: false }).catch((error: unknown) => {
      // The batch is done a second time.
      if (!isDuplicateKey(error)) throw error;
    });
  }

  /** One batch; undefined when this worker has nothing more to do here. */
  async function step(record: ImportRecord, worker: string): Promise<ImportRecord | undefined> {
    const { _id, state, next, batches, country, mode } = record;
    const at = clock();
    if (next >= batches) {
      const to = state === 'checking' ? 'checked' : 'done';
      await imports.updateOne(
        { _id, state, worker },
        { $set: { state: to, ...(to === 'done' ? { endedAt: at } : {}) }, $unset: { worker: 1, busyUntil: 1 } },
      );
      if (to === 'done') await rowsKept.deleteMany({ importId: _id });
      return undefined;
    }
    const kept = await rowsKept.findById(`${_id}:${next}`).lean<RowsRecord>();
    const outcome = await writeBatch({
      importId: _id,
      country,
      mode,
      rows: kept?.rows ?? [],
      dryRun: state === 'checking',
    });
    await keepFaults(_id, phaseOf(state), outcome.faults);
    const counted = Object.entries(outcome.counts) as [keyof ImportCounts, number][];
    return (
      (await imports
        .findOneAndUpdate(
          { _id, state, next, worker },
          {
            $set: { next: next + 1, busyUntil: new Date(clock().getTime() + leaseMs) },
            $inc: Object.fromEntries(counted.map(([name, count]) => [`${phaseOf(state)}.${name}`, count])),
          },
          { returnDocument: 'after' },
        )
        .lean<ImportRecord>()) ?? undefined
    );
  }

  /** Works on a file until it is done, cancelled, or somebody else's. */
  async function work(id: string): Promise<boolean> {
    const worker = newId();
    const at = clock();
    let record = await imports
      .findOneAndUpdate(
        {
          _id: id,
          state: { $in: [...workingStates] },
          $or: [{ busyUntil: { $exists: false } }, { busyUntil: { $lte: at } }],
        },
        { $set: { worker, busyUntil: new Date(at.getTime() + leaseMs) } },
        { returnDocument: 'after' },
      )
      .lean<ImportRecord>();
    if (!record) return false;
    while (record) record = (await step(record, worker)) ?? null;
    return true;
  }

  const workSoon = (id: string): void =>
    void underWay.track(
      work(id).catch((error: unknown) => log.warn({ error, importId: id }, 'an import goes on later')),
    );

  return {
    async receive({ bytes, country, mode, dryRun, by }) {
      const file = openCsv(bytes);
      const _id = newId();
      const now = clock();
      await Promise.all([imports.init(), rowsKept.init(), faultsKept.init()]);
      await imports.create({
        _id, by, country, mode,
        encoding: file.encoding, delimiter: file.delimiter, ignored: [...file.ignored],
        state: 'receiving', batches: 0, next: 0, rows: 0, createdAt: now,
        expiresAt: new Date(now.getTime() + importLimits.keepDays * dayMs),
      }); // prettier-ignore
      try {
        const kept = await keepRows(_id, file, country);
        const state = dryRun ? 'checking' : 'applying';
        const ready = await move(_id, state, { ...kept, [phaseOf(state)]: noCounts });
        workSoon(_id);
        return ready;
      } catch (error) {
        await discard(_id);
        await imports.deleteOne({ _id });
        throw error;
      }
    },

    async byId(id) {
      const found = await imports.findById(id).lean<ImportRecord>();
      return found && found.state !== 'receiving' ? toImport(found) : undefined;
    },

    async apply(id) {
      const { state } = await get(id);
      if (state === 'applying' || state === 'done') return toImport(await get(id));
      const applying = await move(id, 'applying', { next: 0, applied: noCounts });
      workSoon(id);
      return applying;
    },

    async cancel(id) {
      const cancelled = await move(id, 'cancelled', { endedAt: clock() });
      await rowsKept.deleteMany({ importId: id });
      return cancelled;
    },

    async faults(id) {
      const { applied } = await get(id);
      const phase: ImportPhase = applied ? 'applied' : 'checked';
      const cursor = faultsKept
        .find({ importId: id, phase })
        .sort({ line: 1, _id: 1 })
        .lean<FaultRecord[]>()
        .cursor({ batchSize: 500 });
      return (async function* () {
        for await (const { line, column, reason, kept } of cursor as AsyncIterable<FaultRecord>)
          yield { line, column: column ?? '', reason, ...(kept ? { kept } : {}) };
      })();
    },

    async carryOn() {
      const left = await imports
        .find({
          state: { $in: [...workingStates] },
          $or: [{ busyUntil: { $exists: false } }, { busyUntil: { $lte: clock() } }],
        }, { _id: 1 })
        .limit(10)
        .lean<{ _id: string }[]>(); // prettier-ignore
      let worked = 0;
      for (const { _id } of left)
        if (
          await work(_id).catch(
            (error: unknown) => (log.warn({ error, importId: _id }, 'an import goes on later'), false),
          )
        )
          worked += 1;
      return worked;
    },

    async sweep() {
      const over = await imports
        .find({ expiresAt: { $lte: clock() } })
        .limit(100)
        .lean<ImportRecord[]>();
      for (const { _id, state } of over) {
        if (importTransitions[state].includes('cancelled')) await move(_id, 'cancelled', { endedAt: clock() });
        await discard(_id);
        // Of a file that never came whole nothing is worth keeping.
        await (state === 'receiving'
          ? imports.deleteOne({ _id })
          : imports.updateOne({ _id }, { $unset: { expiresAt: 1 } }));
      }
      return over.length;
    },

    idle: () => underWay.idle(),
  };
}
