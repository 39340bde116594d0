import { isLisoloError } from '../errors.ts';
import type { RefundService } from '../payments/index.ts';
import type { Job } from '../scheduling/index.ts';
import type { DismissedFines } from './take-back.ts';

/** Money on fines that were dismissed after they had been paid goes back, once for each payment and fine. */
export const dismissedFinesJobs = ({
  dismissedFines,
  refunds,
}: {
  dismissedFines: DismissedFines;
  refunds: Pick<RefundService, 'refund'>;
}): Job[] => [
  {
    name: 'fines.refund-dismissed',
    purpose: 'Gives back what was paid for fines that were dismissed afterwards',
    every: '1 minute',
    async run() {
      const paid = await dismissedFines.toGiveBack();
      let begun = 0;
      for (const { fineId, paymentId, amount } of paid) {
        const wish = {
          paymentId,
          part: fineId,
          amount,
          reason: 'the fine was dismissed',
          by: 'fines.refund-dismissed',
        };
        const made = await refunds
          .refund(wish, `dismissed:${fineId}:${paymentId}`)
          // Not booked yet: the next run finds it again.
          .catch((error: unknown) => (isLisoloError(error) ? [] : Promise.reject(error as Error)));
        begun += made.length;
      }
      return `gave back ${begun} payments`;
    },
  },
];
