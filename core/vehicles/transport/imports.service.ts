import type { Connection } from 'mongoose';

import { newId } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { LisoloError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { createUnderWay } from '../../under-way.ts';
import { openCsv } from './csv-file.ts';
import {
  importModel,
  noCounts,
  toImport,
  type ImportCounts,
  type ImportPhase,
  type ImportRecord,
  type RowFault,
  type VehicleImport,
} from './import.model.ts';
import { importLimits, importTransitions, workingStates, type ImportMode, type ImportState } from './import.states.ts';
import { createKeptRows } from './kept-rows.ts';
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
  const kept = createKeptRows(connection);
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
      if (to === 'done') await kept.discardRows(_id);
      return undefined;
    }
    const outcome = await writeBatch({
      importId: _id,
      country,
      mode,
      rows: await kept.batch(_id, next),
      dryRun: state === 'checking',
    });
    await kept.keepFaults(_id, phaseOf(state), outcome.faults);
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
      await Promise.all([imports.init(), kept.ready()]);
      await imports.create({
        _id, by, country, mode,
        encoding: file.encoding, delimiter: file.delimiter, ignored: [...file.ignored],
        state: 'receiving', batches: 0, next: 0, rows: 0, createdAt: now,
        expiresAt: new Date(now.getTime() + importLimits.keepDays * dayMs),
      }); // prettier-ignore
      try {
        const counted = await kept.keep(_id, file, country);
        const state = dryRun ? 'checking' : 'applying';
        const ready = await move(_id, state, { ...counted, [phaseOf(state)]: noCounts });
        workSoon(_id);
        return ready;
      } catch (error) {
        await kept.discardAll(_id);
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
      await kept.discardRows(id);
      return cancelled;
    },

    async faults(id) {
      const { applied } = await get(id);
      return kept.faults(id, applied ? 'applied' : 'checked');
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
        await kept.discardAll(_id);
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
