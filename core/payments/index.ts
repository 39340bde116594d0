import type { Connection } from 'mongoose';

import type { Clock } from '../clock.ts';
import type { FileService } from '../files/index.ts';
import type { Log } from '../log.ts';
import type { NotificationService } from '../notifications/index.ts';
import { createBankProvider } from './bank/bank.provider.ts';
import { createCallbacks, type Callbacks } from './callbacks.ts';
import { createDeposits, type Deposits } from './deposits.ts';
import { createKeptPhones, type KeptPhones } from './kept-phones.ts';
import { createLedger, type LedgerService } from './ledger.service.ts';
import { createPaymentStore } from './payment.store.ts';
import { createPayments, type PaymentService } from './payments.service.ts';
import { createProviderRegistry, type ProviderRegistry } from './provider-registry.ts';
import type { PaymentProvider } from './provider.ts';
import { createRefundStore } from './refund.store.ts';
import { createRefunds, type RefundService } from './refunds.service.ts';
import { createPurposeRegistry, type PurposeRegistry } from './purpose.ts';
import { createReceipts, type PrintReceipt, type Receipts } from './receipts.ts';
import { createSettling } from './settling.ts';

export interface PaymentsPart {
  readonly payments: PaymentService;
  readonly refunds: RefundService;
  /** What providers call. */
  readonly callbacks: Callbacks;
  readonly ledger: LedgerService;
  readonly receipts: Receipts;
  readonly keptPhones: KeptPhones;
  /** Domains whose things can be paid register here. */
  readonly purposes: PurposeRegistry;
  /** Money that is there without having been asked for. */
  readonly deposits: Deposits;
  readonly providerRegistry: ProviderRegistry;
}

/** Builds everything that moves money. */
export function createPaymentsPart(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  /** Those that take new payments, in the order in which they are offered them. */
  readonly providers: readonly PaymentProvider[];
  /** Those that only answer for what they took before. */
  readonly retired?: readonly PaymentProvider[];
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
  const registry = createProviderRegistry({
    open: deps.providers,
    retired: [...(deps.retired ?? []), createBankProvider(deps)],
  });
  const store = createPaymentStore(deps);
  const settling = createSettling({ ...deps, store, purposes, ledger, receipts });
  const deposits = createDeposits({ ...deps, store, purposes, settling });
  const payments = createPayments({ ...deps, registry, store, purposes, ledger, receipts });
  const refunds = createRefunds({ ...deps, registry, store, refundStore: createRefundStore(deps), purposes, ledger });
  const callbacks = createCallbacks({ ...deps, registry, payments, refunds });
  const keptPhones = createKeptPhones(deps);
  return {
    payments,
    refunds,
    callbacks,
    ledger,
    receipts,
    purposes,
    deposits,
    keptPhones,
    providerRegistry: registry,
  };
}

export { bankJobs } from './bank/bank.jobs.ts';
export { bankLineModel, toBankLine } from './bank/bank-line.model.ts';
export type { BankLine, BankLineRecord } from './bank/bank-line.model.ts';
export { bankLineStates, bankLineTransitions } from './bank/bank-line.states.ts';
export type { BankLineState } from './bank/bank-line.states.ts';
export { createBank } from './bank/bank.service.ts';
export type { BankService } from './bank/bank.service.ts';
export { bankStatementModel, toBankStatement } from './bank/bank-statement.model.ts';
export type { BankStatement } from './bank/bank-statement.model.ts';
export { obstacles } from './bank/debts.ts';
export type { Clue, Debt, Debts, NearReason, Proposal } from './bank/debts.ts';
export { bankProfiles, plainProfile } from './bank/profile.ts';
export type { BankProfile, BankProfiles } from './bank/profile.ts';
export { statementLimits } from './bank/read-statement.ts';
export type { Deposits } from './deposits.ts';
export { paymentsDialogs } from './dialogs.ts';
export { parseAmount } from './amount.ts';
export { approvalModel } from './approval.model.ts';
export { callbackModel } from './callback.model.ts';
export type { Callbacks } from './callbacks.ts';
export type { KeptPhones } from './kept-phones.ts';
export { ledgerModel } from './ledger.model.ts';
export type { LedgerRecord, Posting } from './ledger.model.ts';
export { createLedger } from './ledger.service.ts';
export type { Balance, LedgerCheck, LedgerEntry, LedgerService } from './ledger.service.ts';
export type { PaymentWish } from './new-payment.ts';
export { paymentModel, toPayment } from './payment.model.ts';
export type { Payment, PaymentRecord, PurposeRef } from './payment.model.ts';
export { isFinalPayment, paymentStates, paymentTransitions } from './payment.states.ts';
export type { PaymentState } from './payment.states.ts';
export { paymentsPersonalData } from './personal-data.ts';
export { paymentJobs } from './payments.jobs.ts';
export type { PaymentService } from './payments.service.ts';
export type {
  CallbackRequest,
  Initiation,
  InitiationAnswer,
  PaymentProvider,
  ProviderEvent,
  RefundEvent,
  RefundOrder,
} from './provider.ts';
export { createPawapayProvider } from './providers/pawapay/pawapay.provider.ts';
export type { PawapayOptions, PawapayProvider } from './providers/pawapay/pawapay.provider.ts';
export { createWaveProvider } from './providers/wave/wave.provider.ts';
export type { WaveOptions } from './providers/wave/wave.provider.ts';
export type { PayableDescription, PayablePurpose, PurposeRegistry } from './purpose.ts';
export { reconciliationJobs } from './reconciliation/reconciliation.jobs.ts';
export { differenceKinds, reconciliationModel, toReconciliation } from './reconciliation/reconciliation.model.ts';
export type { Difference, Reconciliation } from './reconciliation/reconciliation.model.ts';
export { createReconciliation } from './reconciliation/reconciliation.service.ts';
export type { ReconciliationService } from './reconciliation/reconciliation.service.ts';
export { refundModel, toRefund } from './refund.model.ts';
export type { Refund, RefundRecord } from './refund.model.ts';
export { isFinalRefund, refundStates, refundTransitions } from './refund.states.ts';
export type { RefundState } from './refund.states.ts';
export { refundableOf, withCreditLeft } from './refund.store.ts';
export type { RefundService, RefundWish } from './refunds.service.ts';
export type { PrintReceipt, Receipts } from './receipts.ts';
export { sandboxRefundModel } from './sandbox-refund.model.ts';
export { createSandboxProvider } from './sandbox.provider.ts';
export type { PendingApproval, SandboxProvider } from './sandbox.provider.ts';
