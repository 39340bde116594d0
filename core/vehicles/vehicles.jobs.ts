import type { Job } from '../scheduling/index.ts';
import type { OwnerNews } from './owner-news.ts';

/** Timed work on vehicles. */
export const vehicleJobs = ({ ownerNews }: { readonly ownerNews: Pick<OwnerNews, 'bringLate'> }): readonly Job[] => [
  {
    name: 'vehicles.bring-owner-news',
    purpose: 'Tells whatever waits for the owner of a vehicle that there is one, where a crash came in between',
    every: '1 minute',
    run: async () => `${await ownerNews.bringLate()} owners`,
  },
];
