import type { Connection } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { dueBy, isDuplicateKey, newId } from '../../database/index.ts';
import type { Log } from '../../log.ts';
import { gatheredModel, type GatheredRecord } from './gathered.model.ts';

/** Tells what was gathered about something, all in one message. A repeat has the same group and the same items. */
export type TellGathered = (
  aboutId: string,
  items: readonly Pick<GatheredRecord, 'reportId' | 'seq' | 'what'>[],
  group: string,
) => Promise<void>;

export type GatheredAbout = 'talk' | 'body' | 'anonymous' | 'mail';

type Gathered = Pick<GatheredRecord, 'reportId' | 'seq' | 'what' | 'at'> & { readonly dueAt: Date };

const perRun = 200;
/** Not told yet. */
const waits = { dueAt: { $type: 'date' } } as const;
const putOffMs = 300_000;

/**
 * Gathers what is told together: the first thing says when, and what else comes until then goes with it. So nobody hears
 * more often of one thing than it is put off.
 */
export function createGathering({
  connection,
  clock,
  log,
  tellers,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly tellers: Readonly<Record<GatheredAbout, TellGathered>>;
}) {
  const gathered = gatheredModel(connection);

  async function tellGroup(about: string, group: string): Promise<void> {
    const items = await gathered
      .find({ about, ...waits, group })
      .sort({ at: 1, _id: 1 })
      .lean<GatheredRecord[]>();
    if (items.length === 0) return;
    const [kind = '', ...id] = about.split(':');
    await tellers[kind as GatheredAbout](id.join(':'), items, group);
    await gathered.updateMany({ about, ...waits, group }, { $unset: { dueAt: 1 } });
  }

  async function tellAbout(about: string): Promise<void> {
    // What broke off goes first, as it was.
    const open = await gathered.distinct('group', { about, ...waits });
    for (const group of open) await tellGroup(about, group);
    const group = newId();
    await gathered.updateMany({ about, ...waits, group: { $exists: false } }, { $set: { group } });
    await tellGroup(about, group);
  }

  return {
    /** Once for each event of a report. */
    async add(kind: GatheredAbout, aboutId: string, { reportId, seq, ...item }: Gathered): Promise<void> {
      const about = `${kind}:${aboutId}`;
      try {
        await gathered.updateOne(
          { _id: `${about}:${reportId}:${seq}` },
          { $setOnInsert: { about, reportId, seq, ...item } },
          { upsert: true },
        );
      } catch (error) {
        // Another process has just done the same.
        if (!isDuplicateKey(error)) throw error;
      }
    },

    /** How many messages were due. */
    async tellDue(): Promise<number> {
      const now = clock();
      const due = await gathered
        .find({ dueAt: dueBy(now) }, { about: 1 })
        .sort({ dueAt: 1 })
        .limit(perRun)
        .lean<Pick<GatheredRecord, 'about'>[]>();
      const abouts = [...new Set(due.map(({ about }) => about))];
      for (const about of abouts)
        try {
          await tellAbout(about);
        } catch (error) {
          log.warn({ error, about }, 'what was gathered of reports is told later');
          await gathered.updateMany({ about, ...waits }, { $set: { dueAt: new Date(now.getTime() + putOffMs) } });
        }
      return abouts.length;
    },
  };
}

export type Gathering = ReturnType<typeof createGathering>;
