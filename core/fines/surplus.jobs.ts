import { isLisoloError } from '../errors.ts';
import type { RefundService } from '../payments/index.ts';
import type { Job } from '../scheduling/index.ts';
import type { Surplus, Surpluses } from './take-back.ts';

const reasons: Record<Surplus['why'], string> = {
  dismissed: 'the fine was dismissed',
  reduced: 'the fine was reduced below what was paid',
};
const by = 'fines.refund-surplus';

/** What lies on a fine beyond what is due there goes back, once for each payment, fine and reason. */
export const surplusJobs = ({
  surpluses,
  refunds,
}: {
  surpluses: Surpluses;
  refunds: Pick<RefundService, 'refund'>;
}): Job[] => [
  {
    name: by,
    purpose: 'Gives back what was paid for fines that were dismissed or reduced afterwards',
    every: '1 minute',
    async run() {
      let begun = 0;
      for (const { fineId, paymentId, amount, why } of await surpluses.toGiveBack()) {
        const made = await refunds
          .refund(
            { paymentId, part: fineId, amount, reason: reasons[why], by, orCredit: true },
            `${why}:${fineId}:${paymentId}`,
          )
          // Not booked yet: the next run finds it again.
          .catch((error: unknown) => (isLisoloError(error) ? [] : Promise.reject(error as Error)));
        begun += made.length;
      }
      return `gave back ${begun} payments`;
    },
  },
];
