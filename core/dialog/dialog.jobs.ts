import type { Job } from '../scheduling/types.ts';
import type { TurnStore } from './turn-store.ts';

export const dialogJobs = ({ store }: { store: Pick<TurnStore, 'sweep'> }): Job[] => [
  {
    name: 'dialog.sweep-turns',
    purpose: 'Deletes conversations that have expired, and what a crash left of those to be forgotten',
    every: '10 minutes',
    run: async (now) => `${await store.sweep(now)} turns deleted`,
  },
];
