import type { Connection } from 'mongoose';

import type { Clock } from '../clock.ts';
import type { FileService } from '../files/index.ts';
import type { Log } from '../log.ts';
import type { NotificationService } from '../notifications/index.ts';
import { createKeptPhones, type KeptPhones } from './kept-phones.ts';
import { createLedger, type LedgerService } from './ledger.service.ts';
import { createPaymentStore } from './payment.store.ts';
import { createPayments, type PaymentService } from './payments.service.ts';
import type { PaymentProvider } from './provider.ts';
import { createPurposeRegistry, type PurposeRegistry } from './purpose.ts';
import { createReceipts, type PrintReceipt, type Receipts } from './receipts.ts';

export interface PaymentsPart {
  readonly payments: PaymentService;
  readonly ledger: LedgerService;
  readonly receipts: Receipts;
  readonly keptPhones: KeptPhones;
  /** Domains whose things can be paid register here. */
  readonly purposes: PurposeRegistry;
}

/** Builds everything that moves money. */
export function createPaymentsPart(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly provider: PaymentProvider;
  readonly files: Pick<FileService, 'put'>;
  readonly notifications: Pick<NotificationService, 'notify'>;
  readonly printReceipt: PrintReceipt;
  /** PAYMENT_APPROVAL_MINUTES. */
  readonly approvalMinutes: number;
  readonly patienceMs?: number;
}): PaymentsPart {
  const purposes = createPurposeRegistry();
  const ledger = createLedger(deps);
  const receipts = createReceipts({ ...deps, purposes });
  const payments = createPayments({ ...deps, store: createPaymentStore(deps), purposes, ledger, receipts });
  return { payments, ledger, receipts, purposes, keptPhones: createKeptPhones(deps) };
}

export { parseAmount } from './amount.ts';
export { approvalModel } from './approval.model.ts';
export type { KeptPhones } from './kept-phones.ts';
export { ledgerModel } from './ledger.model.ts';
export type { LedgerRecord, Posting } from './ledger.model.ts';
export type { Balance, LedgerCheck, LedgerEntry, LedgerService } from './ledger.service.ts';
export { paymentModel, toPayment } from './payment.model.ts';
export type { Payment, PaymentRecord, PurposeRef } from './payment.model.ts';
export { isFinalPayment, paymentStates, paymentTransitions } from './payment.states.ts';
export type { PaymentState } from './payment.states.ts';
export { paymentsPersonalData } from './personal-data.ts';
export { paymentJobs } from './payments.jobs.ts';
export type { PaymentService, PaymentWish } from './payments.service.ts';
export type { InitiationAnswer, Initiation, PaymentProvider, ProviderEvent } from './provider.ts';
export type { PayableDescription, PayablePurpose, PurposeRegistry } from './purpose.ts';
export type { PrintReceipt, Receipts } from './receipts.ts';
export { createSandboxProvider } from './sandbox.provider.ts';
export type { PendingApproval, SandboxProvider } from './sandbox.provider.ts';
