import type { Job } from '../../scheduling/index.ts';
import type { BankService } from './bank.service.ts';

/** Timed work on statements of banks. */
export const bankJobs = ({ bank }: { bank: Pick<BankService, 'carryOn'> }): Job[] => [
  {
    name: 'payments.bank-lines',
    purpose: 'Applies the lines of bank statements whose fine is certain, and resumes those that were left undone',
    every: '30 seconds',
    run: async (now) => `took up ${await bank.carryOn(now)} lines`,
  },
];
