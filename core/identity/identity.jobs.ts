import type { Job } from '../scheduling/types.ts';
import type { IdentityService } from './types.ts';

export const identityJobs = ({ identity }: { identity: IdentityService }): Job[] => [
  {
    name: 'identity.finish-pending',
    purpose: 'Finishes merges and erasures of people that a crash interrupted',
    every: '5 minutes',
    run: async () => `${await identity.finishPending()} finished`,
  },
];
