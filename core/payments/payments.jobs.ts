import type { Job } from '../scheduling/index.ts';
import type { KeptPhones } from './kept-phones.ts';
import type { Callbacks } from './callbacks.ts';
import type { PaymentService } from './payments.service.ts';
import type { RefundService } from './refunds.service.ts';

/** Timed work on payments. */
export const paymentJobs = ({
  payments,
  refunds,
  callbacks,
  keptPhones,
}: {
  payments: Pick<PaymentService, 'lookAfter'>;
  refunds: Pick<RefundService, 'lookAfter'>;
  callbacks: Pick<Callbacks, 'resume' | 'sweep'>;
  keptPhones: Pick<KeptPhones, 'sweep'>;
}): Job[] => [
  {
    name: 'payments.look-after',
    purpose:
      'Asks providers about payments that stay open, ends those that expired, and resumes what was left undone after a confirmation',
    every: '15 seconds',
    run: async (now) => `looked at ${await payments.lookAfter(now)} payments`,
  },
  {
    name: 'payments.look-after-refunds',
    purpose: 'Asks providers about refunds that stay open, and resumes those that were left undone',
    every: '30 seconds',
    run: async (now) => `looked at ${await refunds.lookAfter(now)} refunds`,
  },
  {
    name: 'payments.resume-callbacks',
    purpose: 'Carries out what providers called about and could not be asked about at once; forgets old calls',
    every: '30 seconds',
    run: async (now) => `resumed ${await callbacks.resume(now)} calls, forgot ${await callbacks.sweep(now)}`,
  },
  {
    name: 'payments.forget-phones',
    purpose: 'Deletes numbers that were typed for "somebody else pays" an hour ago',
    every: '10 minutes',
    run: async (now) => `forgot ${await keptPhones.sweep(now)} numbers`,
  },
];
