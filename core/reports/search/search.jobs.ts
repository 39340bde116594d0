import type { Job } from '../../scheduling/index.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Timed work on what reports are found by. */
export const reportSearchJobs = ({
  reportVocabulary,
}: {
  readonly reportVocabulary: Pick<Vocabulary, 'learnNew' | 'forgetUnused'>;
}): readonly Job[] => [
  {
    name: 'reports.words',
    purpose: 'Learns the words of new reports that were missed, so that they are found in spite of a slip',
    every: '1 hour',
    run: async (now) => `${await reportVocabulary.learnNew(now)} reports`,
  },
  {
    name: 'reports.forget-words',
    purpose: 'Forgets words that stand in no report any more',
    every: '1 day',
    run: async () => `${await reportVocabulary.forgetUnused()} words forgotten`,
  },
];
