import type { Clock } from '../clock.ts';
import { createTogether } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { dayIn, type Branch, type Calendar, type OfficeFinder, type OfficeService } from '../organisations/index.ts';
import { refused } from './refused.ts';
import type { Seats } from './seats.ts';
import { daysToBook, spanAt, spansOn, type Span } from './slots.ts';
import type { Slot } from './types.ts';

/** Where and when something is done for people. */
export interface Office {
  readonly service: OfficeService;
  readonly branch: Branch;
  readonly calendar: Calendar;
}

export interface TimetableDeps {
  readonly offices: Pick<OfficeFinder, 'branch' | 'service' | 'calendarOf'>;
  readonly seats: Seats;
  readonly clock: Clock;
}

/** The slots of each service, reckoned from the opening hours, and what is free of them. */
export function createTimetable({ offices, seats, clock }: TimetableDeps) {
  async function load(serviceId: string): Promise<Office | undefined> {
    const service = await offices.service(serviceId);
    const branch = service && (await offices.branch(service.branchId));
    return branch?.listed && service?.active ? { service, branch, calendar: offices.calendarOf(branch) } : undefined;
  }

  /** Only what is active; asked once for all who want to know it at the same moment. */
  const find = createTogether<string, Office | undefined>({
    async perform(ids) {
      const loaded = new Map([...new Set(ids)].map((id) => [id, load(id)]));
      return Promise.all(ids.map(async (id) => loaded.get(id)));
    },
  });

  /** Throws `not_found`. */
  async function office(serviceId: string): Promise<Office> {
    const found = await find(serviceId);
    if (!found) throw new LisoloError('not_found', { reason: 'there is no such service' });
    return found;
  }

  async function free({ service, calendar }: Office, days: readonly string[]): Promise<Slot[]> {
    const { id, appointmentsAtOnce, slotMinutes } = service;
    if (appointmentsAtOnce === 0) return [];
    const now = clock();
    const spans = days.flatMap((day) => spansOn(calendar, day, slotMinutes)).filter(({ startsAt }) => startsAt > now);
    const taken = await seats.taken(id, spans);
    return spans.map((span, index) => ({ ...span, free: Math.max(0, appointmentsAtOnce - (taken[index] ?? 0)) }));
  }

  const spanOrNone = ({ service, calendar }: Office, startsAt: Date): Span | undefined =>
    service.appointmentsAtOnce > 0 ? spanAt(calendar, service.slotMinutes, startsAt, clock()) : undefined;

  const dayList = ({ calendar }: Office): string[] => daysToBook(calendar.timeZone, clock());

  return {
    find,
    office,

    /** The slot that begins then. Throws `conflict`: `too_late`, `no_such_slot`. */
    spanIn(found: Office, startsAt: Date): Span {
      if (startsAt <= clock()) throw refused('too_late');
      const span = spanOrNone(found, startsAt);
      if (!span) throw refused('no_such_slot');
      return span;
    },

    spanOrNone,

    /** Slots with a free place on the days from one to another, soonest first. */
    async freeBetween(found: Office, from: string, to: string): Promise<Slot[]> {
      const days = dayList(found).filter((day) => from <= day && day <= to);
      return (await free(found, days)).filter((slot) => slot.free > 0);
    },

    async days(serviceId: string): Promise<{ day: string; free: number }[]> {
      const found = await office(serviceId);
      const { timeZone } = found.calendar;
      const counts = new Map<string, number>();
      for (const slot of await free(found, dayList(found))) {
        const day = dayIn(timeZone, slot.startsAt);
        if (slot.free > 0) counts.set(day, (counts.get(day) ?? 0) + 1);
      }
      return [...counts].map(([day, count]) => ({ day, free: count }));
    },

    /** Every slot of a day that is still to come, full ones too. */
    async slots(serviceId: string, day: string): Promise<Slot[]> {
      const found = await office(serviceId);
      return dayList(found).includes(day) ? free(found, [day]) : [];
    },
  };
}

export type Timetable = ReturnType<typeof createTimetable>;
