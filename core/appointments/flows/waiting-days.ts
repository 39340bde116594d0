import type { Looking, Outcome, Turn, View } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { daysToBook } from '../slots.ts';
import { offerMinutes } from '../times.ts';
import type { AppointmentService } from '../types.ts';
import { tried } from './refusals.ts';
import { inOffice, officeGone, officeIn, type TimeData, type TimeDeps } from './time-screens.ts';
import { shortDay } from './words.ts';

export interface WaitingDays {
  /** Only places up to this day are wanted; empty: any. */
  readonly lastDay: string;
}

interface Deps extends TimeDeps {
  readonly appointments: Pick<AppointmentService, 'days' | 'slots' | 'wait'>;
}

type Look = Looking<TimeData & WaitingDays, Deps>;
type Step = Turn<TimeData & WaitingDays, Deps>;
type Next = Outcome<'office' | 'wait', TimeData & WaitingDays>;

/** Days that are offered at a touch; others can be typed. */
const spans = [7, 14, 28];

const between = (from: string, to: string, timeZone: string) => ({
  from: shortDay(from, timeZone),
  to: shortDay(to, timeZone),
});

function choicesIn({ data: { lastDay }, now }: Look, timeZone: string): { from: string; to: string }[] {
  const days = daysToBook(timeZone, now);
  const [from = '', last = ''] = [days[0], lastDay ? lastDay : days.at(-1)];
  const ends = spans.flatMap((span) => days[span - 1] ?? []).map((day) => (day < last ? day : last));
  return [...new Set(ends)].map((to) => ({ from, to }));
}

export const askDays = (look: Look): Promise<View> =>
  inOffice(look, ({ service, calendar: { timeZone } }) => ({
    text: t('appointments:wait.ask', { service: service.name, minutes: offerMinutes }),
    options: choicesIn(look, timeZone).map(({ from, to }) => ({
      value: `${from} ${to}`,
      label: t('appointments:wait.span', between(from, to, timeZone)),
    })),
  }));

/** The day somebody means by `24/11` or `24/11/2026`: of the days that can be booked. */
function dayMeant([day, month, year]: readonly (string | undefined)[], days: readonly string[]): string | undefined {
  const two = (digits = ''): string => digits.padStart(2, '0');
  return days.find((one) => one.endsWith(`-${two(month)}-${two(day)}`) && (year === undefined || one.startsWith(year)));
}

async function waitFor(turn: Step, from: string, to: string): Promise<Next> {
  const { data, deps, caller, turnId } = turn;
  const { personId = '', channel, country } = caller;
  const office = await officeIn(turn);
  if (!office) return { go: 'office', notice: officeGone };
  const serviceId = data.serviceId ?? '';
  const outcome = await tried(() =>
    deps.appointments.wait({ key: turnId, serviceId, personId, channel, country, from, to }),
  );
  if ('done' in outcome)
    return {
      end: t('appointments:wait.done', {
        ...between(outcome.done.from, outcome.done.to, office.calendar.timeZone),
        minutes: offerMinutes,
      }),
    };
  const { reason, notice, details } = outcome.refused;
  if (reason === 'no_such_days') return { go: 'wait', notice };
  const appointmentId = details['appointmentId'];
  return typeof appointmentId === 'string'
    ? { run: 'my-appointments', with: { appointmentId, said: reason } }
    : { run: 'my-appointments', with: { said: reason } };
}

export function chosenDays(turn: Step, value: string): Promise<Next> {
  const [from = '', to = ''] = value.split(' ');
  return waitFor(turn, from, to);
}

/** "24/11 30/11", "du 24/11/2026 au 30/11/2026", or one day alone. */
export async function typedDays(turn: Step, typed: string): Promise<Next> {
  const office = await officeIn(turn);
  if (!office) return { go: 'office', notice: officeGone };
  const days = daysToBook(office.calendar.timeZone, turn.now);
  const said = [...typed.matchAll(/(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?/g)].map(([, ...parts]) =>
    dayMeant(parts, days),
  );
  const [from, to = from] = said;
  const example = between(days[1] ?? '', days[7] ?? '', office.calendar.timeZone);
  if (said.length === 0 || from === undefined || to === undefined || to < from)
    return { retry: t('appointments:wait.notDays', example) };
  return waitFor(turn, from, to);
}
