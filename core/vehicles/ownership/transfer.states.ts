export const transferStates = ['offered', 'accepted', 'declined', 'withdrawn', 'expired', 'failed'] as const;
export type TransferState = (typeof transferStates)[number];

/** Who moves a transfer: one of the two, or the passing of time and of events. */
export const transferMovers = ['seller', 'buyer', 'clock'] as const;
export type TransferMover = (typeof transferMovers)[number];

/**
 * from -> to (who). Accepted: both agree, and the register follows. It fails where the vehicle is no longer the seller's, was
 * reported stolen or claimed by somebody else, or where one of the two is gone.
 */
export const transferTransitions: Record<TransferState, Partial<Record<TransferState, readonly TransferMover[]>>> = {
  offered: { accepted: ['buyer'], declined: ['buyer'], withdrawn: ['seller'], expired: ['clock'], failed: ['clock'] },
  accepted: { failed: ['clock'] },
  declined: {},
  withdrawn: {},
  expired: {},
  failed: {},
};

/** The states from which this one may move a transfer to `to`. */
export const transferSources = (to: TransferState, by: TransferMover): TransferState[] =>
  transferStates.filter((from) => transferTransitions[from][to]?.includes(by));

/** Why a vehicle cannot change hands, or an offer cannot be made. */
export const transferRefusals = [
  'not_owner',
  'stolen',
  'claimed',
  'person_gone',
  'open',
  'own_phone',
  'enough',
  'over',
] as const;
export type TransferRefusal = (typeof transferRefusals)[number];
/** Why an offer came to nothing; both have agreed on a vehicle of one plate. */
export type TransferFailure = TransferRefusal | 'plate_changed';

/** How long the buyer has to answer, and how many offers somebody may make in a day: each one writes to a stranger. */
export const transferTerms = { days: 14, offersADay: 5 } as const;
