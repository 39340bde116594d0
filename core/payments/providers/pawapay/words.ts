import type { CountryCode } from '../../../dialog/types.ts';
import type { ProviderEvent, RefundEvent } from '../../provider.ts';

/** pawaPay's names of the wallets, by our operators. What is really open, the active configuration says. */
export const walletNames: Readonly<Record<string, string>> = {
  'vodacom-cd': 'VODACOM_MPESA_COD',
  'airtel-cd': 'AIRTEL_COD',
  'orange-cd': 'ORANGE_COD',
  'orange-sn': 'ORANGE_SEN',
  'free-sn': 'FREE_SEN',
  'wave-sn': 'WAVE_SEN',
};

/** ISO 3166 alpha-3, as pawaPay writes countries. */
export const countryNames: Readonly<Record<CountryCode, string>> = { CD: 'COD', SN: 'SEN' };

/** What a deposit's status means; IN_RECONCILIATION is no failure, and a word that is not here is no final one. */
const depositWords: Readonly<Record<string, ProviderEvent['outcome']>> = {
  ACCEPTED: 'pending',
  ENQUEUED: 'pending',
  PROCESSING: 'pending',
  IN_RECONCILIATION: 'pending',
  COMPLETED: 'confirmed',
  FAILED: 'failed',
};

const refundWords: Readonly<Record<string, RefundEvent['outcome']>> = { COMPLETED: 'confirmed', FAILED: 'failed' };

/** Failure codes in our words. */
const failures: Readonly<Record<string, string>> = {
  PAYMENT_NOT_APPROVED: 'not_approved',
  PAYER_NOT_FOUND: 'wrong_number',
  INVALID_PHONE_NUMBER: 'wrong_number',
  INSUFFICIENT_BALANCE: 'no_funds',
  PAYER_LIMIT_REACHED: 'limit',
  WALLET_LIMIT_REACHED: 'limit',
  AMOUNT_OUT_OF_BOUNDS: 'limit',
  INVALID_AMOUNT: 'amount',
  PAYMENT_IN_PROGRESS: 'in_progress',
  PROVIDER_TEMPORARILY_UNAVAILABLE: 'closed',
  DEPOSITS_NOT_ALLOWED: 'closed',
  REFUNDS_NOT_ALLOWED: 'closed',
  PAWAPAY_WALLET_OUT_OF_FUNDS: 'no_float',
  NO_AUTHENTICATION: 'account',
  AUTHENTICATION_ERROR: 'account',
  AUTHORISATION_ERROR: 'account',
  HTTP_SIGNATURE_ERROR: 'account',
};

export const toReason = (code: string | undefined): string => failures[code ?? ''] ?? 'vendor_refused';

export function toDepositOutcome(status: string, failureCode: string | undefined): ProviderEvent['outcome'] {
  if (status === 'FAILED' && failureCode === 'PAYMENT_NOT_APPROVED') return 'refused';
  return depositWords[status] ?? 'pending';
}

export const toRefundOutcome = (status: string): RefundEvent['outcome'] => refundWords[status] ?? 'pending';
