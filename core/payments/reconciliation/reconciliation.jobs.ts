import type { Job } from '../../scheduling/index.ts';
import type { ReconciliationService } from './reconciliation.service.ts';

/** Timed comparison with the providers. */
export const reconciliationJobs = ({
  reconciliation,
}: {
  reconciliation: Pick<ReconciliationService, 'runDue'>;
}): Job[] => [
  {
    name: 'payments.reconcile',
    purpose: 'Compares the day before with each provider, once it is over, and days that showed differences again',
    every: '1 hour',
    run: async (now) => `compared ${await reconciliation.runDue(now)} days`,
  },
];
