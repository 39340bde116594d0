import { DateTime } from 'luxon';
import { zoneOf } from '../../countries/index.ts';
import type { Looking, Option, Outcome, Screen, Turn, View } from '../../dialog/types.ts';
import { moment, t, type Words } from '../../dialog/words.ts';
import { dayIn, type Branch, type Calendar, type OfficeFinder, type OfficeService } from '../../organisations/index.ts';
import type { Appointment } from '../appointment.model.ts';
import type { AppointmentService, Slot } from '../types.ts';
import { clockLines, dayInWords, whenInWords } from './words.ts';

/** What is chosen step by step: a day, a half of it, a time. */
export interface TimeData {
  readonly serviceId: string;
  /** `YYYY-MM-DD` where the branch is. */
  readonly day: string;
  readonly half: Half;
  /** ISO */
  readonly startsAt: string;
}

type Half = 'morning' | 'afternoon' | 'whole';

export interface TimeDeps {
  readonly appointments: Pick<AppointmentService, 'days' | 'slots'>;
  readonly offices: Pick<OfficeFinder, 'service' | 'branch' | 'calendarOf'>;
}

type Look = Looking<TimeData, TimeDeps>;
type Step = Turn<TimeData, TimeDeps>;
type Next = Outcome<'day' | 'half' | 'time' | 'confirm', TimeData>;

export interface Office {
  readonly service: OfficeService;
  readonly branch: Branch;
  readonly calendar: Calendar;
}

/** The office of the service that was chosen, while people may come there. */
export async function officeIn(
  { data, deps }: Pick<Look, 'data' | 'deps'>,
  serviceId = data.serviceId ?? '',
): Promise<Office | undefined> {
  const service = await deps.offices.service(serviceId);
  const branch = service?.active ? await deps.offices.branch(service.branchId) : undefined;
  return service && branch?.listed ? { service, branch, calendar: deps.offices.calendarOf(branch) } : undefined;
}

export const officeGone: Words = t('appointments:book.gone');
const gone: View = { text: officeGone, final: true };

export async function inOffice(look: Look, view: (office: Office) => View | Promise<View>): Promise<View> {
  const office = await officeIn(look);
  return office ? view(office) : gone;
}

/** So many times fit on one page of any phone; more are split at noon. */
const mostOnAPage = 6;

async function freeOn({ deps, data }: Look, day: string): Promise<readonly Slot[]> {
  return (await deps.appointments.slots(data.serviceId ?? '', day)).filter(({ free }) => free > 0);
}

const isMorning = ({ startsAt }: Slot, { timeZone }: Calendar): boolean =>
  DateTime.fromJSDate(startsAt, { zone: zoneOf(timeZone) }).hour < 12;

const ofHalf = (slots: readonly Slot[], half: Half | undefined, calendar: Calendar): readonly Slot[] =>
  half === 'morning' || half === 'afternoon'
    ? slots.filter((slot) => isMorning(slot, calendar) === (half === 'morning'))
    : slots;

/** Days on which something is free, one choice each. */
export async function dayOptions({ deps }: Look, { service, calendar }: Office): Promise<Option[]> {
  return (await deps.appointments.days(service.id)).map(({ day }) => ({
    value: day,
    label: dayInWords(day, calendar.timeZone),
  }));
}

export const askDay = (look: Look): Promise<View> =>
  inOffice(look, async (office) => {
    const options = await dayOptions(look, office);
    return {
      text: t(options.length > 0 ? 'appointments:book.day' : 'appointments:book.full', {
        service: office.service.name,
      }),
      options,
    };
  });

export async function takeDay(turn: Step, day: string): Promise<Next> {
  const office = await officeIn(turn);
  if (!office) return { go: 'day' };
  const slots = await freeOn(turn, day);
  if (slots.length === 0) return { go: 'day', notice: t('appointments:book.dayFull') };
  const mornings = ofHalf(slots, 'morning', office.calendar).length;
  const isSplit = slots.length > mostOnAPage && mornings > 0 && mornings < slots.length;
  return isSplit ? { go: 'half', set: { day } } : { go: 'time', set: { day, half: 'whole' } };
}

const half: Screen<'time' | 'day' | 'half' | 'confirm', TimeData, TimeDeps> = {
  show: (look) =>
    inOffice(look, async ({ calendar }) => {
      const { day = '' } = look.data;
      const slots = await freeOn(look, day);
      return {
        text: t('appointments:book.half', { day: dayInWords(day, calendar.timeZone) }),
        options: (['morning', 'afternoon'] as const).map((value) => ({
          value,
          label: t(`appointments:book.${value}`, { free: ofHalf(slots, value, calendar).length }),
        })),
      };
    }),
  on: { choice: (_turn, value) => ({ go: 'time', set: { half: value === 'morning' ? 'morning' : 'afternoon' } }) },
};

const otherDay = 'day';

const time: Screen<'time' | 'day' | 'half' | 'confirm', TimeData, TimeDeps> = {
  show: (look) =>
    inOffice(look, async ({ calendar }) => {
      const { day = '' } = look.data;
      const { timeZone } = calendar;
      const slots = ofHalf(await freeOn(look, day), look.data.half, calendar);
      const said = { day: dayInWords(day, timeZone) };
      return {
        text: slots.length > 0 ? t('appointments:book.time', said) : t('appointments:book.halfFull', said),
        options: [
          ...slots.map(({ startsAt }) => ({
            value: startsAt.toISOString(),
            label: t('appointments:book.timeOption', { time: moment(startsAt, timeZone, 'time') }),
          })),
          { value: otherDay, label: t('appointments:book.otherDay') },
        ],
      };
    }),
  on: {
    choice: (_turn, value) => (value === otherDay ? { go: 'day' } : { go: 'confirm', set: { startsAt: value } }),
  },
};

export const timeScreens = { half, time };

/** Somebody was quicker: what else is free on that day, or else on others. */
export async function otherTimes(turn: Step, notice: Words): Promise<Next> {
  const office = await officeIn(turn);
  const { startsAt } = turn.data;
  const day = turn.data.day ?? (office && startsAt ? dayIn(office.calendar.timeZone, new Date(startsAt)) : '');
  const slots = office ? await freeOn(turn, day) : [];
  if (!office || slots.length === 0) return { go: 'day', notice };
  const wanted = turn.data.half ?? 'whole';
  return {
    go: 'time',
    set: { day, half: ofHalf(slots, wanted, office.calendar).length > 0 ? wanted : 'whole' },
    notice,
  };
}

/** From which time to which one is to be moved. */
export const moveView = ({ timeZone, startsAt, country, serviceName }: Appointment, to = ''): View => ({
  text: [
    t('appointments:mine.moveAsk', {
      service: serviceName,
      was: whenInWords(startsAt, timeZone),
      when: whenInWords(new Date(to), timeZone),
    }),
    ...clockLines(timeZone, country),
  ],
  options: [
    { value: 'yes', label: t('appointments:mine.moveYes') },
    { value: 'no', label: t('appointments:book.otherDay') },
  ],
});
