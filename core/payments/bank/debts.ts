import type { CountryCode } from '../../dialog/types.ts';
import type { Money } from '../../money.ts';
import type { PurposeRef } from '../payment.model.ts';

/** Something that a line of a statement may pay for. */
export interface Debt {
  readonly purpose: PurposeRef;
  /** As people say it: `CD-2026-0001234`. */
  readonly reference: string;
  readonly country: CountryCode;
  readonly remaining: Money;
  /** Whether it is owed at all, paid or not; money for what is not owed would be a credit only. */
  readonly isOwed: boolean;
}

/** Why a debt is proposed for a line; the accountant reads these. */
export type NearReason =
  /** One character of its bank reference is wrong, missing, too many, or changed places with its neighbour. */
  | 'reference_off_by_one'
  /** Its bank reference with letters for digits that look alike. */
  | 'reference_misread'
  /** Its own reference or the number of its note, not its bank reference. */
  | 'note_number'
  /** Its short number alone. */
  | 'short_number'
  | 'plate'
  | 'same_amount'
  /** Recorded in the week before or after. */
  | 'near_date'
  | 'other_amount'
  /** Its bank reference is right, and yet the money would not settle it. */
  | 'named'
  | 'not_owed'
  | 'other_currency'
  | 'other_country';

export interface Proposal {
  readonly debt: Debt;
  /** 0 to 100: how likely it is meant. */
  readonly score: number;
  readonly reasons: readonly NearReason[];
}

/** What a line says, as far as it helps to find what it pays for. */
export interface Clue {
  readonly label: string;
  readonly money: Money;
  /** `2026-11-20`. */
  readonly on: string;
  readonly country: CountryCode;
}

/** Why money would not settle a debt, however sure it is that it is meant. */
export const obstacles = (
  { isOwed, remaining, country }: Debt,
  clue: Pick<Clue, 'money' | 'country'>,
): NearReason[] => [
  ...(isOwed ? [] : ['not_owed' as const]),
  ...(remaining.currency === clue.money.currency ? [] : ['other_currency' as const]),
  ...(country === clue.country ? [] : ['other_country' as const]),
];

/** Finds what can be paid at a bank. The domain that gives out bank references offers it; banks know nothing else of it. */
export interface Debts {
  /** What the text names by references whose check digits are right; nothing when one of them was never given out. */
  named(label: string): Promise<Debt[]>;
  /** What may be meant, the likeliest first, at most five. */
  near(clue: Clue): Promise<Proposal[]>;
  /** By any of its references, as somebody typed it. */
  byReference(typed: string): Promise<Debt | undefined>;
  /** Several at once, to be paid in this order by one sum. */
  together(debts: readonly Debt[]): Debt;
}
