import { DateTime } from 'luxon';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { zoneOf } from '../countries/index.ts';
import { isDuplicateKey, newId } from '../database/index.ts';
import { printOf } from '../queues/index.ts';
import { appointmentModel } from './appointment.model.ts';
import { refused } from './refused.ts';
import { openAppointmentKey } from './seats.ts';
import { daysToBook } from './slots.ts';
import type { Timetable } from './timetable.ts';
import type { AppointmentService, Waiting } from './types.ts';
import { toWaiting, waitingModel, type WaitingRecord } from './waiting.model.ts';

export interface WaitingListDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly timetable: Timetable;
}

export interface WaitingList extends Pick<AppointmentService, 'wait' | 'stopWaiting' | 'waitingOf'> {
  /** Forgets those whose days are over; returns how many. */
  sweep(now: Date): Promise<number>;
}

/** People who want a slot when one is given back. */
export function createWaitingList({ connection, clock, timetable }: WaitingListDeps): WaitingList {
  const waiting = waitingModel(connection);
  const appointments = appointmentModel(connection);

  async function askedBy(key: string, personId: string): Promise<Waiting | undefined> {
    const record = await waiting.findOne({ key, personId }).lean<WaitingRecord>();
    return record ? toWaiting(record) : undefined;
  }

  return {
    async wait({ key: turn, serviceId, personId, channel, country, from, to }) {
      await waiting.init();
      const key = printOf(turn);
      const before = await askedBy(key, personId);
      if (before) return before;
      const other = await appointments
        .findOne({ open: openAppointmentKey(serviceId, personId) }, { _id: 1 })
        .lean<{ _id: string }>();
      if (other) throw refused('booked_before', { appointmentId: other._id });
      const { branch, calendar } = await timetable.office(serviceId);
      const now = clock();
      const days = daysToBook(calendar.timeZone, now).filter((day) => from <= day && day <= to);
      const last = days.at(-1);
      if (last === undefined) throw refused('no_such_days');
      const record: WaitingRecord = {
        _id: newId(),
        key,
        serviceId,
        branchId: branch.id,
        personId,
        channel,
        country,
        from,
        to: last,
        until: DateTime.fromISO(last, { zone: zoneOf(calendar.timeZone) })
          .endOf('day')
          .toJSDate(),
        offered: [],
        createdAt: now,
      };
      try {
        await waiting.create(record);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const done = await askedBy(key, personId);
        if (done) return done;
        throw refused('waits_before');
      }
      return toWaiting(record);
    },

    async stopWaiting({ waitId, personId }) {
      await waiting.deleteOne({ _id: waitId, personId });
    },

    async waitingOf(personId) {
      const found = await waiting
        .find({ personId, until: { $gt: clock() } })
        .sort({ createdAt: 1 })
        .lean<WaitingRecord[]>();
      return found.map(toWaiting);
    },

    async sweep(now) {
      const { deletedCount } = await waiting.deleteMany({ until: { $lt: now } });
      return deletedCount;
    },
  };
}
