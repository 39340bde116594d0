import { LisoloError, type ErrorDetails } from '../errors.ts';

/** Why something cannot be done; each has a sentence in `appointments:refused.<reason>`. */
export const refusals = [
  'slot_full',
  'no_such_slot',
  'booked_before',
  'too_late',
  'too_early',
  'same_time',
  'offer_over',
  'offered',
  'queue_closed',
  'has_ticket',
  'waits_before',
  'no_such_days',
] as const;
export type Refusal = (typeof refusals)[number];

export const refused = (reason: Refusal, details: ErrorDetails = {}): LisoloError =>
  new LisoloError('conflict', { reason, ...details });
