import type { Model, QueryFilter } from 'mongoose';

import type { Clock } from '../clock.ts';

/** Work that one person at a time has before them: each document is kept for ten minutes for whoever took it. */
export interface Leases<Doc> {
  /** The first of those that wait and that nobody else has, in this order. */
  take(
    by: string,
    waiting: QueryFilter<Doc>,
    except: readonly string[],
    order: Readonly<Record<string, 1 | -1>>,
  ): Promise<Doc | undefined>;
  /** Keeps it for another ten minutes, while it waits; false when somebody else has it. */
  hold(id: string, by: string, waiting?: QueryFilter<Doc>): Promise<boolean>;
  /** Lets the others have it. */
  release(id: string, by: string): Promise<void>;
}

const leaseMs = 600_000;

/** Leases on documents that keep them in a field `lease`. */
export function createLeases<Doc>({ model, clock }: { model: Model<Doc>; clock: Clock }): Leases<Doc> {
  const free = (by: string): object => ({
    $or: [{ lease: { $exists: false } }, { 'lease.until': { $lte: clock() } }, { 'lease.by': by }],
  });
  const lease = (by: string) => ({ $set: { lease: { by, until: new Date(clock().getTime() + leaseMs) } } });
  const matching = (filter: object): QueryFilter<Doc> => filter;

  return {
    async take(by, waiting, except, order) {
      const taken = await model
        .findOneAndUpdate(matching({ ...waiting, ...free(by), _id: { $nin: except } }), lease(by), {
          sort: order,
          returnDocument: 'after',
        })
        .lean<Doc>();
      return taken ?? undefined;
    },

    async hold(id, by, waiting = {}) {
      const { matchedCount } = await model.updateOne(matching({ ...waiting, _id: id, ...free(by) }), lease(by));
      return matchedCount === 1;
    },

    async release(id, by) {
      await model.updateOne(matching({ _id: id, 'lease.by': by }), { $unset: { lease: 1 } });
    },
  };
}
