import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { createTogether, isDuplicateKey } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { appointmentModel, toAppointment, type Appointment, type AppointmentRecord } from './appointment.model.ts';
import { printOf } from '../queues/index.ts';
import { newAppointment } from './new-appointment.ts';
import { refused } from './refused.ts';
import { openAppointmentKey, type Seats } from './seats.ts';
import type { Timetable } from './timetable.ts';
import type { AppointmentService } from './types.ts';
import { waitingModel } from './waiting.model.ts';

export interface BookingDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly timetable: Timetable;
  readonly seats: Seats;
}

interface Claim {
  readonly key: string;
  readonly open: string;
}
type Found = Pick<AppointmentRecord, 'key' | 'open' | '_id'>;

/** Takes a place in a slot by one insert; the unique index on the seat decides between all who want it. */
export function createBooking({ connection, clock, timetable, seats }: BookingDeps): Pick<AppointmentService, 'book'> {
  const appointments = appointmentModel(connection);
  const waiting = waitingModel(connection);

  /** What the same turn has booked before, and what the person has booked already; one question for all who ask at once. */
  const claimed = createTogether<Claim, { readonly same?: Found | undefined; readonly other?: Found | undefined }>({
    async perform(claims) {
      const [keys, opens] = [claims.map(({ key }) => key), claims.map(({ open }) => open)];
      const found = await appointments
        .find({ $or: [{ key: { $in: keys } }, { open: { $in: opens } }] }, { key: 1, open: 1 })
        .lean<Found[]>();
      return claims.map(({ key, open }) => ({
        same: found.find((one) => one.key === key),
        other: found.find((one) => one.open === open),
      }));
    },
  });

  /** Answers a repeat as the first time. Throws `booked_before`. */
  async function bookedBefore(claim: Claim, personId: string): Promise<Appointment | undefined> {
    const { same, other } = await claimed(claim);
    if (same) {
      const record = await appointments.findById(same._id).lean<AppointmentRecord>();
      // The same key of somebody else is no repeat.
      if (record?.personId !== personId) throw new LisoloError('conflict', { reason: 'key' });
      return toAppointment(record);
    }
    if (other) throw refused('booked_before', { appointmentId: other._id });
    return undefined;
  }

  return {
    async book({ key: turn, serviceId, startsAt, personId, channel, country, staffId }) {
      await appointments.init();
      const key = printOf(turn);
      const claim = { key, open: openAppointmentKey(serviceId, personId) };
      const before = await bookedBefore(claim, personId);
      if (before) return before;
      const office = await timetable.office(serviceId);
      const span = timetable.spanIn(office, startsAt);
      const { appointmentsAtOnce: atOnce, confirmsAppointments } = office.service;
      const first = staffId
        ? ({ state: 'confirmed', as: 'branch', by: staffId } as const)
        : ({ state: confirmsAppointments ? 'pending' : 'confirmed', as: 'holder', by: personId } as const);
      for (;;) {
        const seat = await seats.toTry({ serviceId, span, atOnce });
        if (seat === undefined) throw refused('slot_full');
        const holder = { personId, channel, country };
        const record = newAppointment(office, span, holder, { ...first, key, at: clock() });
        try {
          await appointments.create({ ...record, seat });
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          const done = await bookedBefore(claim, personId);
          if (done) return done;
          // Somebody was quicker to this place: try what is left.
          continue;
        }
        // Whoever has one waits no longer for another.
        await waiting.deleteOne({ serviceId, personId });
        return toAppointment({ ...record, seat });
      }
    },
  };
}
