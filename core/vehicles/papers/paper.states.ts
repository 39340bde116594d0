export const paperStates = ['pending', 'validated', 'rejected', 'replaced', 'withdrawn'] as const;
export type PaperState = (typeof paperStates)[number];

/** Who moves a paper: whoever sent it, the administration, or the paper that takes its place. */
export type PaperMover = 'sender' | 'office' | 'renewal';

/** From where to where, and by whom. */
export const paperTransitions: Readonly<
  Record<PaperState, Readonly<Partial<Record<PaperState, readonly PaperMover[]>>>>
> = {
  pending: { validated: ['office'], rejected: ['office'], withdrawn: ['sender'] },
  validated: { replaced: ['renewal'] },
  rejected: {},
  replaced: {},
  withdrawn: {},
};

export const mayMove = (from: PaperState, to: PaperState, mover: PaperMover): boolean =>
  paperTransitions[from][to]?.includes(mover) ?? false;

/** Why a paper is rejected; `papers:reason.<code>`. Own words may stand instead of it. */
export const rejectionReasons = [
  'unreadable',
  'wrong_vehicle',
  'wrong_kind',
  'expired',
  'incomplete',
  'altered',
  'not_genuine',
] as const;
export type RejectionReason = (typeof rejectionReasons)[number];
export const isRejectionReason = (code: string): code is RejectionReason =>
  rejectionReasons.some((reason) => reason === code);

/** Characters of an administrator's own words. */
export const longestWords = 500;
/** Papers of one person that wait at once, and that are sent within a day. */
export const mostPending = 20;
export const mostPerDay = 40;
/** Days for which the photo of a rejected or withdrawn paper is kept. */
export const keepRejectedDays = 30;
/** No paper holds longer. */
export const longestYears = 15;
