/** When the day of this moment began in an IANA zone. The zones served here have no summer time. */
export function startOfDay(now: Date, timeZone: string): Date {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const [hours = 0, minutes = 0, seconds = 0] = clock.format(now).split(':').map(Number);
  const sinceMs = ((hours * 60 + minutes) * 60 + seconds) * 1000 + now.getUTCMilliseconds();
  return new Date(now.getTime() - sinceMs);
}
