import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../database/index.ts';
import type { PersonalData } from '../identity/index.ts';
import { reportModel, type ReportRecord } from './report.model.ts';
import { activeStates } from './report.states.ts';
import { foundWords } from './search/index.ts';
import { supportId, supportModel, type SupportRecord } from './support.model.ts';
import type { SupportCounts } from './support-counts.ts';

/**
 * What somebody told, and what they wish of reports. What is broken stays broken whoever leaves: an active report goes on
 * without a name, and with its words and its place, which somebody has to go to. Once it is closed nobody needs them.
 */
export function reportsPersonalData({
  connection,
  counts,
}: {
  readonly connection: Connection;
  readonly counts: SupportCounts;
}): PersonalData {
  const reports = reportModel(connection);
  const supports = supportModel(connection);

  const told = (reporterId: string) => reports.find({ reporterId }).sort({ createdAt: 1 }).lean<ReportRecord[]>();
  const wishes = (personId: string) => supports.find({ personId }).sort({ at: 1 }).lean<SupportRecord[]>();

  async function forget(report: ReportRecord, personId: string): Promise<void> {
    const isActive = activeStates.includes(report.state);
    const { category, commune } = report;
    const found = foundWords({ category, words: '', ...(commune !== undefined && { commune }) });
    const blank = {
      $set: { words: '', found },
      $unset: { street: 1, landmark: 1, location: 1, shown: 1 },
    };
    const gone = { ...(isActive ? {} : blank.$set), reporterId: '', 'history.$[own].by': '' };
    await reports.updateOne(
      // Whoever changes it meanwhile decides what is blanked.
      { _id: report._id, revision: report.revision },
      { $set: gone, ...(isActive ? {} : { $unset: blank.$unset }), $inc: { revision: 1 } },
      { arrayFilters: [{ 'own.by': personId }] },
    );
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
      for (;;) {
        const own = await told(personId);
        if (own.length === 0) break;
        for (const report of own) await forget(report, personId);
      }
      // What they did with the reports of others.
      await reports.updateMany(
        { 'history.by': personId },
        { $set: { 'history.$[own].by': '' }, $inc: { revision: 1 } },
        { arrayFilters: [{ 'own.by': personId }] },
      );
      await reports.updateMany({ takenBy: personId }, { $set: { takenBy: '' }, $inc: { revision: 1 } });
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
