import type { Connection } from 'mongoose';

import type { Clock } from '../clock.ts';
import type { PersonalData } from '../identity/index.ts';
import type { LedgerService } from './ledger.service.ts';
import { approvalModel } from './approval.model.ts';
import { forgotten, paymentModel } from './payment.model.ts';
import { refundModel } from './refund.model.ts';

/** Money must stay accounted for: the payment is kept without phone and address, under a bare id. */
export function paymentsPersonalData({
  connection,
  ledger,
  clock,
}: {
  connection: Connection;
  ledger: LedgerService;
  clock: Clock;
}): PersonalData {
  const payments = paymentModel(connection);
  const approvals = approvalModel(connection);
  const refunds = refundModel(connection);
  return {
    domain: 'payments',
    collect: (personId) =>
      payments
        .find(
          { 'requester.personId': personId },
          {
            _id: 0,
            purpose: 1,
            amount: 1,
            currency: 1,
            state: 1,
            payerPhone: 1,
            operator: 1,
            receiptNumber: 1,
            createdAt: 1,
          },
        )
        .lean(),

    async erase(personId) {
      const mine = { 'requester.personId': personId };
      const refs = await payments.find(mine, { providerRef: 1 }).lean();
      const ended = { _id: { $in: refs.map(({ providerRef }) => providerRef) }, outcome: { $ne: 'pending' as const } };
      await approvals.updateMany(ended, { $set: { phone: 'erased' } });
      // A payment under way still needs its phone: it forgets by itself once it has ended (effects.ts).
      await payments.updateMany({ ...mine, nextLookAt: { $exists: true } }, { $set: { forget: true } });
      await payments.updateMany({ ...mine, nextLookAt: { $exists: false } }, { $set: forgotten });
    },

    async merge(from, into) {
      await payments.updateMany({ 'requester.personId': from }, { $set: { 'requester.personId': into } });
      // A refund under way that fails puts its money where the credit lies by then.
      const [account, survivor] = [`credit:person:${from}`, `credit:person:${into}`];
      await refunds.updateMany({ creditAccount: account }, { $set: { creditAccount: survivor } });
      for (const { account, amount, currency } of await ledger.balances(`credit:person:${from}`)) {
        if (amount === 0) continue;
        const postings = [
          { account, amount: -amount, currency },
          { account: `credit:person:${into}`, amount, currency },
        ];
        await ledger.post({ key: `merge:${from}:${into}:${currency}:${amount}`, kind: 'merge', at: clock(), postings });
      }
    },
  };
}
