import type { Job } from '../scheduling/index.ts';
import type { PaymentService } from './payments.service.ts';

/** Timed work on payments. */
export const paymentJobs = ({ payments }: { payments: Pick<PaymentService, 'lookAfter'> }): Job[] => [
  {
    name: 'payments.look-after',
    purpose:
      'Asks providers about payments that stay open, ends those that expired, and resumes what was left undone after a confirmation',
    every: '15 seconds',
    run: async (now) => `looked at ${await payments.lookAfter(now)} payments`,
  },
];
