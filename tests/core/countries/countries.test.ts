import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import {
  countries,
  countryOfPhone,
  operatorById,
  operatorOf,
  parsePhone,
  walletsOf,
} from '../../../core/countries/index.ts';
import { easterSunday } from '../../../core/countries/easter.ts';
import { countryCodes, type CountryCode } from '../../../core/dialog/types.ts';
import { stretchesOn } from '../../../core/organisations/index.ts';

describe('phone numbers', () => {
  it.each([
    ['0810000001', 'CD', '+243810000001'],
    ['081 000 00 01', 'CD', '+243810000001'],
    ['243810000001', 'CD', '+243810000001'],
    ['243810000001', 'SN', '+243810000001'],
    ['+243 81-000-0001', 'SN', '+243810000001'],
    ['00243 97 000 00 01', 'CD', '+243970000001'],
    ['00221771234567', 'CD', '+221771234567'],
    ['77 123 45 67', 'SN', '+221771234567'],
    ['221771234567', 'CD', '+221771234567'],
    [' 243810000001', 'CD', '+243810000001'],
    ['+33 6 12 34 56 78', 'CD', '+33612345678'],
    ['٠٨١٠٠٠٠٠٠١', 'CD', '+243810000001'],
  ] as const)('reads %s typed in %s as %s', (typed, country, phone) => {
    expect(parsePhone(typed, country)).toBe(phone);
  });

  it.each(['', '12', '1234AB01', '+', '081', '{"$gt":""}', '0810000001 ou 0820000002', '+243', '08100000010000000000'])(
    'takes %j for no number',
    (typed) => {
      expect(parsePhone(typed, 'CD')).toBeUndefined();
    },
  );

  it('never throws and reads its own result again unchanged', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.constantFrom(...countryCodes), (text, country) => {
        const phone = parsePhone(text, country);
        if (phone !== undefined) expect(parsePhone(phone, country)).toBe(phone);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), fc.constantFrom(...countryCodes), (n, country) => {
        const { callingCode, operators } = countries[country];
        const national = `${operators[0]?.prefixes[0]}${String(n).padStart(7, '0')}`;
        expect(parsePhone(national, country)).toBe(callingCode + national);
        expect(countryOfPhone(callingCode + national)).toBe(country);
        expect(operatorOf(callingCode + national)?.id).toBe(operators[0]?.id);
      }),
    );
  });

  it('guesses the operator from the first digits', () => {
    expect(operatorOf('+243840000001')?.wallet).toBe('Orange Money');
    expect(operatorOf('+243900000001')).toMatchObject({ id: 'africell-cd' });
    expect(operatorOf('+221760000001')?.id).toBe('free-sn');
    expect(operatorOf('+33612345678')).toBeUndefined();
    expect(countryOfPhone('+33612345678')).toBeUndefined();
  });

  it('offers only wallets, Wave on any number of Senegal, none for Africell', () => {
    expect(walletsOf('CD').map((operator) => operator.id)).toEqual(['vodacom-cd', 'airtel-cd', 'orange-cd']);
    expect(walletsOf('SN').map((operator) => operator.id)).toContain('wave-sn');
    expect(operatorById('wave-sn')?.wallet).toBe('Wave');
    expect(operatorById('nobody')).toBeUndefined();
  });
});

describe('holidays', () => {
  const openOn = (country: CountryCode, day: string, closedOnHolidays = true): boolean => {
    const { timeZone, holidays } = countries[country];
    const everyDay = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((one) => [one, [{ from: '09:00', to: '17:00' }]]));
    return (
      stretchesOn({ hours: { week: everyDay, closedOnHolidays, exceptions: [] }, timeZone, holidays }, day).length > 0
    );
  };

  it.each([
    [2000, '2000-04-23'], [2024, '2024-03-31'], [2026, '2026-04-05'], [2027, '2027-03-28'], [2028, '2028-04-16'], [2029, '2029-04-01'],
    [2030, '2030-04-21'], [2038, '2038-04-25'], [2049, '2049-04-18'], [2076, '2076-04-19'],
  ])('know Easter of %i', (year, day) => {
    expect(easterSunday(year).toISODate()).toBe(day);
  }); // prettier-ignore

  it('that move close the offices of Senegal in their year, and no office of Congo', () => {
    // Easter Monday, the Ascension, Whit Monday, Korité, Tabaski.
    for (const day of ['2026-04-06', '2026-05-14', '2026-05-25', '2026-03-20', '2026-05-27']) {
      expect(openOn('SN', day), day).toBe(false);
      expect(openOn('SN', day, false), day).toBe(true);
    }
    for (const day of ['2026-04-07', '2026-05-14', '2026-05-25', '2026-03-20'])
      expect(openOn('CD', day), day).toBe(true);
    // The date of one year is a day like others in the next.
    expect(openOn('SN', '2027-04-06')).toBe(true);
  });

  it.each(countryCodes)('in %s are days of the calendar, and eight a year of those that move', (code) => {
    const { holidays } = countries[code];
    for (const day of holidays) expect(DateTime.fromISO(day.length === 5 ? `2028-${day}` : day).isValid, day).toBe(true);
    const moving = holidays.filter((day) => day.length > 5);
    if (moving.length > 0) for (const year of ['2026', '2027', '2028', '2029', '2030']) expect(moving.filter((day) => day.startsWith(year))).toHaveLength(8);
  }); // prettier-ignore
});

describe('the data of each country', () => {
  it('has the 26 provinces and 24 communes of Congo and the 14 regions of Senegal, each once', () => {
    expect(new Set(countries.CD.regions.map((region) => region.id)).size).toBe(26);
    expect(new Set(countries.CD.communes).size).toBe(24);
    expect(new Set(countries.SN.regions.map((region) => region.id)).size).toBe(14);
  });

  it.each(countryCodes)('has no two operators in %s that claim the same number', (code) => {
    const prefixes = countries[code].operators.flatMap((operator) => operator.prefixes);
    expect(prefixes.some((a, i) => prefixes.some((b, j) => i !== j && a.startsWith(b)))).toBe(false);
  });

  it.each(countryCodes)('names time zones in %s that exist', (code) => {
    for (const zone of countries[code].timeZones)
      expect(() => new Intl.DateTimeFormat('fr', { timeZone: zone })).not.toThrow();
    expect(countries[code].timeZones).toContain(countries[code].timeZone);
  });
});
