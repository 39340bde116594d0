import type { CountryCode } from '../dialog/types.ts';
import type { Money } from '../money.ts';

export interface Initiation {
  /** Our reference: a UUID, saved before the call; the same one again must not ask the citizen twice. */
  readonly ref: string;
  /** E.164. */
  readonly phone: string;
  readonly operator: string;
  readonly country: CountryCode;
  readonly money: Money;
  /** What the citizen reads on the approval, 4 to 22 letters and digits. */
  readonly label: string;
  readonly expiresAt: Date;
}

/**
 * The provider took the order, or will never take it. Anything unclear is thrown as `unavailable` and asked about later.
 * `link`: where the citizen approves, when it is not on the phone itself.
 */
export type InitiationAnswer =
  { readonly accepted: true; readonly link?: string } | { readonly accepted: false; readonly reason: string };

/** What a provider says about a payment when asked. */
export interface ProviderEvent {
  readonly ref: string;
  readonly outcome: 'pending' | 'confirmed' | 'refused' | 'expired' | 'failed';
  /** The money that moved; required with `confirmed`. */
  readonly money?: Money;
  /** A short word: `no_funds`, `limit`, `wrong_number`... */
  readonly reason?: string;
  /** Where the citizen approves, while it is pending. */
  readonly link?: string;
}

/** Money to be given back of a payment that was confirmed. */
export interface RefundOrder {
  /** Our reference: a UUID, saved before the call; the same one again must not pay twice. */
  readonly ref: string;
  /** The reference of the payment. */
  readonly paymentRef: string;
  readonly money: Money;
  /** All that the payment brought. */
  readonly whole: boolean;
  readonly label: string;
}

/** What a provider says about a refund. */
export interface RefundEvent {
  readonly outcome: 'pending' | 'confirmed' | 'failed';
  /** The money that went back, where the provider says so. */
  readonly money?: Money;
  readonly reason?: string;
}

/** A call that a provider makes to us, before anything has parsed it. */
export interface CallbackRequest {
  readonly method: string;
  /** Host and port as the caller addressed them. */
  readonly authority: string;
  /** Without the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** Whom a callback is about. It is a hint to ask, never a word to book: the provider is asked each time. */
export interface Callback {
  /** The provider's own id of the event, where it has one. */
  readonly eventId?: string;
  readonly about: readonly { readonly kind: 'payment' | 'refund'; readonly ref: string }[];
}

/** One way to move money. A status table and a few calls; it decides nothing. */
export interface PaymentProvider {
  readonly name: string;
  /** Its citizens approve by a link, not on the phone. */
  readonly byLink?: true;
  /** What it gives back at most by itself: whole payments, or nothing at all. Absent: any part of a payment. */
  readonly givesBack?: 'whole' | 'by_hand';
  /** Whether it can ask this operator's wallets for money, as far as it knows now. */
  serves(operator: string, country: CountryCode): boolean;
  /** Throws `unavailable` when it is not known whether the order arrived. */
  initiate(order: Initiation): Promise<InitiationAnswer>;
  /** Undefined: the provider has never heard of it. Throws `unavailable`. */
  status(ref: string): Promise<ProviderEvent | undefined>;
  /** Gives money back. Throws `unavailable` when it is not known whether the order arrived. */
  refund(order: RefundOrder): Promise<RefundEvent>;
  /** Undefined: the provider has never heard of it. Throws `unavailable`. */
  refundStatus(order: RefundOrder): Promise<RefundEvent | undefined>;
  /** Checks the signature. Throws `unauthenticated`, `invalid_input`, and `unavailable` when it cannot be checked now. */
  readCallback(request: CallbackRequest): Promise<Callback>;
}
