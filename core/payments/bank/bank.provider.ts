import type { Connection } from 'mongoose';

import { LisoloError } from '../../errors.ts';
import type { PaymentProvider } from '../provider.ts';
import { bankLineModel } from './bank-line.model.ts';

export const bankName = 'bank';

/**
 * A bank under the providers' contract: it asks nobody for money, says of a deposit what the statement says, and gives
 * nothing back by itself (what goes back is paid out by a person and written down).
 */
export function createBankProvider({ connection }: { connection: Connection }): PaymentProvider {
  const lines = bankLineModel(connection);
  return {
    name: bankName,
    givesBack: 'by_hand',
    serves: () => false,
    initiate: () => Promise.resolve({ accepted: false, reason: 'asks_nobody' }),

    /** `ref` is the id of the line. */
    async status(ref) {
      const line = await lines.findById(ref, { amount: 1, currency: 1 }).lean();
      return line ? { ref, outcome: 'confirmed', money: { amount: line.amount, currency: line.currency } } : undefined;
    },

    refund: () => Promise.resolve({ outcome: 'failed', reason: 'by_hand_only' }),
    refundStatus: () => Promise.resolve({ outcome: 'failed', reason: 'by_hand_only' }),
    readCallback: () => Promise.reject(new LisoloError('unauthenticated', { reason: 'a bank calls nobody' })),
  };
}
