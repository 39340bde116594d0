import type { CountryCode } from '../dialog/types.ts';
import type { Money } from '../money.ts';

/** One line of what makes up the sum. */
export interface NoteLine {
  /** `increases`: several older ones in one line. */
  readonly kind: 'tariff' | 'increase' | 'increases' | 'reduction' | 'discount';
  /** Minor units of the sum's currency, negative when less is due. */
  readonly amount: number;
  /** Since when; of a discount its last moment. */
  readonly when?: Date;
}

/** How the treasury takes money; what is not set is not printed. */
export interface WaysToPay {
  /** What people dial: `*384*123#`. */
  readonly ussdCode: string;
  /** Lisolo's own number, as people write it. */
  readonly whatsapp?: string;
  /** Where transfers and deposits go. */
  readonly bank?: { readonly name: string; readonly account: string };
}

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
  /** The lines sum to what is due. */
  readonly lines: readonly NoteLine[];
  readonly due: Money;
  readonly paid: Money;
  readonly remaining: Money;
  /** While a discount counts: until when, and what is left to pay afterwards. */
  readonly discount?: { readonly until: Date; readonly then: Money };
  /** False when nothing is to be paid although something is left: dismissed, voided. */
  readonly payable: boolean;
  /** What happened to the case besides money, and when. */
  readonly standing?: { readonly kind: 'contested' | 'forwarded' | 'dismissed' | 'voided'; readonly at: Date };
  /** Until when it can be contested; absent when it cannot. */
  readonly contestUntil?: Date;
  readonly ways: WaysToPay;
  /** Since when it stands so. */
  readonly issuedAt: Date;
  /** Demo: the sheet says so across its whole width. */
  readonly specimen?: boolean;
}
