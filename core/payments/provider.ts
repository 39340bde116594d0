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

/** The provider took the order, or will never take it. Anything unclear is thrown as `unavailable` and asked about later. */
export type InitiationAnswer = { readonly accepted: true } | { readonly accepted: false; readonly reason: string };

/** What a provider says about a payment, by callback or when asked. */
export interface ProviderEvent {
  readonly ref: string;
  readonly outcome: 'pending' | 'confirmed' | 'refused' | 'expired' | 'failed';
  /** The money that moved; required with `confirmed`. */
  readonly money?: Money;
  /** A short word: `no_funds`, `limit`, `wrong_number`... */
  readonly reason?: string;
}

/** One way to move money. A status table and four calls; it decides nothing. */
export interface PaymentProvider {
  readonly name: string;
  /** Throws `unavailable` when it is not known whether the order arrived. */
  initiate(order: Initiation): Promise<InitiationAnswer>;
  /** Undefined: the provider has never heard of it. Throws `unavailable`. */
  status(ref: string): Promise<ProviderEvent | undefined>;
  /** Checks the signature and translates a callback. Throws `unauthenticated`, `invalid_input`. */
  parseCallback(request: {
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: Buffer;
  }): ProviderEvent[];
}
