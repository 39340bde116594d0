import type { Model, QueryFilter } from 'mongoose';

import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createUnderWay } from '../under-way.ts';

/** News that wait where the change was written until everybody has heard, so that a crash loses none of them. */
export interface WaitingNews {
  /** Tells what one record has to tell in the background; what fails is taken up by the job. */
  soon(id: string): void;
  /** Tells what is due; returns how many records were looked at. */
  tellDue(): Promise<number>;
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>;
}

export interface WaitingNewsDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Names those who hear later, in the log. */
  readonly later: string;
}

/** Where news wait, and how they are told. */
export interface WaitingPlace {
  /** What is due, the longest first. */
  due(now: Date, most: number): Promise<string[]>;
  /** Tells what one record has to tell, and takes the mark away. Must be idempotent. */
  tell(id: string): Promise<void>;
  putOff(id: string, until: Date): Promise<unknown>;
}

const perRun = 200;
const waitMs = 300_000;

/** The records that have a mark `path` in the past. */
export async function dueAt<R>(model: Model<R>, path: string, now: Date, most: number): Promise<string[]> {
  const due = await model
    .find({ [path]: { $lte: now } } as QueryFilter<R>, { _id: 1 })
    .sort({ [path]: 1 })
    .limit(most)
    .lean<{ _id: string }[]>();
  return due.map(({ _id }) => _id);
}

/** News that wait in a place of any form. */
export function createWaitingNews({ clock, log, later }: WaitingNewsDeps, place: WaitingPlace): WaitingNews {
  const underWay = createUnderWay();
  const sayLater = (error: unknown, id: string): void => log.warn({ error, id }, later);

  async function tellOrPutOff(id: string): Promise<void> {
    try {
      await place.tell(id);
    } catch (error) {
      sayLater(error, id);
      await place.putOff(id, new Date(clock().getTime() + waitMs));
    }
  }

  return {
    soon: (id) => void underWay.track(tellOrPutOff(id)).catch((error: unknown) => sayLater(error, id)),

    async tellDue() {
      const due = await place.due(clock(), perRun);
      for (const id of due) await tellOrPutOff(id);
      return due.length;
    },

    idle: () => underWay.idle(),
  };
}

/** A record that has something to tell since `tellAt`. */
export interface Telling {
  readonly _id: string;
  readonly state?: string;
  readonly tellAt?: Date;
}

/** News that wait in records of their own; `tell` sends them under keys by which a repeat is known. */
export function createNewsOfRecords<R extends Telling>(
  deps: WaitingNewsDeps & { readonly records: Model<R>; readonly tell: (record: R) => Promise<void> },
): WaitingNews {
  const { records, tell } = deps;
  return createWaitingNews(deps, {
    due: (now, most) => dueAt(records, 'tellAt', now, most),

    async tell(id) {
      for (;;) {
        const record = await records.findById(id).lean<R>();
        if (!record?.tellAt) return;
        await tell(record);
        const { _id, state, tellAt } = record;
        // One that has changed meanwhile is still due, and is looked at again.
        const told = await records.updateOne(
          { _id, tellAt, ...(state === undefined ? {} : { state }) } as QueryFilter<R>,
          { $unset: { tellAt: 1 } },
        );
        if (told.matchedCount > 0) return;
      }
    },

    putOff: (id, until) =>
      records.updateOne({ _id: id, tellAt: { $exists: true } } as QueryFilter<R>, { $set: { tellAt: until } }),
  });
}
