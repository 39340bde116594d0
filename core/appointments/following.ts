import type { Connection, UpdateQuery } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isLisoloError } from '../errors.ts';
import type { Ticket, TicketListener, TicketState } from '../queues/index.ts';
import { appointmentModel, type AppointmentRecord } from './appointment.model.ts';
import { attendedStates, isOver, type AppointmentMover, type AppointmentState } from './appointment.states.ts';
import { changeAppointment, entryOf } from './change-appointment.ts';

interface Followed {
  readonly to: AppointmentState;
  readonly as: AppointmentMover;
  readonly reason?: string;
}

const served: readonly Followed[] = [
  { to: 'in_progress', as: 'branch' },
  { to: 'completed', as: 'branch' },
];

/** What becomes of somebody whose ticket has ended without service; who was served in part was not absent. */
function ended(state: AppointmentState, otherwise: Followed): readonly Followed[] {
  return state === 'in_progress' ? [{ to: 'completed', as: 'clock', reason: 'left' }] : [otherwise];
}

const leaver = ({ history, personId }: Ticket): AppointmentMover =>
  history.at(-1)?.by === personId ? 'holder' : 'branch';

/** The moves that bring an appointment to where its ticket is. */
const follow: Readonly<Record<TicketState, (ticket: Ticket, state: AppointmentState) => readonly Followed[]>> = {
  waiting: () => [],
  called: () => [],
  serving: () => served.slice(0, 1),
  served: () => served,
  cancelled: (ticket, state) => ended(state, { to: 'cancelled', as: leaver(ticket), reason: 'left' }),
  // Whoever did not come may come back, or be called anew by the counter, until the day is over.
  no_show: () => [],
  expired: ({ calls }, state) =>
    ended(state, calls > 0 ? { to: 'no_show', as: 'clock' } : { to: 'cancelled', as: 'clock', reason: 'not_called' }),
  // The ticket of the other queue goes on with it.
  transferred: () => [],
};

/** Appointments follow their tickets. Called at least once after each change of a ticket, in any order. */
export function createFollowing({ connection, clock }: { connection: Connection; clock: Clock }): TicketListener {
  const appointments = appointmentModel(connection);

  function updateFor(record: AppointmentRecord, ticket: Ticket, at: Date): UpdateQuery<AppointmentRecord> | undefined {
    const isKnown = attendedStates.includes(record.state);
    // A crash came between the ticket and the appointment it was taken for.
    const first: Followed[] = isKnown ? [] : [{ to: 'checked_in', as: 'holder' }];
    const steps = [...first, ...follow[ticket.state](ticket, record.state)].filter(({ to }) => to !== record.state);
    const state = steps.at(-1)?.to ?? record.state;
    const isLast = isOver(state);
    const isNewTicket = record.ticketId !== ticket.id && ticket.state !== 'transferred';
    if (steps.length === 0 && !isNewTicket) return undefined;
    const by = ticket.history.at(-1)?.by ?? '';
    let from = record.state;
    const history = steps.map(({ to, as, reason }) => {
      const entry = entryOf(from, { to, as, by: as === 'clock' ? 'clock' : by, ...(reason === undefined ? {} : { reason }) }, at); // prettier-ignore
      from = to;
      return entry;
    });
    return {
      $set: { state, ...(isNewTicket ? { ticketId: ticket.id } : {}), ...(steps.length > 0 ? { tellAt: at } : {}) },
      $push: {
        history: { $each: history },
        ...(state === 'cancelled' && record.startsAt > at ? { freed: { startsAt: record.startsAt, at } } : {}),
      },
      $unset: {
        remindAt: 1,
        ...(isLast ? { open: 1 } : {}),
        ...(state === 'cancelled' ? { seat: 1 } : {}),
      },
    };
  }

  return async (ticket) => {
    const id = ticket.appointmentId;
    if (id === undefined) return;
    try {
      await changeAppointment(appointments, id, (record) => {
        // Of a ticket that was sent on the first one may be told of again after the second.
        const isPast = record.ticketId !== undefined && record.ticketId !== ticket.id && ticket.state === 'transferred';
        return isOver(record.state) || record.state === 'pending' || isPast
          ? undefined
          : updateFor(record, ticket, clock());
      });
    } catch (error) {
      // The appointment is gone.
      if (!isLisoloError(error, 'not_found')) throw error;
    }
  };
}
