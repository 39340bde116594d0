import { DateTime } from 'luxon';

const longestAgoDays = 366;

/** The calendar day somebody means, `2026-11-20`: typed as 20/11/2026 or 20/11; not to come, and not over a year ago. */
export function readDay(typed: string, now: Date, timeZone: string): string | undefined {
  const [, day, month, year] = /^(\d{1,2})\D(\d{1,2})(?:\D(\d{2}|\d{4}))?$/.exec(typed.trim()) ?? [];
  if (day === undefined || month === undefined) return undefined;
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
  const said = (which: number): DateTime =>
    DateTime.fromObject({ day: Number(day), month: Number(month), year: which }, { zone: timeZone });
  const thisYear = said(today.year);
  const meant =
    year === undefined
      ? thisYear > today
        ? said(today.year - 1)
        : thisYear
      : said(Number(year) + (year.length === 2 ? 2000 : 0));
  if (!meant.isValid || meant > today || today.diff(meant, 'days').days > longestAgoDays) return undefined;
  return meant.toISODate() ?? undefined;
}

/** So many days before today. */
export const dayBefore = (days: number, now: Date, timeZone: string): string =>
  DateTime.fromJSDate(now, { zone: timeZone }).minus({ days }).toISODate() ?? '';
