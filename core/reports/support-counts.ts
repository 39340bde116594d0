import type { AnyBulkWriteOperation, Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { areDuplicateKeys, isDuplicateKey, leftOverBy } from '../database/index.ts';
import type { Log } from '../log.ts';
import { sharedRuns } from './shared-runs.ts';
import { reportModel, type ReportRecord } from './report.model.ts';
import { supportId, supportModel, type SupportRecord } from './support.model.ts';

const atOnce = 200;

type Counted = Pick<ReportRecord, '_id' | 'counted' | 'votes' | 'reporterId' | 'duplicateOf'>;
const fields = { counted: 1, votes: 1, reporterId: 1, duplicateOf: 1 } as const;

/** What people wish of reports is in their own documents; here it is counted, and goes over where two reports are one. */
export function createSupportCounts({
  connection,
  clock,
  log,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
}) {
  const reports = reportModel(connection);
  const supports = supportModel(connection);

  /** Of two who write one for the first time at once, one finds that it is there already. */
  async function upsert(reportId: string, personId: string, update: object): Promise<void> {
    const write = () => supports.updateOne({ _id: supportId(reportId, personId) }, update, { upsert: true });
    await write().catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
      return write();
    });
  }

  /** The same for many. */
  async function inBulk(writes: readonly AnyBulkWriteOperation<SupportRecord>[]): Promise<void> {
    for (let from = 0; from < writes.length; from += atOnce) {
      const write = () => supports.bulkWrite(writes.slice(from, from + atOnce), { ordered: false });
      await write().catch((error: unknown) => {
        if (!areDuplicateKeys(error)) throw error;
        return write();
      });
    }
  }

  /** Who counts while somebody else has counted does it again: so the last count knows of every vote. */
  async function recount({ _id, counted, votes: before }: Counted): Promise<boolean> {
    const [votes, followers] = await Promise.all([
      supports.countDocuments({ reportId: _id, voted: true }),
      supports.countDocuments({ reportId: _id, follows: true }),
    ]);
    // Whoever keeps a copy of what everybody may see hears that it is another one now.
    const $set = { votes, followers, ...(votes !== before && { countedAt: clock() }) };
    const update = { $set, $inc: { counted: 1 } };
    return (await reports.updateOne({ _id, counted }, update)).matchedCount === 1;
  }

  /**
   * Who supports a report that was taken for another supports that one; who told it has the same problem. Each goes over
   * once, so that whoever stops following the other one is not brought back.
   */
  async function carryOver({ _id: reportId, reporterId }: Counted, into: string): Promise<void> {
    const left = await supports.find({ reportId, movedTo: { $ne: into } }).lean<SupportRecord[]>();
    const now = clock();
    const there = ({ personId, voted, follows }: SupportRecord) => ({
      updateOne: {
        filter: { _id: supportId(into, personId) },
        update: {
          $setOnInsert: { reportId: into, personId, at: now },
          $set: { pendingSince: now },
          // `true` is more than `false`: what somebody wishes there already stays.
          $max: { voted: voted || (personId !== '' && personId === reporterId), follows },
        },
        upsert: true,
      },
    });
    const gone = ({ _id, at }: SupportRecord) => ({
      updateOne: { filter: { _id, at }, update: { $set: { movedTo: into } } },
    });
    for (let from = 0; from < left.length; from += atOnce) {
      const some = left.slice(from, from + atOnce);
      await inBulk(some.map(there));
      await inBulk(some.map(gone));
    }
  }

  const settle = sharedRuns(async (reportId): Promise<void> => {
    const pending = await supports.find({ reportId, pendingSince: { $exists: true } }).lean<SupportRecord[]>();
    for (;;) {
      const report = await reports.findById(reportId, fields).lean<Counted>();
      if (!report) break;
      const { duplicateOf } = report;
      if (duplicateOf !== undefined) {
        await carryOver(report, duplicateOf);
        await settle(duplicateOf);
      }
      if (await recount(report)) break;
    }
    await inBulk(
      pending.map(({ _id, at, voted, follows }) => ({
        updateOne: { filter: { _id, at, voted, follows }, update: { $unset: { pendingSince: 1 } } },
      })),
    );
  });

  return {
    /** Whoever tells a report hears of it, until they say otherwise. */
    async begin(reportId: string, personId: string, at: Date): Promise<void> {
      await upsert(reportId, personId, { $setOnInsert: { reportId, personId, at, voted: false, follows: true } });
    },

    /** Keeps what somebody wishes, and that it is to be counted. */
    async wish(reportId: string, personId: string, wished: Partial<Pick<SupportRecord, 'voted' | 'follows'>>) {
      const now = clock();
      const others = Object.fromEntries(
        ['voted', 'follows'].filter((one) => !(one in wished)).map((one) => [one, false]),
      );
      await upsert(reportId, personId, {
        $setOnInsert: { reportId, personId, ...others },
        $set: { ...wished, at: now, pendingSince: now },
        $unset: { movedTo: 1 },
      });
    },

    settle,

    /** Wishes that a crash has left uncounted; says of how many reports. One that cannot be counted keeps no other one from it. */
    async late(): Promise<number> {
      const due = { pendingSince: leftOverBy(clock()) };
      const left = await supports.find(due, { reportId: 1 }).limit(atOnce).lean<SupportRecord[]>();
      let done = 0;
      for (const reportId of new Set(left.map((one) => one.reportId)))
        try {
          await settle(reportId);
          done += 1;
        } catch (error) {
          log.warn({ reportId, error }, 'what people wish of a report is counted later');
          await supports.updateMany({ reportId, ...due }, { $set: { pendingSince: clock() } });
        }
      return done;
    },
  };
}

export type SupportCounts = ReturnType<typeof createSupportCounts>;
