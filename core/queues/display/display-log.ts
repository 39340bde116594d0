import type { Connection } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { createTogether, isDuplicateKey, newId } from '../../database/index.ts';
import { displayEventModel, type DisplayEvent, type DisplayEventRecord } from './display-event.model.ts';

export type NewDisplayEvent = Omit<DisplayEventRecord, '_id' | 'number' | 'at'>;

/** What screens have been told, in order; several processes write it at once. */
export interface DisplayLog {
  /** Adds what is not there yet. */
  append(event: NewDisplayEvent): Promise<void>;
  /** The number of the last event of a branch; 0 before the first. */
  last(branchId: string): Promise<number>;
  /** What follows after a number, in order. */
  after(branchId: string, number: number, most: number): Promise<DisplayEvent[]>;
  /** Rings when this process has added something of the branch. Answers how to stop it. */
  watch(branchId: string, ring: () => void): () => void;
  /** Deletes what is older than two days. The last event of each branch stays: the next one counts on from it. */
  sweep(): Promise<number>;
}

const keptMs = 2 * 86_400_000;
const triesAtMost = 200;

/** An append-only log without gaps: whoever asks for what is after n misses nothing, however many write at once. */
export function createDisplayLog({
  connection,
  clock,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
}): DisplayLog {
  const events = displayEventModel(connection);
  const bells = new Map<string, Set<() => void>>();

  async function last(branchId: string): Promise<number> {
    const found = await events.findOne({ branchId }, { _id: 0, number: 1 }).sort({ number: -1 }).lean();
    return found?.number ?? 0;
  }

  /**
   * In the order of their numbers: a number is taken only once the one before it is there, so that no reader can see it
   * before its predecessor. Whoever was slower than another process reads anew what is there, and takes the next ones.
   */
  async function insert(branchId: string, wanted: readonly NewDisplayEvent[]): Promise<void> {
    const byKey = new Map(wanted.map((event) => [event.key, event]));
    for (let tries = 0; tries < triesAtMost; tries++) {
      const [number, known] = await Promise.all([
        last(branchId),
        events.find({ key: { $in: [...byKey.keys()] } }, { _id: 0, key: 1 }).lean(),
      ]);
      for (const { key } of known) byKey.delete(key);
      if (byKey.size === 0) return;
      const next = [...byKey.values()].map((event, nth) => ({ ...event, number: number + 1 + nth }));
      const at = clock();
      try {
        await events.insertMany(
          next.map((event) => ({ _id: newId(), ...event, at })),
          { ordered: true },
        );
        return;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
    throw new Error(`nothing can be added to the display of the branch ${branchId}`);
  }

  const insertSoon = createTogether<NewDisplayEvent, void>({
    async perform(asked) {
      const branches = new Set(asked.map(({ branchId }) => branchId));
      await Promise.all(
        [...branches].map((branchId) => insert(branchId, asked.filter((event) => event.branchId === branchId))), // prettier-ignore
      );
      return asked.map(() => undefined);
    },
  });

  return {
    last,

    async append(event) {
      await insertSoon(event);
      for (const ring of bells.get(event.branchId) ?? []) ring();
    },

    after: (branchId, number, most) =>
      events
        .find({ branchId, number: { $gt: number } }, { _id: 0, branchId: 0, key: 0 })
        .sort({ number: 1 })
        .limit(most)
        .lean(),

    watch(branchId, ring) {
      const rung = bells.get(branchId) ?? new Set();
      bells.set(branchId, rung.add(ring));
      return () => {
        rung.delete(ring);
        if (rung.size === 0) bells.delete(branchId);
      };
    },

    async sweep() {
      const old = { at: { $lt: new Date(clock().getTime() - keptMs) } };
      let swept = 0;
      for (const branchId of await events.distinct('branchId', old)) {
        const { deletedCount } = await events.deleteMany({ ...old, branchId, number: { $lt: await last(branchId) } });
        swept += deletedCount;
      }
      return swept;
    },
  };
}
