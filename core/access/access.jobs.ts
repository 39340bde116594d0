import type { Job } from '../scheduling/index.ts';
import type { AccessService } from './types.ts';

export const accessJobs = ({ access }: { access: Pick<AccessService, 'sweep'> }): Job[] => [
  {
    name: 'access.sweep-sessions',
    purpose: 'Deletes sessions of the REST API that are over',
    every: '1 hour',
    run: async (now) => `removed ${await access.sweep(now)} sessions and counts of tries`,
  },
];
