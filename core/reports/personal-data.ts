import type { Connection, UpdateQuery } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../database/index.ts';
import type { PersonalData } from '../identity/index.ts';
import { blanked } from './blanked.ts';
import { reportModel, type ReportChange, type ReportRecord } from './report.model.ts';
import type { ReportWrites } from './report-writes.ts';
import { supportId, supportModel, type SupportRecord } from './support.model.ts';
import type { SupportCounts } from './support-counts.ts';

const atOnce = 200;

/**
 * What somebody told, and what they wish of reports. What is broken stays broken whoever leaves: an active report goes on
 * without a name, and with its words and its place, which somebody has to go to. Once it is closed nobody needs them, and
 * they go.
 */
export function reportsPersonalData({
  connection,
  clock,
  counts,
  writes,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly counts: SupportCounts;
  readonly writes: Pick<ReportWrites, 'write'>;
}): PersonalData {
  const reports = reportModel(connection);
  const supports = supportModel(connection);

  const told = (reporterId: string) => reports.find({ reporterId }).sort({ createdAt: 1 }).lean<ReportRecord[]>();
  const wishes = (personId: string) => supports.find({ personId }).sort({ at: 1 }).lean<SupportRecord[]>();

  /** Who did something is forgotten; what a citizen said with it is theirs, what the staff said is the body's. */
  const forgotten =
    (personId: string) =>
    (change: ReportChange): ReportChange => {
      if (change.by !== personId) return change;
      const { words, ...rest } = change;
      return { ...rest, by: '', ...(words !== undefined && change.role !== 'citizen' && { words }) };
    };

  /** What is left of a report when whoever told it is gone. Their photos go with their files. */
  function forgottenReport(report: ReportRecord): UpdateQuery<ReportRecord> {
    const { _id, photos, flags } = report;
    const ours = photos.filter((photo) => photo.of === 'work');
    const $set = {
      reporterId: '',
      key: `forgotten:${_id}`,
      photos: ours,
      toModerate: flags > 0 || ours.some((photo) => photo.state === 'waiting'),
      // Whoever keeps a copy of what everybody may see hears that it is another one now.
      changedAt: clock(),
    };
    const blank = blanked(report);
    return { ...blank, $set: { ...$set, ...blank?.$set } };
  }

  /** Every report in which somebody did something; whatever is changed meanwhile is looked at again. */
  async function forget(personId: string): Promise<void> {
    for (;;) {
      const theirs = { $or: [{ reporterId: personId }, { 'history.by': personId }] };
      const found = await reports.find(theirs).limit(atOnce).lean<ReportRecord[]>();
      for (const report of found) {
        const { $set, ...more } = report.reporterId === personId ? forgottenReport(report) : {};
        const history = report.history.map(forgotten(personId));
        await reports.updateOne(
          { _id: report._id, revision: report.revision },
          { ...more, $set: { ...$set, history }, $inc: { revision: 1 } },
        );
      }
      if (found.length === 0) return;
    }
  }

  /** What they had in hand others take up; of what is done nobody needs to know who did it. */
  async function release(personId: string): Promise<void> {
    const inHand = await reports
      .find({ takenBy: personId, state: 'in_progress' }, { _id: 1 })
      .lean<{ _id: string }[]>();
    for (const { _id } of inHand)
      await writes.write(_id, undefined, ({ state, takenBy }) =>
        state === 'in_progress' && takenBy === personId
          ? {
              set: { state: 'open' },
              unset: ['takenBy', 'lease'],
              changes: [{ what: 'given_back', role: 'system', from: state, to: 'open' }],
            }
          : undefined,
      );
    await reports.updateMany({ takenBy: personId }, { $set: { takenBy: '' }, $inc: { revision: 1 } });
  }

  return {
    domain: 'reports',
    async collect(personId) {
      const [own, wished] = await Promise.all([told(personId), wishes(personId)]);
      return {
        told: own.map(({ number, category, words, region, city, commune, street, landmark, ...rest }) => {
          const { location, state, createdAt, history } = rest;
          const place = { region, city, commune, street, landmark, position: location?.coordinates };
          const mine = history.filter(({ by }) => by === personId);
          const acts = mine.map(({ what, at, words: said }) => ({ what, at, words: said }));
          return { number, category, words, ...place, state, createdAt, acts };
        }),
        supported: wished.map(({ reportId, voted, follows, at }) => ({ reportId, voted, follows, at })),
      };
    },

    async erase(personId) {
      await forget(personId);
      await release(personId);
      const wished = await wishes(personId);
      for (const { _id, reportId } of wished) {
        await supports.deleteOne({ _id });
        await counts.settle(reportId);
      }
    },

    async merge(from, into) {
      const renamed = { $set: { 'history.$[own].by': into }, $inc: { revision: 1 } };
      await reports.updateMany({ 'history.by': from }, renamed, { arrayFilters: [{ 'own.by': from }] });
      await reports.updateMany({ reporterId: from }, { $set: { reporterId: into }, $inc: { revision: 1 } });
      await reports.updateMany({ takenBy: from }, { $set: { takenBy: into }, $inc: { revision: 1 } });
      for (const { _id, reportId, ...wish } of await wishes(from)) {
        const { voted, follows, at } = wish;
        const there = { _id: supportId(reportId, into), ...wish, reportId, personId: into };
        await supports.create(there).catch(async (error: unknown) => {
          if (!isDuplicateKey(error)) throw error;
          // Both have done something with it: what either wishes, the one who is left wishes.
          await supports.updateOne({ _id: there._id }, { $max: { voted, follows }, $set: { at } });
        });
        await supports.deleteOne({ _id });
        await counts.settle(reportId);
      }
    },
  };
}
