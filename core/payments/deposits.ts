import type { Clock } from '../clock.ts';
import { newId } from '../database/index.ts';
import type { Money } from '../money.ts';
import { unasked, type Payment, type PaymentRecord, type PurposeRef } from './payment.model.ts';
import type { PaymentStore } from './payment.store.ts';
import type { PurposeRegistry } from './purpose.ts';
import type { Settling } from './settling.ts';

/** Money that is already there, for a thing that can be paid, though nobody asked for it in a dialog. */
export interface Deposit {
  /** The same key is booked once. */
  readonly key: string;
  readonly provider: string;
  /** What the provider calls it. */
  readonly ref: string;
  readonly purpose: PurposeRef;
  readonly money: Money;
  /** Printed on the receipt as the means of payment. */
  readonly means: string;
}

export interface Deposits {
  /**
   * Books a confirmed payment with all that follows one: the debt settled, the ledger, the receipt, the news to the owner.
   * What is left undone by a crash is resumed as of any payment. Throws `not_found`, `invalid_input` for the purpose.
   */
  take(deposit: Deposit): Promise<Payment>;
}

export interface DepositsDeps {
  readonly store: PaymentStore;
  readonly purposes: PurposeRegistry;
  readonly settling: Pick<Settling, 'finish'>;
  readonly clock: Clock;
}

export function createDeposits({ store, purposes, settling, clock }: DepositsDeps): Deposits {
  return {
    async take({ key, provider, ref, purpose, money, means }) {
      const { country } = await purposes.of(purpose.kind).describe(purpose.id);
      const now = clock();
      const record: PaymentRecord = {
        _id: newId(),
        idempotencyKey: key,
        purpose,
        country,
        // Its papers are for whoever keeps the file; the owner is told in their own language.
        language: 'fr',
        requester: { channel: 'ussd', address: unasked },
        payerPhone: unasked,
        operator: means,
        amount: money.amount,
        currency: money.currency,
        provider,
        providerRef: ref,
        state: 'confirmed',
        history: [{ to: 'confirmed', at: now, by: 'provider' }],
        received: money,
        confirmedAt: now,
        steps: {},
        expiresAt: now,
        nextLookAt: now,
        looks: 0,
        createdAt: now,
      };
      const { payment } = await store.insert(record);
      if (payment.nextLookAt) await settling.finish(payment.id);
      return (await store.byId(payment.id)) ?? payment;
    },
  };
}
