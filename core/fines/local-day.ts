import { DateTime } from 'luxon';

/** When the day of this moment began in an IANA zone. */
export const startOfDay = (now: Date, timeZone: string): Date =>
  DateTime.fromJSDate(now, { zone: timeZone }).startOf('day').toJSDate();
