import type { Job } from '../scheduling/index.ts';
import type { Idempotency } from './idempotency.ts';
import type { AccessService } from './types.ts';

export const accessJobs = ({
  access,
  idempotency,
}: {
  access: Pick<AccessService, 'sweep'>;
  idempotency: Pick<Idempotency, 'sweep'>;
}): Job[] => [
  {
    name: 'access.sweep-sessions',
    purpose: 'Deletes sessions of the REST API that are over',
    every: '1 hour',
    run: async (now) => `removed ${await access.sweep(now)} sessions and counts of tries`,
  },
  {
    name: 'access.sweep-idempotency-keys',
    purpose: 'Forgets the answers to POSTs that are older than a day',
    every: '1 hour',
    run: async (now) => `removed ${await idempotency.sweep(now)} keys`,
  },
];
