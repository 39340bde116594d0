import type { CountryCode } from '../dialog/types.ts';
import type { Money } from '../money.ts';
import type { Labels, Tariff } from './infraction-type.model.ts';
import type { ContestationState, InfractionState, MoneyStatus } from './infraction.states.ts';
import type { Terms } from './terms.ts';

/** What was in force when the infraction was recorded. */
export interface FrozenType {
  readonly code: string;
  readonly version: number;
  readonly labels: Labels;
  readonly article: string;
  readonly tariff: Tariff;
  readonly terms?: Terms;
}

export const adjustmentKinds = ['discount', 'discount_over', 'increase', 'reduction'] as const;
/** One change of what is due: never an edit. `due` is the amount of the tariff and all of these. */
export interface Adjustment {
  /** Once per fine. */
  readonly key: string;
  /** `discount_over` takes a discount away again that was not used in time. */
  readonly kind: (typeof adjustmentKinds)[number];
  /** Minor units, negative when less is due. */
  readonly amount: number;
  readonly at: Date;
  /** A person's id, or `clock`. */
  readonly by: string;
  /** Of a discount: its last moment. */
  readonly until?: Date;
}

export interface ContestationChange {
  from?: ContestationState;
  to: ContestationState;
  at: Date;
  by: string;
  /** Code of a listed reason. */
  reason?: string;
  /** In the decider's own words. */
  words?: string;
}

/** What the author has added after the opening: words, a photo, or both. */
export interface LaterEvidence {
  /** Idempotency key. */
  readonly key: string;
  readonly at: Date;
  readonly text?: string;
  /** A file of core/files. */
  readonly photo?: string;
}

/** C7: a citizen says that a fine is wrong. At most one of a fine is open. */
export interface Contestation {
  readonly id: string;
  /** Idempotency key of its opening. */
  readonly key: string;
  state: ContestationState;
  readonly personId: string;
  /** Code of a listed ground. */
  readonly ground: string;
  readonly text?: string;
  /** Files of core/files. */
  readonly photos: string[];
  readonly at: Date;
  history: ContestationChange[];
  later?: LaterEvidence[];
  /** When the author is to be told how it stands; absent when that is done. */
  tellAt?: Date;
}

/** Whoever looks at a case keeps the others off it for a while. */
export interface Lease {
  readonly by: string;
  readonly until: Date;
}

/** C9: what time does next. While a fine is contested, paid or closed nothing comes. */
export interface Schedule {
  /** When to look at the fine next; set it to now after whatever may change what comes. */
  nextAt?: Date;
  /** Reminders given since the deadline was set last. */
  done: string[];
}

/** What time did to a fine, or an officer decided, and somebody is still to hear of (C5, C9). */
export interface PendingNews {
  /** Once per fine: the day of the deadline and the last of the steps, or the decision. */
  readonly key: string;
  /** Keys of adjustments or reminders, `forwarded`, or `dismissed`. */
  readonly steps: string[];
  /** Nobody takes it up before. */
  readonly tellAt: Date;
  /** Not worth telling any more from then on. */
  readonly until?: Date;
}

export interface Place {
  readonly text: string;
  /** One of the country's list, where it is known. */
  readonly commune?: string;
  readonly latitude?: number;
  readonly longitude?: number;
}

/** Money of one payment that was put on this fine; `amount` may be 0 when nothing was due any more. */
export interface FinePayment {
  readonly paymentId: string;
  /** Negative: taken off again, for a refund. */
  readonly amount: number;
  readonly at: Date;
  /** The payment whose money was taken off; `paymentId` then names the refund. */
  readonly refundOf?: string;
}

export interface FineReservation {
  readonly paymentId: string;
  readonly until: Date;
}

export interface InfractionChange {
  from?: InfractionState;
  to: InfractionState;
  at: Date;
  by: string;
  reason?: string;
}

/** A photo that proves the infraction. */
export interface InfractionProof {
  readonly fileId: string;
  readonly at: Date;
  readonly by: string;
}

export const tellingStates = ['due', 'waiting', 'done'] as const;
/** How far the owner has been told (C3). `waiting`: nobody is known to own the vehicle, the fine waits on its plate. */
export interface Telling {
  state: (typeof tellingStates)[number];
  /** Due: when it is looked at next. */
  nextAt: Date;
  tries: number;
  /** From this moment on the owner may have heard of it. */
  begunAt?: Date;
  doneAt?: Date;
}

export interface InfractionRecord {
  _id: string;
  /** Idempotency key of the recording. */
  key?: string;
  /** `CD-2026-0001234`. */
  reference: string;
  /** Its last part, for phones without letters. */
  shortCode: string;
  country: CountryCode;
  /** Canonical. */
  plate: string;
  /** Where the vehicle is registered, when that is another country. */
  plateCountry?: CountryCode;
  type: FrozenType;
  /** As it stands, with all adjustments. */
  due: Money;
  adjustments: Adjustment[];
  /** Raised by each change of money, state, deadline or contestation (`changeFine`). */
  rev: number;
  contestations: Contestation[];
  schedule: Schedule;
  news?: PendingNews[];
  /** Minor units of the same currency; the sum of `payments`. */
  paidAmount: number;
  /** A decision has left more paid than is due: the rest goes back. */
  overpaid?: boolean;
  payments: FinePayment[];
  reservations: FineReservation[];
  state: InfractionState;
  history: InfractionChange[];
  place: Place;
  at: Date;
  deadline: Date;
  agentId: string;
  ownerId?: string;
  /** E.164 of the driver, if the agent was given it. */
  driverPhone?: string;
  proofs?: InfractionProof[];
  /** Absent on fines that nobody is to be told of (taken over from elsewhere). */
  told?: Telling;
  /** Of the officer who has this case before him. */
  lease?: Lease;
  createdAt: Date;
}

/** A fine as others see it. */
export interface Fine extends Omit<InfractionRecord, '_id'> {
  readonly id: string;
  readonly moneyStatus: MoneyStatus;
  readonly remaining: Money;
}
