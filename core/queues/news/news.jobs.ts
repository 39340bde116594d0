import type { WaitingNews } from '../../notifications/index.ts';
import type { Job } from '../../scheduling/index.ts';
import type { LineNews } from './line-news.ts';

/** Timed work on what people who wait are told. */
export const queueNewsJobs = ({
  lineNews,
  queueNews,
}: {
  readonly lineNews: LineNews;
  readonly queueNews: Pick<WaitingNews, 'tellDue'>;
}): readonly Job[] => [
  {
    name: 'queues.tell-near',
    purpose: 'Tells people who wait that they are near, and when to leave',
    every: '30 seconds',
    run: async () => `${await lineNews.tellDue()} people were told`,
  },
  {
    name: 'queues.tell-pauses',
    purpose: 'Tells people who wait that their queue pauses, or goes on',
    every: '30 seconds',
    run: async () => `${await queueNews.tellDue()} queues were told of`,
  },
];
