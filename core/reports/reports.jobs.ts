import type { Job } from '../scheduling/index.ts';
import type { LateRouting } from './late-routing.ts';
import { reportSearchJobs, type Vocabulary } from './search/index.ts';
import type { Settling } from './settling.ts';

/** Timed work on reports. */
export const reportJobs = (services: {
  readonly reportSettling: Pick<Settling, 'late'>;
  readonly reportLateRouting: LateRouting;
  readonly reportVocabulary: Pick<Vocabulary, 'learnNew' | 'forgetUnused'>;
}): readonly Job[] => [
  {
    name: 'reports.settle',
    purpose: 'Counts votes and tells of reports where a crash or a fault came in between',
    every: '15 seconds',
    run: async () => `${await services.reportSettling.late()} reports settled`,
  },
  {
    name: 'reports.route',
    purpose: 'Sends reports that nobody looks after to a body that has come or changed',
    every: '1 minute',
    run: async () => `${await services.reportLateRouting.run()} reports sent`,
  },
  ...reportSearchJobs(services),
];
