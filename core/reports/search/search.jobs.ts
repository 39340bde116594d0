import type { Connection } from 'mongoose';
import type { Job } from '../../scheduling/index.ts';
import { reportModel, type ReportRecord } from '../report.model.ts';
import type { Vocabulary } from './vocabulary.ts';

const dayMs = 86_400_000;
/** A report that was told while the product stood still is still new when it goes on. */
const newDays = 2;

/** Timed work on what reports are found by. */
export const reportSearchJobs = ({
  connection,
  vocabulary,
}: {
  readonly connection: Connection;
  readonly vocabulary: Pick<Vocabulary, 'learn'>;
}): readonly Job[] => [
  {
    name: 'reports.words',
    purpose: 'Learns the words of new reports, so that they are found in spite of a slip',
    every: '1 hour',
    async run(now) {
      const since = new Date(now.getTime() - newDays * dayMs);
      const fresh = reportModel(connection)
        .find({ createdAt: { $gte: since } }, { country: 1, category: 1, words: 1, street: 1, landmark: 1, commune: 1 })
        .sort({ createdAt: -1, _id: -1 })
        .lean<ReportRecord[]>()
        .cursor();
      let learnt = 0;
      for await (const report of fresh) {
        await vocabulary.learn(report);
        learnt += 1;
      }
      return `${learnt} reports`;
    },
  },
];
