import type { Job } from '../../scheduling/index.ts';
import type { LookupService } from './lookups.service.ts';

export const lookupJobs = ({ lookups }: { readonly lookups: Pick<LookupService, 'sweep'> }): readonly Job[] => [
  {
    name: 'vehicles.sweep-lookups',
    purpose: 'Forgets who looked at which vehicle once it is older than it may be kept',
    every: '1 hour',
    run: async () => `${await lookups.sweep()} forgotten`,
  },
];
