import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { newId } from '../database/index.ts';
import { laneModel, type LaneRecord } from './lane.model.ts';

/** A lane that is being worked on. */
export type HeldLane = LaneRecord & { readonly claim: string };

/** Longer than one try, so that nobody takes over what is under way. */
const leaseMs = 60_000;

/** Who sends what, in any number of processes: one sender a lane. */
export function createLanes({ connection, clock }: { readonly connection: Connection; readonly clock: Clock }) {
  const lanes = laneModel(connection);
  const held = ({ _id, claim }: HeldLane) => ({ _id, claim });

  /** Lets others have it, from then on. */
  async function release(lane: HeldLane, dueAt: Date): Promise<void> {
    await lanes.updateOne(held(lane), { $set: { dueAt }, $unset: { claim: 1 } });
  }

  return {
    release,

    /** Something was put in. `atOnce`: it need not wait for the next try of what was there. */
    async wake(
      these: readonly { readonly subscriptionId: string; readonly subject: string }[],
      atOnce = false,
    ): Promise<void> {
      if (these.length === 0) return;
      const now = clock();
      await lanes.bulkWrite(
        these.map(({ subscriptionId, subject }) => ({
          updateOne: {
            filter: { _id: `${subscriptionId}:${subject}` },
            update: { $setOnInsert: { subscriptionId, subject, dueAt: now }, $inc: { stamp: 1 } },
            upsert: true,
          },
        })),
        { ordered: false },
      );
      if (!atOnce) return;
      const ids = these.map(({ subscriptionId, subject }) => `${subscriptionId}:${subject}`);
      await lanes.updateMany({ _id: { $in: ids }, claim: { $exists: false } }, { $min: { dueAt: now } });
    },

    /** The one that has waited longest. */
    async take(subscriptionId: string): Promise<HeldLane | undefined> {
      const now = clock();
      const taken = await lanes
        .findOneAndUpdate(
          { subscriptionId, dueAt: { $lte: now } },
          { $set: { claim: newId(), dueAt: new Date(now.getTime() + leaseMs) } },
          { sort: { dueAt: 1 }, returnDocument: 'after' },
        )
        .lean<HeldLane>();
      return taken ?? undefined;
    },

    /** It was found empty; what was put in since then keeps it. */
    async drop(lane: HeldLane): Promise<void> {
      const { deletedCount } = await lanes.deleteOne({ ...held(lane), stamp: lane.stamp });
      if (deletedCount === 0) await release(lane, clock());
    },

    /** Nothing of it waits for its next try any longer. */
    async hasten(subscriptionId: string): Promise<void> {
      await lanes.updateMany({ subscriptionId, claim: { $exists: false } }, { $min: { dueAt: clock() } });
    },

    /** Those that have a lane. */
    subscriptions: (): Promise<readonly string[]> => lanes.distinct('subscriptionId').exec(),

    async dropAll(subscriptionId: string): Promise<void> {
      await lanes.deleteMany({ subscriptionId });
    },
  };
}

export type Lanes = ReturnType<typeof createLanes>;
