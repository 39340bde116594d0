import type { CountryCode } from '../dialog/types.ts';
import type { Words } from '../dialog/words.ts';
import type { Money } from '../money.ts';

/** What is printed on a receipt (quittance). */
export interface ReceiptFacts {
  readonly number: string;
  readonly paidAt: Date;
  readonly money: Money;
  /** What is left to pay afterwards. */
  readonly remaining: Money;
  /** Wallet's operator, by its id in core/countries. */
  readonly operator: string;
  readonly paymentId: string;
  readonly country: CountryCode;
  readonly what: {
    readonly title: Words;
    readonly reference: string;
    readonly details: readonly { readonly label: Words; readonly value: Words }[];
  };
  readonly plate?: string;
  /** E.164; only its last digits are printed. */
  readonly payerPhone?: string;
  /** Test money: the sheet says so across its whole width. */
  readonly specimen: boolean;
}
