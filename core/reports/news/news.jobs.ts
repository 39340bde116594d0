import type { Job } from '../../scheduling/index.ts';
import type { Gathering } from './gathering.ts';
import type { ModeratorsNews } from './moderators-news.ts';

/** Timed work on what people are told of reports. */
export const reportNewsJobs = ({
  reportGathering,
  moderatorsNews,
}: {
  readonly reportGathering: Pick<Gathering, 'tellDue'>;
  readonly moderatorsNews: ModeratorsNews;
}): readonly Job[] => [
  {
    name: 'reports.tell-gathered',
    purpose: 'Tells followers of comments once an hour, and bodies of what has come in',
    every: '1 minute',
    run: async () => `${await reportGathering.tellDue()} gathered messages told`,
  },
  {
    name: 'reports.tell-moderators',
    purpose: 'Tells moderators once a day that something waits for them',
    every: '1 hour',
    run: async () => `${await moderatorsNews.tellDue()} moderators know`,
  },
];
