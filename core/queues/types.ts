import type { Channel, CountryCode } from '../dialog/types.ts';
import type { Counter } from './counter.model.ts';
import type { Place } from './line.ts';
import type { Priority } from './queue.kinds.ts';
import type { Queue } from './queue.model.ts';
import type { Rating, Ticket } from './ticket.model.ts';
import type { Journey } from './travel.ts';

/** An honest range, in minutes: half of the people wait no longer than the first, four of five no longer than the second. */
export interface ExpectedWait {
  readonly from: number;
  readonly to: number;
  /** `measured` with at least ten services of this hour, else as the branch says of itself. */
  readonly basis: 'measured' | 'stated';
}

/** A waiting ticket with where it stands. */
export interface Standing extends Place {
  readonly wait: ExpectedWait;
}

/** What somebody sees of a queue before joining it. */
export interface QueueOutlook {
  readonly queue: Queue;
  readonly waiting: number;
  readonly openCounters: number;
  readonly wait: ExpectedWait;
  /** Whether a ticket can be taken now, or why not. */
  readonly access: 'open' | 'before_hours' | 'after_hours' | 'paused' | 'closed' | 'full';
  /** When the branch opens next; only while it is closed. */
  readonly opensAt?: Date;
  /** When the branch closes for the day; only while it is open. */
  readonly closesAt?: Date;
}

/** Who takes or holds a ticket. */
export interface Holder {
  readonly personId: string;
  readonly channel: Channel;
  readonly country: CountryCode;
}

/**
 * What people do with tickets. Every method takes the key of the turn: done again with the same key it answers the same
 * and changes nothing. Throws LisoloError `not_found`, `illegal_transition` (details `from`, `to`), `conflict` with a
 * `reason` that has a sentence in `queues:refused.<reason>`.
 */
export interface TicketService {
  /** Queues for a service that whoever asks may join, best first, with what to expect of each. */
  outlooks(serviceId: string, who?: { readonly hasAppointment: boolean }): Promise<QueueOutlook[]>;
  /**
   * Takes a ticket. Reasons: `already_waiting` (details `ticketId`), `full`, `closed`, `paused`, `before_hours`,
   * `after_hours`, `appointment_only`, `by_office_only`. A branch that takes it for somebody without a telephone gives no `holder`. Whoever has an appointment
   * is refused for the hours only: their place was kept, however many have come and whether or not the queue is paused.
   */
  join(wish: {
    readonly key: string;
    readonly queueId: string;
    readonly serviceId: string;
    readonly holder?: Holder;
    readonly priority?: Priority;
    readonly appointmentId?: string;
    /** Who took it: the person, or the agent. */
    readonly by: string;
  }): Promise<Ticket>;
  /**
   * Makes a live ticket that was taken without the appointment the one of the appointment. Reason: `already_waiting`, when
   * it is of another one.
   */
  attach(wish: {
    readonly ticketId: string;
    readonly personId: string;
    readonly appointmentId: string;
  }): Promise<Ticket>;
  get(ticketId: string): Promise<Ticket | undefined>;
  /** Live tickets of a person, oldest first, then those of today that ended, and those served the day before and not rated. */
  ofPerson(personId: string): Promise<Ticket[]>;
  /** Undefined unless it is waiting. */
  standing(ticketId: string): Promise<Standing | undefined>;
  leave(move: { readonly ticketId: string; readonly personId: string; readonly key: string }): Promise<Ticket>;
  /** Lets so many behind it go first. Reasons: `nobody_behind`, `postponed_enough`. */
  postpone(move: {
    readonly ticketId: string;
    readonly personId: string;
    readonly key: string;
    readonly places: number;
  }): Promise<Ticket>;
  /** "I am on my way": passed over for so many minutes, in its place, once. Reason: `held_before`. */
  hold(move: {
    readonly ticketId: string;
    readonly personId: string;
    readonly key: string;
    readonly minutes: number;
  }): Promise<Ticket>;
  /** "I am here": ends the hold, or comes back once after an absence, in its old place. Reasons: `came_back_before`, `too_late`. */
  arrive(move: { readonly ticketId: string; readonly personId: string; readonly key: string }): Promise<Ticket>;
  /** To be told when so many are before it; undefined: not at all. */
  tellWhen(move: { readonly ticketId: string; readonly personId: string; readonly ahead?: number }): Promise<Ticket>;
  /** How the holder comes, for the advice when to leave; undefined: forget it. */
  setJourney(move: {
    readonly ticketId: string;
    readonly personId: string;
    readonly journey?: Journey;
  }): Promise<Ticket>;
  /** Once, after the service; the comment may follow the stars. Reason: `not_served`, `rated_before`. */
  rate(move: {
    readonly ticketId: string;
    readonly personId: string;
    readonly stars: number;
    readonly comment?: string;
  }): Promise<Rating>;
  /** The tickets that were or will be called around now, for whom news may be due: the first of each lane, in order. */
  nextInLine(lineId: string, most: number): Promise<readonly (Ticket & Place)[]>;
}

/** Somebody at a desk: `agentId` must be an agent or manager of the branch. Throws as TicketService does; `forbidden`. */
export interface CounterService {
  ofBranch(branchId: string): Promise<Counter[]>;
  /** The counter at which somebody sits. */
  ofAgent(agentId: string): Promise<Counter | undefined>;
  /** Reasons: `counter_taken`, `sits_elsewhere`. */
  open(move: { readonly counterId: string; readonly agentId: string }): Promise<Counter>;
  pause(move: { readonly counterId: string; readonly agentId: string }): Promise<Counter>;
  resume(move: { readonly counterId: string; readonly agentId: string }): Promise<Counter>;
  /** Reason: `still_serving`. */
  close(move: { readonly counterId: string; readonly agentId: string }): Promise<Counter>;
  /** The ticket that is called or served there. */
  current(counterId: string): Promise<Ticket | undefined>;
  /**
   * Calls the next of all queues of the counter, the longest waiting first line; undefined when nobody waits. Reasons:
   * `counter_busy` (details `ticketId`), `counter_closed`, `paused`.
   */
  callNext(move: {
    readonly counterId: string;
    readonly agentId: string;
    readonly key: string;
  }): Promise<Ticket | undefined>;
  /** Calls the same ticket again. */
  recall(move: { readonly ticketId: string; readonly agentId: string; readonly key: string }): Promise<Ticket>;
  start(move: { readonly ticketId: string; readonly agentId: string; readonly key: string }): Promise<Ticket>;
  finish(move: { readonly ticketId: string; readonly agentId: string; readonly key: string }): Promise<Ticket>;
  noShow(move: { readonly ticketId: string; readonly agentId: string; readonly key: string }): Promise<Ticket>;
  /** Takes the ticket of somebody who has gone away, or does not want it any more, out of the line. */
  cancel(move: { readonly ticketId: string; readonly agentId: string; readonly key: string }): Promise<Ticket>;
  /** Puts a called ticket back where it stood. */
  putBack(move: { readonly ticketId: string; readonly agentId: string; readonly key: string }): Promise<Ticket>;
  /** Sends somebody on to another queue of the branch; answers the ticket there. Reasons: `same_queue`, `other_branch`. */
  transfer(move: {
    readonly ticketId: string;
    readonly agentId: string;
    readonly key: string;
    readonly queueId: string;
    readonly serviceId: string;
  }): Promise<Ticket>;
  /**
   * Lets somebody who waits go before others, by the rule of the queue: once, and never further back. Reasons:
   * `raised_before`, `not_higher`.
   */
  prioritise(move: {
    readonly ticketId: string;
    readonly agentId: string;
    readonly key: string;
    readonly priority: Priority;
  }): Promise<Ticket>;
  setQueueState(move: {
    readonly queueId: string;
    readonly agentId: string;
    readonly state: Queue['state'];
    readonly reason?: string;
  }): Promise<Queue>;
  /** The queues of a branch, by their prefix, with how many wait in each now. */
  queuesOf(branchId: string): Promise<readonly { readonly queue: Queue; readonly waiting: number }[]>;
  /** The ticket of this number of today. */
  numbered(branchId: string, number: string): Promise<Ticket | undefined>;
  /** A ticket for somebody without a telephone, who may go before others. Reasons: as `join` has them. */
  give(move: {
    readonly key: string;
    readonly agentId: string;
    readonly queueId: string;
    readonly serviceId: string;
    readonly priority: Priority;
  }): Promise<Ticket>;
}

/** What happens to tickets, for whoever follows it (screens, news, appointments). Called after the change, at least once. */
export type TicketListener = (ticket: Ticket) => Promise<void>;
