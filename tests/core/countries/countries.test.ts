import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countries,
  countryOfPhone,
  operatorById,
  operatorOf,
  parsePhone,
  walletsOf,
} from '../../../core/countries/index.ts';
import { countryCodes } from '../../../core/dialog/types.ts';

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
