import type { Channel, CountryCode } from '../dialog/types.ts';
import type { Ticket } from '../queues/index.ts';
import type { Appointment } from './appointment.model.ts';

/** A time that can be booked; reckoned from the opening hours, stored only once somebody books it. */
export interface Slot {
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Places that are left. */
  readonly free: number;
}

/** Somebody who wants a slot when one is given back. */
export interface Waiting {
  readonly id: string;
  readonly serviceId: string;
  readonly personId: string;
  /** Days that suit, `YYYY-MM-DD`, both included. */
  readonly from: string;
  readonly to: string;
}

/** What somebody of the branch does with an appointment. */
export interface BranchMove {
  readonly id: string;
  readonly staffId: string;
  readonly key?: string;
}

/** Every method takes the key of the turn. Throws LisoloError as TicketService does; reasons in `appointments:refused.<reason>`. */
export interface AppointmentService {
  /** Days of the next weeks on which something is free, with how many slots. */
  days(serviceId: string): Promise<readonly { readonly day: string; readonly free: number }[]>;
  slots(serviceId: string, day: string): Promise<readonly Slot[]>;
  /** Reasons: `slot_full`, `no_such_slot`, `booked_before` (details `appointmentId`), `too_late`. */
  book(wish: {
    readonly key: string;
    readonly serviceId: string;
    readonly startsAt: Date;
    readonly personId: string;
    readonly channel: Channel;
    readonly country: CountryCode;
    /** Somebody of the branch who books it for the person. */
    readonly staffId?: string;
  }): Promise<Appointment>;
  get(id: string): Promise<Appointment | undefined>;
  /** To come first, then those of the last month. */
  ofPerson(personId: string): Promise<readonly Appointment[]>;
  /** Moves it in one step: the old slot is free once the new one is taken. Reasons: those of `book`, `same_time`. */
  reschedule(move: {
    readonly id: string;
    readonly personId: string;
    readonly key: string;
    readonly startsAt: Date;
  }): Promise<Appointment>;
  cancel(move: { readonly id: string; readonly personId: string; readonly key: string }): Promise<Appointment>;
  /** Takes a slot that was offered. Reason: `offer_over`. */
  accept(move: { readonly id: string; readonly personId: string; readonly key: string }): Promise<Appointment>;
  /**
   * From half an hour before to a quarter of an hour after its time. Reasons: `too_early`, `too_late`, `queue_closed`,
   * `has_ticket` (details `ticketId`: one of another appointment). One for the same service that was taken without the
   * appointment becomes its ticket.
   */
  checkIn(move: {
    readonly id: string;
    readonly personId: string;
    readonly key: string;
  }): Promise<{ readonly appointment: Appointment; readonly ticket: Ticket }>;
  /** By somebody of the branch. Reason: `offered`, while it is the holder who has to answer. */
  confirm(move: BranchMove): Promise<Appointment>;
  decline(move: BranchMove & { readonly reason?: string }): Promise<Appointment>;
  moveByBranch(move: BranchMove & { readonly startsAt: Date }): Promise<Appointment>;
  cancelByBranch(move: BranchMove & { readonly reason?: string }): Promise<Appointment>;
  checkInByBranch(move: BranchMove): Promise<{ readonly appointment: Appointment; readonly ticket: Ticket }>;
  /** On the waiting list. Reasons: `waits_before`, `booked_before` (details `appointmentId`), `no_such_days`. */
  wait(wish: {
    readonly key: string;
    readonly serviceId: string;
    readonly personId: string;
    readonly channel: Channel;
    readonly country: CountryCode;
    readonly from: string;
    readonly to: string;
  }): Promise<Waiting>;
  stopWaiting(move: { readonly waitId: string; readonly personId: string }): Promise<void>;
  waitingOf(personId: string): Promise<readonly Waiting[]>;
  /** An iCalendar file (RFC 5545) of it. */
  calendarFile(id: string): Promise<{ readonly name: string; readonly text: string }>;
}
