import type { Connection, QueryFilter } from 'mongoose';
import { createTogether } from '../database/index.ts';
import { appointmentModel, type AppointmentRecord } from './appointment.model.ts';
import { seatedStates } from './appointment.states.ts';
import type { Span } from './slots.ts';

const dayMs = 86_400_000;

/** The name of one place in one slot; no two appointments hold the same. */
export const seatOf = (serviceId: string, startsAt: Date, n: number): string =>
  `${serviceId}:${startsAt.toISOString()}:${n}`;

/** Of each service a person has one appointment to come. */
export const openAppointmentKey = (serviceId: string, personId: string): string => `${serviceId}:${personId}`;

/** Appointments of one service that are for the same time. */
interface Group extends Span {
  readonly taken: number;
}

interface Ask {
  readonly serviceId: string;
  readonly span: Span;
  readonly atOnce: number;
}

/** Cut at a place by chance, so that two processes do not begin with the same one. */
function turned<T>(list: readonly T[]): T[] {
  const by = Math.floor(Math.random() * list.length);
  return [...list.slice(by), ...list.slice(0, by)];
}

/** Which places are taken. Who writes a seat is stopped by its unique index; this only says where to try. */
export function createSeats({ connection }: { readonly connection: Connection }) {
  const appointments = appointmentModel(connection);

  /** Those that have a part of this time; also such as were booked when the slots lay otherwise. */
  const during = (serviceId: string, { startsAt, endsAt }: Span): QueryFilter<AppointmentRecord> => ({
    serviceId,
    startsAt: { $gt: new Date(startsAt.getTime() - dayMs), $lt: endsAt },
    state: { $in: seatedStates },
    endsAt: { $gt: startsAt },
  });

  /** Seats of a slot that are free. `except` is the appointment that is about to move. */
  async function free({ serviceId, span, atOnce }: Ask, except?: string): Promise<string[]> {
    const taken = await appointments
      .find(during(serviceId, span), { seat: 1 })
      .lean<Pick<AppointmentRecord, '_id' | 'seat'>[]>();
    const others = taken.filter(({ _id }) => _id !== except);
    const seats = new Set(others.map(({ seat }) => seat));
    return others.length >= atOnce
      ? []
      : Array.from({ length: atOnce }, (_, n) => seatOf(serviceId, span.startsAt, n)).filter(
          (seat) => !seats.has(seat),
        );
  }

  /** Of those who ask for the same slot in one moment each tries another seat; to the rest none is left for now. */
  const hand = createTogether<Ask, { readonly seat: string | undefined; readonly isFull: boolean }>({
    async perform(asks) {
      const left = new Map<string, Promise<{ readonly seats: string[]; readonly isFull: boolean }>>();
      return Promise.all(
        asks.map(async (ask) => {
          const slot = seatOf(ask.serviceId, ask.span.startsAt, 0);
          const found =
            left.get(slot) ?? free(ask).then((seats) => ({ seats: turned(seats), isFull: seats.length === 0 }));
          left.set(slot, found);
          const { seats, isFull } = await found;
          return { seat: seats.pop(), isFull };
        }),
      );
    },
  });

  return {
    free,

    /** A seat of this slot that is free and that nobody else here tries now; undefined when there is none. */
    async toTry(ask: Ask): Promise<string | undefined> {
      for (;;) {
        const { seat, isFull } = await hand(ask);
        if (seat !== undefined || isFull) return seat;
      }
    },

    /** How many are taken of each of these slots, which must be in the order of the clock. */
    async taken(serviceId: string, spans: readonly Span[]): Promise<number[]> {
      const [first, last] = [spans[0], spans.at(-1)];
      if (!first || !last) return [];
      const found = await appointments.aggregate<{ _id: Span; taken: number }>([
        { $match: during(serviceId, { startsAt: first.startsAt, endsAt: last.endsAt }) },
        { $group: { _id: { startsAt: '$startsAt', endsAt: '$endsAt' }, taken: { $sum: 1 } } },
      ]);
      const groups: Group[] = found.map(({ _id, taken }) => ({ ..._id, taken }));
      return spans.map(({ startsAt, endsAt }) =>
        groups.reduce((sum, one) => (one.startsAt < endsAt && one.endsAt > startsAt ? sum + one.taken : sum), 0),
      );
    },
  };
}

export type Seats = ReturnType<typeof createSeats>;
