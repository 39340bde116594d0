import { DateTime } from 'luxon';
import { countries, zoneOf } from '../../countries/index.ts';
import type { CountryCode, Link } from '../../dialog/types.ts';
import { moment, t, type Text, type Words } from '../../dialog/words.ts';
import type { Branch } from '../../organisations/index.ts';
import type { Appointment } from '../appointment.model.ts';

/** Noon of a day (`YYYY-MM-DD`) where the branch is: the same day in any reckoning. */
const noonOf = (day: string, timeZone: string): Date =>
  DateTime.fromISO(day, { zone: zoneOf(timeZone) })
    .set({ hour: 12 })
    .toJSDate();

const weekdayOf = (at: Date, timeZone: string): Text =>
  t(`appointments:weekday.${DateTime.fromJSDate(at, { zone: zoneOf(timeZone) }).weekday}`);

/** "lundi 23/11/2026" */
export function dayInWords(day: string, timeZone: string): Text {
  const noon = noonOf(day, timeZone);
  return t('appointments:day', { weekday: weekdayOf(noon, timeZone), date: moment(noon, timeZone) });
}

/** "23/11/2026" */
export const shortDay = (day: string, timeZone: string) => moment(noonOf(day, timeZone), timeZone);

/** "lundi 23/11/2026 à 09h30", by the clock on the wall of the branch. */
export const whenInWords = (at: Date, timeZone: string): Text =>
  t('appointments:when', {
    weekday: weekdayOf(at, timeZone),
    date: moment(at, timeZone),
    time: moment(at, timeZone, 'time'),
  });

/** Whose clock it is, where that is not the one of the capital. */
export const clockLines = (timeZone: string, country: CountryCode): Words[] =>
  timeZone === countries[country].timeZone
    ? []
    : [t('appointments:book.clock', { city: (timeZone.split('/').at(-1) ?? timeZone).replace('_', ' ') })];

export const placeName = (organisation: string, branch: string): string => `${organisation}, ${branch}`;

/** Where it is on a map. */
export function mapLink({ position }: Pick<Branch, 'position'>): Link | undefined {
  if (!position) return undefined;
  const { latitude, longitude } = position;
  return {
    url: `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`,
    label: t('appointments:book.map'),
  };
}

/** What, where, when. */
export const factsOf = (appointment: Appointment): Words[] => {
  const { serviceName, organisationName, branchName, startsAt, timeZone, country, code } = appointment;
  return [
    t('appointments:mine.head', { code, state: t(`appointments:state.${appointment.state}`) }),
    serviceName,
    placeName(organisationName, branchName),
    whenInWords(startsAt, timeZone),
    ...clockLines(timeZone, country),
  ];
};
