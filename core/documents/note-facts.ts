import type { CountryCode } from '../dialog/types.ts';
import type { Money } from '../money.ts';

/** What is printed on a note de perception: a fine as it stood at one moment. */
export interface NoteFacts {
  readonly number: string;
  /** Of the fine. */
  readonly reference: string;
  /** What to type on a phone without letters. */
  readonly shortCode: string;
  /** ISO 11649, in groups of four. */
  readonly bankReference: string;
  readonly country: CountryCode;
  /** Canonical. */
  readonly plate: string;
  /** Its name in the reader's language and in the law's. */
  readonly infraction: { readonly label: string; readonly french: string };
  /** Article of law. */
  readonly article: string;
  readonly place: string;
  readonly at: Date;
  readonly deadline: Date;
  readonly due: Money;
  readonly paid: Money;
  readonly remaining: Money;
  /** False when nothing is to be paid although something is left: dismissed, voided. */
  readonly payable: boolean;
  /** Since when it stands so. */
  readonly issuedAt: Date;
  /** Demo: the sheet says so across its whole width. */
  readonly specimen?: boolean;
}
