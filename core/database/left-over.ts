import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { dueBy } from './present.ts';

/** After so long whoever was to carry on what they wrote is held for dead. */
const lateMs = 15_000;
const atOnce = 200;

/** Before this moment, whatever is marked was left over. */
export const leftOverBy = (now: Date): { $lte: Date; $type: 'date' } => dueBy(new Date(now.getTime() - lateMs));

export interface LeftOverDeps<Doc> {
  readonly model: Model<Doc>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  /** The field that says since when something of the document is to be carried on; it goes once that is done. */
  readonly mark: Extract<keyof Doc, string>;
  /** Carries it on, or throws. */
  readonly carryOn: (doc: Doc) => Promise<unknown>;
  /** Says in the log that it did not work this time. */
  readonly failed: string;
}

/**
 * Carries on what a crash has left over, oldest first; each call says how much of it. What cannot be carried on is put
 * off, so that it keeps nothing else from its turn.
 */
export function createLeftOver<Doc extends { readonly _id: string }>({
  model,
  clock,
  log,
  mark,
  carryOn,
  failed,
}: LeftOverDeps<Doc>): () => Promise<number> {
  return async () => {
    const now = clock();
    const found = await model
      .find({ [mark]: leftOverBy(now) } as QueryFilter<Doc>)
      .sort({ [mark]: 1 })
      .limit(atOnce)
      .lean<Doc[]>();
    let done = 0;
    for (const doc of found)
      try {
        await carryOn(doc);
        done += 1;
      } catch (error) {
        log.warn({ error, id: doc._id }, failed);
        // Marked anew meanwhile, it is somebody else's already.
        const same = { _id: doc._id, [mark]: doc[mark] } as QueryFilter<Doc>;
        await model.updateOne(same, { $set: { [mark]: now } } as UpdateQuery<Doc>);
      }
    return done;
  };
}
