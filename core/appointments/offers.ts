import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../database/index.ts';
import type { Log } from '../log.ts';
import { byDay, createWaitingNews, dueAt, type WaitingNews } from '../notifications/index.ts';
import { dayIn } from '../organisations/index.ts';
import { appointmentModel, type AppointmentRecord } from './appointment.model.ts';
import { newAppointment } from './new-appointment.ts';
import { openAppointmentKey, type Seats } from './seats.ts';
import type { Span } from './slots.ts';
import { isWorthOffering, offerEnd } from './times.ts';
import type { Office, Timetable } from './timetable.ts';
import { waitingModel, type WaitingRecord } from './waiting.model.ts';

export interface OffersDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly timetable: Timetable;
  readonly seats: Seats;
  /** Hears of each appointment that was offered. */
  readonly offered: (appointmentId: string) => void;
}

export interface Offers {
  /** Slots that were given back, and what becomes of them. */
  readonly freed: WaitingNews;
  /** Offers what is free between two days to those who wait for it; only the first so many slots, where that is said. */
  offerBetween(serviceId: string, from: string, to: string, mostSlots?: number): Promise<number>;
  /** The same for every service somebody waits for: hours that were made longer free slots too. */
  offerAll(): Promise<number>;
}

const mostAsked = 500;

/**
 * Offers free places to the waiting list, first come, first asked: as appointments that hold their place and wait for
 * an answer. Done again, or by two processes at once, it offers nothing twice: the keys and seats are unique.
 */
export function createOffers({ connection, clock, log, timetable, seats, offered }: OffersDeps): Offers {
  const appointments = appointmentModel(connection);
  const waiting = waitingModel(connection);

  /** Whom this time would suit and who was not asked about it yet, in their order. */
  const suited = (serviceId: string, day: string, { startsAt }: Span): Promise<WaitingRecord[]> =>
    waiting
      .find({ serviceId, from: { $lte: day }, to: { $gte: day }, offered: { $ne: startsAt } })
      .sort({ createdAt: 1, _id: 1 })
      .limit(mostAsked)
      .lean<WaitingRecord[]>();

  /** Whoever has an appointment by now waits no longer; whoever has another offer is asked after it. */
  async function forgetIfBooked({ _id, serviceId, personId }: WaitingRecord): Promise<void> {
    const open = openAppointmentKey(serviceId, personId);
    const other = await appointments
      .findOne({ open }, { waitId: 1, offerUntil: 1 })
      .lean<Pick<AppointmentRecord, 'waitId' | 'offerUntil'>>();
    if (other && !other.offerUntil) await waiting.deleteOne({ _id });
  }

  /** Gives one place to one person to answer about. `full` when there is none. */
  async function offer(office: Office, span: Span, to: WaitingRecord): Promise<'offered' | 'not_now' | 'full'> {
    const { _id: waitId, personId, channel, country } = to;
    const { service } = office;
    const at = clock();
    const offerUntil = offerEnd(byDay(at, country));
    if (!isWorthOffering(span.startsAt, offerUntil)) return 'full';
    const key = `offer:${waitId}:${span.startsAt.toISOString()}`;
    for (;;) {
      const [seat] = await seats.free({ serviceId: service.id, span, atOnce: service.appointmentsAtOnce });
      if (seat === undefined) return 'full';
      const record = newAppointment(
        office,
        span,
        { personId, channel, country },
        { key, state: 'pending', as: 'clock', by: 'clock', at },
      );
      try {
        await appointments.create({ ...record, seat, waitId, offerUntil });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        if (await appointments.exists({ key })) return 'offered';
        if (!(await appointments.exists({ open: openAppointmentKey(service.id, personId) }))) continue;
        await forgetIfBooked(to);
        return 'not_now';
      }
      offered(record._id);
      return 'offered';
    }
  }

  /** Offers every free place of one slot; returns to how many people. */
  async function offerSlot(office: Office, span: Span): Promise<number> {
    await appointments.init();
    const day = dayIn(office.calendar.timeZone, span.startsAt);
    let count = 0;
    for (const next of await suited(office.service.id, day, span)) {
      const outcome = await offer(office, span, next);
      if (outcome === 'full') break;
      if (outcome === 'not_now') continue;
      await waiting.updateOne({ _id: next._id }, { $addToSet: { offered: span.startsAt } });
      count += 1;
    }
    return count;
  }

  async function offerFreed(id: string): Promise<void> {
    const record = await appointments.findById(id, { freed: 1, serviceId: 1 }).lean<Pick<AppointmentRecord, 'freed' | 'serviceId'>>(); // prettier-ignore
    for (const { startsAt, at } of record?.freed ?? []) {
      const office = record && (await timetable.find(record.serviceId));
      const span = office && timetable.spanOrNone(office, startsAt);
      if (office && span) await offerSlot(office, span);
      await appointments.updateOne({ _id: id }, { $pull: { freed: { startsAt, at } } });
    }
  }

  async function offerBetween(serviceId: string, from: string, to: string, mostSlots?: number): Promise<number> {
    const office = await timetable.find(serviceId);
    let count = 0;
    for (const slot of office ? (await timetable.freeBetween(office, from, to)).slice(0, mostSlots) : [])
      count += office ? await offerSlot(office, slot) : 0;
    return count;
  }

  return {
    freed: createWaitingNews(
      { clock, log, later: 'a freed appointment is offered later' },
      {
        due: (now, most) => dueAt(appointments, 'freed.at', now, most),
        tell: offerFreed,
        putOff: (id, until) => appointments.updateOne({ _id: id }, { $set: { 'freed.$[].at': until } }),
      },
    ),

    offerBetween,

    async offerAll() {
      const wished = await waiting.aggregate<{ _id: string; from: string; to: string }>([
        { $sort: { serviceId: 1 } },
        { $group: { _id: '$serviceId', from: { $min: '$from' }, to: { $max: '$to' } } },
      ]);
      let count = 0;
      for (const { _id, from, to } of wished) count += await offerBetween(_id, from, to);
      return count;
    },
  };
}
