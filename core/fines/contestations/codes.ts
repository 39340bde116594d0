import type { ContestationState, InfractionState } from '../infraction.states.ts';

/** Why a citizen says that a fine is wrong; `contestations:ground.<code>`. */
export const grounds = [
  'not_my_vehicle',
  'sold',
  'not_there',
  'plate_wrong',
  'already_paid',
  'sign_missing',
  'emergency',
  'amount_wrong',
  'other',
] as const;
export type Ground = (typeof grounds)[number];
export const isGround = (value: string): value is Ground => grounds.some((ground) => ground === value);

export type CaseDecision = Extract<InfractionState, 'validated' | 'dismissed' | 'forwarded'>;
export type ContestationDecision = Extract<ContestationState, 'upheld' | 'reduced' | 'rejected'>;

const ofDismissal = ['wrong_vehicle', 'not_proven', 'plate_misread', 'twice', 'emergency', 'no_offence'] as const;

/** What an officer gives as the reason of a decision; `opj:reason.<code>`. His own words may stand instead of it. */
export const decisionReasons = {
  validated: ['proven', 'admitted'],
  dismissed: ofDismissal,
  forwarded: ['grave', 'repeated', 'not_identified'],
  upheld: ofDismissal,
  reduced: ['wrong_kind', 'wrong_amount', 'circumstances', 'first_time'],
  rejected: ['proven', 'no_evidence', 'not_convincing', 'responsible'],
} as const satisfies Record<CaseDecision | ContestationDecision, readonly string[]>;

export const isReasonOf = (decision: CaseDecision | ContestationDecision, code: string): boolean =>
  decisionReasons[decision].some((reason) => reason === code);

/** Characters of a citizen's or an officer's own words. */
export const longestWords = 500;
/** Photos of one contestation, those added later included. */
export const mostPhotos = 8;
/** Times that something may be added later. */
export const mostLater = 10;
/** Times that one person may take back a contestation of one fine. */
export const mostWithdrawals = 2;
