import { mongo, type Connection } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { newId } from '../../database/index.ts';
import { countryCodes, type CountryCode } from '../../dialog/types.ts';
import type { IdentityService } from '../../identity/index.ts';
import { vehicleModel, type VehicleRecord } from '../vehicle.model.ts';
import { changeOf, recordOf } from '../vehicle-writes.ts';
import { noCounts, type ImportCounts, type RawRow, type RowFault } from './import.model.ts';
import type { ImportMode } from './import.states.ts';
import { planRow, type RowPlan } from './plan-row.ts';
import { createRowReader, type SaidOfVehicle } from './read-row.ts';

export interface BatchDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly people: Pick<IdentityService, 'byPhone'>;
}

export interface BatchWish {
  readonly importId: string;
  readonly country: CountryCode;
  readonly mode: ImportMode;
  readonly rows: readonly RawRow[];
  /** Only says what would happen. */
  readonly dryRun: boolean;
}

export interface BatchOutcome {
  readonly counts: ImportCounts;
  readonly faults: readonly RowFault[];
}

interface Planned extends RowPlan {
  readonly line: number;
  readonly said: SaidOfVehicle;
  readonly ownerId: string | undefined;
}

const rounds = 5;
const keyOf = ({ country, plate }: Pick<VehicleRecord, 'country' | 'plate'>): string => `${country}:${plate}`;
/** Marks in a vehicle that this line was written into it, and how, so that a batch that is repeated counts the same. */
const markOf = (importId: string, line: number, what: 'created' | 'changed'): string => `${importId}:${line}:${what}`;
const isTaken = (error: unknown): boolean =>
  error instanceof mongo.MongoBulkWriteError && [error.writeErrors].flat().every(({ code }) => code === 11000);

/** Takes over some hundred rows of a file in one write; safe to repeat after a crash, and beside other writers. */
export function createWriteBatch({ connection, clock, people }: BatchDeps) {
  const vehicles = vehicleModel(connection);

  async function storedOf(rows: readonly SaidOfVehicle[]): Promise<Map<string, VehicleRecord>> {
    const found = await vehicles
      .find({ plate: { $in: [...new Set(rows.map(({ plate }) => plate))] }, country: { $in: countryCodes } })
      .lean<VehicleRecord[]>();
    return new Map(found.map((record) => [keyOf(record), record]));
  }

  async function ownersOf(rows: readonly SaidOfVehicle[]): Promise<Map<string, string>> {
    const phones = [...new Set(rows.flatMap(({ ownerPhone }) => ownerPhone ?? []))];
    const known = await Promise.all(phones.map(async (phone) => [phone, (await people.byPhone(phone))?.id] as const));
    return new Map(known.flatMap(([phone, id]) => (id === undefined ? [] : [[phone, id] as const])));
  }

  function toWrite(importId: string, { line, what, written }: Planned, stored: VehicleRecord | undefined) {
    const writing = {
      now: clock(),
      cause: { how: 'imported', carries: markOf(importId, line, what as 'created') },
    } as const;
    if (!stored) return { insertOne: { document: recordOf(newId(), written, writing) } };
    const { filter, update } = changeOf(stored, written, writing);
    return { updateOne: { filter, update } };
  }

  return async function writeBatch({ importId, country, mode, rows, dryRun }: BatchWish): Promise<BatchOutcome> {
    const readRow = createRowReader({ clock, country });
    const read = rows.map(readRow);
    const faults: RowFault[] = read.flatMap((row) => ('faults' in row ? row.faults : []));
    const good = read.flatMap((row) => ('said' in row ? [row] : []));
    const owners = await ownersOf(good.map(({ said }) => said));
    const tally = { ...noCounts, rows: rows.length, refused: rows.length - good.length };
    await vehicles.init();

    let waiting: typeof good = good;
    for (let round = 0; waiting.length > 0; round += 1) {
      if (round === rounds) {
        faults.push(...waiting.map(({ line }) => ({ line, column: '', reason: 'the vehicle is being changed' })));
        tally.refused += waiting.length;
        break;
      }
      const stored = await storedOf(waiting.map(({ said }) => said));
      const planned: Planned[] = waiting.flatMap(({ line, said }) => {
        const present = stored.get(keyOf(said));
        const done = (['created', 'changed'] as const).find((what) =>
          present?.carried?.includes(markOf(importId, line, what)),
        );
        if (done) tally[done] += 1;
        const ownerId = said.ownerPhone === undefined ? undefined : owners.get(said.ownerPhone);
        return done ? [] : [{ line, said, ownerId, ...planRow(line, said, ownerId, present, mode) }];
      });
      const changes = planned.filter(({ what }) => what !== 'unchanged');
      const settle = (those: readonly Planned[]): void => {
        for (const { what, kept } of those) {
          tally[what] += 1;
          tally.kept += kept.length;
          faults.push(...kept);
        }
      };
      if (dryRun || changes.length === 0) {
        settle(planned);
        break;
      }
      settle(planned.filter(({ what }) => what === 'unchanged'));
      const written = await vehicles.collection
        .bulkWrite(
          changes.map((plan) =>
            toWrite(importId, plan, stored.get(keyOf(plan.said))),
          ) as unknown as mongo.AnyBulkWriteOperation[],
          { ordered: false },
        )
        .then(({ insertedCount, matchedCount }) => insertedCount + matchedCount)
        .catch((error: unknown) => {
          // Somebody else has registered one of them meanwhile.
          if (!isTaken(error)) throw error;
          return 0;
        });
      const all = written === changes.length;
      const after = all ? undefined : await storedOf(changes.map(({ said }) => said));
      const isDone = ({ said, line, what }: Planned): boolean =>
        all || (after?.get(keyOf(said))?.carried?.includes(markOf(importId, line, what as 'created')) ?? false);
      settle(changes.filter(isDone));
      // Changed by somebody else between reading and writing: looked at again.
      const again = new Set(changes.filter((plan) => !isDone(plan)).map(({ line }) => line));
      waiting = waiting.filter(({ line }) => again.has(line));
    }
    return { counts: tally, faults };
  };
}
