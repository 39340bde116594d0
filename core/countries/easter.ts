import { DateTime } from 'luxon';

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher), at midnight UTC. */
export function easterSunday(year: number): DateTime {
  const moon = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const leapless = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * moon + century - Math.floor(century / 4) - leapless + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((moon + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * late + 114;
  return DateTime.utc(year, Math.floor(days / 31), (days % 31) + 1);
}

/** Days after Easter Sunday: Easter Monday, the Ascension, Whit Monday. */
const feasts = [1, 39, 50];

/** The holidays that move with Easter, from one year to another, `YYYY-MM-DD`. */
export function easterHolidays(first: number, last: number): string[] {
  const years = Array.from({ length: last - first + 1 }, (_one, nth) => first + nth);
  return years.flatMap((year) => feasts.map((days) => easterSunday(year).plus({ days }).toFormat('yyyy-MM-dd')));
}
