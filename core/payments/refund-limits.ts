import type { Payment } from './payment.model.ts';
import type { PaymentProvider } from './provider.ts';

/** Why a provider will never give so much of a payment back. */
export type RefundRefusal = 'only_whole' | 'by_hand_only';

/** For the administration: what to do instead. */
export const refundAdvice: Readonly<Record<RefundRefusal, string>> = {
  only_whole: 'this provider gives a payment back only as a whole: pay a part back outside, and write it down by hand',
  by_hand_only: 'this provider gives nothing back by itself: pay it back outside, and write it down by hand',
};

/** Known before anything is taken off what was paid; undefined where the provider can be asked. */
export function refundRefusal(
  provider: PaymentProvider | undefined,
  { received }: Payment,
  amount: number,
): RefundRefusal | undefined {
  if (provider?.givesBack === 'by_hand') return 'by_hand_only';
  return provider?.givesBack === 'whole' && amount !== received?.amount ? 'only_whole' : undefined;
}
