import type { Connection, UpdateQuery } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { dayIn } from '../organisations/index.ts';
import { appointmentModel, toAppointment, type Appointment, type AppointmentRecord } from './appointment.model.ts';
import type { AppointmentState } from './appointment.states.ts';
import { changeAppointment, entryOf, isDone, stepOf, type Step } from './change-appointment.ts';
import { refused } from './refused.ts';
import type { Seats } from './seats.ts';
import type { Span } from './slots.ts';
import { nextReminder } from './times.ts';
import type { Office, Timetable } from './timetable.ts';
import { waitingModel } from './waiting.model.ts';

export interface MovingDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly timetable: Timetable;
  readonly seats: Seats;
}

/** Somebody who moves an appointment: its holder, or somebody of the branch. */
export interface Mover {
  readonly as: 'holder' | 'branch';
  readonly by: string;
  readonly key?: string;
}

type Update = UpdateQuery<AppointmentRecord>;

/** Every change of an appointment that exists, each one write that holds only while nothing else has changed. */
export function createMoving({ connection, clock, timetable, seats }: MovingDeps) {
  const appointments = appointmentModel(connection);
  const waiting = waitingModel(connection);

  /** To anybody but its holder and the branch there is no such appointment. */
  function checkMover({ personId }: AppointmentRecord, { as, by }: Mover): void {
    if (as === 'holder' && personId !== by)
      throw new LisoloError('not_found', { reason: 'there is no such appointment' });
  }

  /** Once for each key; `decide` may refuse. */
  async function once(
    id: string,
    mover: Mover,
    decide: (record: AppointmentRecord, at: Date) => Update | undefined,
  ): Promise<Appointment> {
    const changed = await changeAppointment(appointments, id, (record) => {
      checkMover(record, mover);
      return isDone(record, mover.key) ? undefined : decide(record, clock());
    });
    return toAppointment(changed);
  }

  /** Where the branch confirms each appointment, another time that its holder has chosen is asked for anew. */
  const stateAfter = ({ service }: Office, { as }: Mover): AppointmentState =>
    as === 'holder' && service.confirmsAppointments ? 'pending' : 'rescheduled';

  function toAnotherTime(record: AppointmentRecord, step: Step, span: Span, seat: string, at: Date): Update {
    const { startsAt: was, state } = record;
    const moved = stepOf(record, step, at);
    const remindAt = nextReminder(span.startsAt, at);
    return {
      $set: {
        ...moved.$set,
        ...span,
        day: dayIn(record.timeZone, span.startsAt),
        seat,
        told: [],
        ...(remindAt ? { remindAt } : {}),
      },
      $push: {
        history: entryOf(state, step, at, was),
        ...(was > at ? { freed: { startsAt: was, at } } : {}),
      },
      $unset: { outsideSince: 1, ...(remindAt ? {} : { remindAt: 1 }) },
    };
  }

  async function isConfirmedByBranch(id: string): Promise<boolean> {
    const record = await appointments.findById(id, { serviceId: 1 }).lean<Pick<AppointmentRecord, 'serviceId'>>();
    const office = record ? await timetable.find(record.serviceId) : undefined;
    return office?.service.confirmsAppointments ?? false;
  }

  return {
    once,

    /** One write takes the new place and gives the old one back. */
    async reschedule(id: string, mover: Mover, startsAt: Date): Promise<Appointment> {
      for (;;) {
        const record = await appointments.findById(id).lean<AppointmentRecord>();
        if (!record) throw new LisoloError('not_found', { reason: 'there is no such appointment' });
        checkMover(record, mover);
        if (isDone(record, mover.key)) return toAppointment(record);
        // Refuses first what the table does not allow, whatever is free.
        stepOf(record, { to: 'rescheduled', ...mover }, clock());
        if (record.startsAt.getTime() === startsAt.getTime()) throw refused('same_time');
        const office = await timetable.office(record.serviceId);
        const span = timetable.spanIn(office, startsAt);
        const { id: serviceId, appointmentsAtOnce: atOnce } = office.service;
        const free = await seats.free({ serviceId, span, atOnce }, id);
        const step: Step = { to: stateAfter(office, mover), ...mover };
        const seat = free[Math.floor(Math.random() * free.length)];
        if (seat === undefined) throw refused('slot_full');
        try {
          return await once(id, mover, (now, at) => toAnotherTime(now, step, span, seat, at));
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
      }
    },

    cancel: (id: string, mover: Mover, reason?: string): Promise<Appointment> =>
      once(id, mover, (record, at) =>
        stepOf(record, { to: 'cancelled', ...mover, ...(reason === undefined ? {} : { reason }) }, at),
      ),

    /** The branch agrees to what was asked. Throws `conflict` `offered` while its holder has not answered yet. */
    confirm: (id: string, mover: Mover): Promise<Appointment> =>
      once(id, mover, (record, at) => {
        if (record.state === 'pending' && record.offerUntil) throw refused('offered');
        return stepOf(record, { to: 'confirmed', ...mover }, at);
      }),

    /** The branch does not agree to what was asked. */
    decline: (id: string, mover: Mover, reason?: string): Promise<Appointment> =>
      once(id, mover, (record, at) => {
        if (record.state !== 'pending')
          throw new LisoloError('illegal_transition', { from: record.state, to: 'cancelled' });
        return stepOf(record, { to: 'cancelled', ...mover, ...(reason === undefined ? {} : { reason }) }, at);
      }),

    /** Takes what was offered; where the branch confirms each appointment, that is still to come. */
    async accept(id: string, mover: Mover): Promise<Appointment> {
      const confirms = await isConfirmedByBranch(id);
      const accepted = await once(id, mover, (record, at) => {
        const { state, offerUntil, history } = record;
        const isLate = offerUntil !== undefined && offerUntil <= at;
        if (isLate || history.at(-1)?.reason === 'offer_over') throw refused('offer_over');
        if (state !== 'pending' || !offerUntil)
          throw new LisoloError('illegal_transition', { from: state, to: 'confirmed' });
        if (!confirms) {
          const step = stepOf(record, { to: 'confirmed', ...mover }, at);
          return { ...step, $unset: { ...step.$unset, offerUntil: 1 } };
        }
        return {
          $set: { tellAt: at },
          $push: { history: entryOf('pending', { to: 'pending', ...mover }, at) },
          $unset: { offerUntil: 1 },
        };
      });
      await waiting.deleteOne({ _id: accepted.waitId ?? '' });
      return accepted;
    },
  };
}

export type Moving = ReturnType<typeof createMoving>;
