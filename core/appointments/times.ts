const minuteMs = 60_000;

const minutesAfter = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * minuteMs);

const dayBefore = 24 * 60;
const hourBefore = 60;
/** Check-in is from half an hour before to a quarter of an hour after. */
const checkInFrom = -30;
const checkInTo = 15;
/** Somebody may be checking in at the last moment. */
const noShowAfter = checkInTo + 1;

/** By then every branch has closed: who has come and was not served was absent when called. */
const dayOverAfter = 12 * 60;
export const overBefore = (now: Date): Date => minutesAfter(now, -dayOverAfter);

/** How long a freed slot is kept for whoever it is offered to. */
export const offerMinutes = 20;
/** An offer must be over long enough before the slot, to be of use to somebody. */
const offerLeadMinutes = 30;

export type Reminder = 'day_before' | 'hour_before';

/** When the next reminder is due; undefined when there is none any more. */
export function nextReminder(startsAt: Date, now: Date): Date | undefined {
  return [dayBefore, hourBefore].map((minutes) => minutesAfter(startsAt, -minutes)).find((due) => due > now);
}

/** What a reminder that is due now says; undefined once it is too late for any. */
export function reminderAt(startsAt: Date, now: Date): Reminder | undefined {
  if (now >= startsAt) return undefined;
  return now < minutesAfter(startsAt, -hourBefore) ? 'day_before' : 'hour_before';
}

export const checkInOpens = (startsAt: Date): Date => minutesAfter(startsAt, checkInFrom);
export const isTooEarly = (startsAt: Date, now: Date): boolean => now < checkInOpens(startsAt);
export const isTooLate = (startsAt: Date, now: Date): boolean => now > minutesAfter(startsAt, checkInTo);
/** Appointments for a time before this one, for which nobody came, are missed. */
export const missedBefore = (now: Date): Date => minutesAfter(now, -noShowAfter);

export const offerEnd = (from: Date): Date => minutesAfter(from, offerMinutes);
export const isWorthOffering = (startsAt: Date, until: Date): boolean =>
  until <= minutesAfter(startsAt, -offerLeadMinutes);
