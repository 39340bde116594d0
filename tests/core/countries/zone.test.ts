import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { countries, zoneOf } from '../../../core/countries/index.ts';

describe('the time zone of a place', () => {
  const served = Object.values(countries).flatMap(({ timeZone, timeZones }) => [timeZone, ...timeZones]);
  const moments = ['2024-02-29T22:59:59Z', '2026-06-30T23:30:00Z', '2026-12-31T23:00:00Z', '2031-03-30T01:00:00Z'];
  const inZone = (moment: string, zone: Parameters<DateTime['setZone']>[0]): string =>
    DateTime.fromISO(moment).setZone(zone).plus({ days: 30 }).endOf('day').toUTC().toISO() ?? '';

  it('reckons with days as the tables of time zones do', () => {
    for (const timeZone of [...served, 'Europe/Paris', 'America/New_York'])
      for (const moment of moments) expect(inZone(moment, zoneOf(timeZone)), timeZone).toBe(inZone(moment, timeZone));
  });

  it('keeps to the tables where clocks are put forward', () => {
    expect(zoneOf('Europe/Paris').isUniversal).toBe(false);
    for (const timeZone of served) expect(zoneOf(timeZone).isUniversal, timeZone).toBe(true);
  });
});
