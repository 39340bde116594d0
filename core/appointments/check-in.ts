import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { LisoloError, isLisoloError } from '../errors.ts';
import type { QueueOutlook, Ticket, TicketService } from '../queues/index.ts';
import { appointmentModel, type Appointment, type AppointmentRecord } from './appointment.model.ts';
import { agreedStates } from './appointment.states.ts';
import { stepOf } from './change-appointment.ts';
import type { Mover, Moving } from './moving.ts';
import { refused } from './refused.ts';
import { isTooEarly, isTooLate } from './times.ts';

export interface CheckInDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly moving: Moving;
  readonly tickets: Pick<TicketService, 'outlooks' | 'join' | 'attach' | 'get'>;
}

export interface CheckedIn {
  readonly appointment: Appointment;
  readonly ticket: Ticket;
}

/** Reasons of a queue that takes nobody any more today. */
const closedReasons = ['closed', 'after_hours'];

/**
 * Queues that let in whoever has an appointment, those that call people now first: that a queue has no number left, or
 * takes nobody for a while, is said to those who come without one.
 */
const rounds: readonly (readonly QueueOutlook['access'][])[] = [['open', 'full'], ['paused'], ['closed']];

/** The one for appointments, where there is one. */
function bestOf(all: readonly QueueOutlook[]): QueueOutlook | undefined {
  for (const round of rounds) {
    const found = all.filter(({ access }) => round.includes(access));
    const best = found.find(({ queue }) => queue.type === 'appointment') ?? found[0];
    if (best) return best;
  }
  return undefined;
}

/**
 * Makes a ticket of an appointment. The ticket comes first, under a key of the appointment: whoever tries again after a
 * crash in between gets the same ticket, and so does the appointment, which follows its ticket.
 */
export function createCheckIn({ connection, clock, moving, tickets }: CheckInDeps) {
  const appointments = appointmentModel(connection);

  function toRefusal(error: unknown): unknown {
    if (!isLisoloError(error, 'conflict')) return error;
    const { reason, ticketId } = error.details;
    if (reason === 'already_waiting') return refused('has_ticket', { ticketId });
    if (reason === 'before_hours') return refused('too_early');
    return closedReasons.includes(String(reason)) ? refused('queue_closed') : error;
  }

  /** The ticket that was taken before without the appointment. */
  function heldInstead(error: unknown): string | undefined {
    if (!isLisoloError(error, 'conflict') || error.details['reason'] !== 'already_waiting') return undefined;
    const { ticketId } = error.details;
    return typeof ticketId === 'string' ? ticketId : undefined;
  }

  async function takeTicket(
    { _id, serviceId, personId, channel, country }: AppointmentRecord,
    by: string,
  ): Promise<Ticket> {
    const key = `appointment:${_id}`;
    const all = await tickets.outlooks(serviceId, { hasAppointment: true });
    const best = bestOf(all);
    if (!best) throw refused(all.some(({ access }) => access === 'before_hours') ? 'too_early' : 'queue_closed');
    const holder = { personId, channel, country };
    try {
      return await tickets
        .join({ key, queueId: best.queue.id, serviceId, holder, appointmentId: _id, by })
        .catch((error: unknown) => {
          const ticketId = heldInstead(error);
          if (ticketId === undefined) throw error;
          return tickets.attach({ ticketId, personId, appointmentId: _id });
        });
    } catch (error) {
      throw toRefusal(error);
    }
  }

  return {
    async checkIn(id: string, mover: Mover): Promise<CheckedIn> {
      const record = await appointments.findById(id).lean<AppointmentRecord>();
      if (!record || (mover.as === 'holder' && record.personId !== mover.by))
        throw new LisoloError('not_found', { reason: 'there is no such appointment' });
      const taken = record.ticketId === undefined ? undefined : await tickets.get(record.ticketId);
      if (taken && record.state === 'checked_in')
        return { appointment: await moving.once(id, mover, () => undefined), ticket: taken };
      // Before a ticket is taken, whatever forbids it.
      stepOf(record, { to: 'checked_in', ...mover }, clock());
      if (isTooEarly(record.startsAt, clock())) throw refused('too_early');
      if (isTooLate(record.startsAt, clock())) throw refused('too_late');
      const ticket = await takeTicket(record, mover.by);
      const appointment = await moving.once(id, mover, (now, at) => {
        // The ticket has told of itself meanwhile.
        if (now.ticketId === ticket.id && !agreedStates.includes(now.state)) return undefined;
        const step = stepOf(now, { to: 'checked_in', ...mover }, at);
        return { ...step, $set: { ...step.$set, ticketId: ticket.id } };
      });
      return { appointment, ticket };
    },
  };
}
