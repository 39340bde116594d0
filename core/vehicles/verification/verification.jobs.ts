import type { Job } from '../../scheduling/index.ts';
import type { VerificationNews } from './verification-news.ts';

export const verificationJobs = ({
  verificationNews,
}: {
  readonly verificationNews: Pick<VerificationNews, 'tellDue'>;
}): readonly Job[] => [
  {
    name: 'vehicles.tell-verifications',
    purpose: 'Tells owners and administrators of stolen and doubled vehicles, where a crash or a fault came in between',
    every: '1 minute',
    run: async () => `${await verificationNews.tellDue()} verifications`,
  },
];
