import type { Job } from '../scheduling/index.ts';
import type { KeptPhones } from './kept-phones.ts';
import type { PaymentService } from './payments.service.ts';

/** Timed work on payments. */
export const paymentJobs = ({
  payments,
  keptPhones,
}: {
  payments: Pick<PaymentService, 'lookAfter'>;
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
    name: 'payments.forget-phones',
    purpose: 'Deletes numbers that were typed for "somebody else pays" an hour ago',
    every: '10 minutes',
    run: async (now) => `forgot ${await keptPhones.sweep(now)} numbers`,
  },
];
