import type { Connection, QueryFilter } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isLisoloError } from '../errors.ts';
import type { AppointmentNotices } from './appointment-notices.ts';
import { appointmentModel, toAppointment, type AppointmentRecord } from './appointment.model.ts';
import { agreedStates, attendedStates } from './appointment.states.ts';
import { changeAppointment, stepOf, type Step } from './change-appointment.ts';
import type { Offers } from './offers.ts';
import { missedBefore, nextReminder, overBefore, reminderAt } from './times.ts';

export interface UpkeepDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly notices: Pick<AppointmentNotices, 'remind' | 'soon'>;
  readonly offers: Pick<Offers, 'freed'>;
}

const perRun = 500;

/** What becomes of appointments by the passing of time. Each can run late, twice, or in two processes at once. */
export function createUpkeep({ connection, clock, notices, offers }: UpkeepDeps) {
  const appointments = appointmentModel(connection);

  /** Makes the move that is due on each, unless it has changed meanwhile. */
  async function step(
    filter: QueryFilter<AppointmentRecord>,
    moveOf: (record: AppointmentRecord, now: Date) => Omit<Step, 'as' | 'by'> | undefined,
  ): Promise<number> {
    const due = await appointments.find(filter, { _id: 1 }).limit(perRun).lean<{ _id: string }[]>();
    for (const { _id } of due) {
      try {
        await changeAppointment(appointments, _id, (record) => {
          const now = clock();
          const move = moveOf(record, now);
          return move && stepOf(record, { ...move, as: 'clock', by: 'clock' }, now);
        });
      } catch (error) {
        if (!isLisoloError(error, 'not_found')) throw error;
      }
      notices.soon(_id);
      offers.freed.soon(_id);
    }
    return due.length;
  }

  return {
    /** Offers that nobody took in time. */
    endOffers: (now: Date): Promise<number> =>
      step({ offerUntil: { $lte: now } }, ({ state, offerUntil }, at) =>
        state === 'pending' && offerUntil && offerUntil <= at ? { to: 'cancelled', reason: 'offer_over' } : undefined,
      ),

    /** What was asked of a branch that never answered. */
    endUnanswered: (now: Date): Promise<number> =>
      step({ state: 'pending', startsAt: { $lte: now } }, ({ state, startsAt }, at) =>
        state === 'pending' && startsAt <= at ? { to: 'cancelled', reason: 'unanswered' } : undefined,
      ),

    /** Nobody came, which is no absence where the branch was closed. */
    endMissed: (now: Date): Promise<number> =>
      step({ state: { $in: agreedStates }, startsAt: { $lt: missedBefore(now) } }, (record, at) => {
        if (!agreedStates.includes(record.state) || record.startsAt >= missedBefore(at)) return undefined;
        return record.outsideSince ? { to: 'cancelled', reason: 'closed' } : { to: 'no_show' };
      }),

    /** What was left open by a ticket that nobody has ended. */
    endForgotten: (now: Date): Promise<number> =>
      step({ state: { $in: attendedStates }, startsAt: { $lt: overBefore(now) } }, ({ state, startsAt }, at) => {
        if (!attendedStates.includes(state) || startsAt >= overBefore(at)) return undefined;
        return state === 'checked_in' ? { to: 'no_show' } : { to: 'completed', reason: 'left' };
      }),

    /** Tells those who are to come, the day before and an hour before. */
    async remind(now: Date): Promise<number> {
      const due = await appointments
        .find({ remindAt: { $lte: now } })
        .sort({ remindAt: 1 })
        .limit(perRun)
        .lean<AppointmentRecord[]>();
      for (const record of due) {
        const { _id, startsAt, state, outsideSince, remindAt } = record;
        const what = reminderAt(startsAt, now);
        const isToCome = agreedStates.includes(state) && !outsideSince;
        if (what && isToCome) await notices.remind(toAppointment(record), what);
        const next = nextReminder(startsAt, now);
        // One that was moved meanwhile has another time to be told.
        await appointments.updateOne(
          { _id, remindAt },
          {
            ...(next ? { $set: { remindAt: next } } : { $unset: { remindAt: 1 } }),
            ...(what && isToCome ? { $addToSet: { told: what } } : {}),
          },
        );
      }
      return due.length;
    },
  };
}

export type Upkeep = ReturnType<typeof createUpkeep>;
