import type { Job } from '../scheduling/index.ts';
import type { Spreading } from './spreading.ts';

/** Timed work on organisations. */
export const organisationJobs = ({
  organisationSpreading,
}: {
  readonly organisationSpreading: Pick<Spreading, 'late'>;
}): readonly Job[] => [
  {
    name: 'organisations.spread',
    purpose: 'Tells branches what has changed in their organisation, where a crash came in between',
    every: '1 minute',
    run: async () => `${await organisationSpreading.late()} organisations`,
  },
];
