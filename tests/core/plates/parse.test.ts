import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikePlate, parsePlate, showPlate } from '../../../core/plates/index.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const signs = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
const digits = (length: number) => signs('0123456789', length);
const cgo = fc.tuple(digits(4), signs(letters, 2), digits(2)).map((parts) => parts.join(''));
const sn2019 = fc.tuple(signs(letters, 2), digits(3), signs(letters, 2)).map((parts) => parts.join(''));
const regions = ['DK', 'DB', 'FK', 'KA', 'KL', 'KE', 'KD', 'LG', 'MT', 'SL', 'SE', 'TC', 'TH', 'ZG'];
const sn1989 = fc
  .tuple(fc.constantFrom(...regions), digits(4), fc.oneof(signs(letters, 1), signs(letters, 2)))
  .map((parts) => parts.join(''))
  // A Congolese reading of the same eight signs would need no fewer exchanges.
  .filter((plate) => plate.length === 7 || !/^\d/.test(plate));

/** The same plate as people type it: separators anywhere, any case. */
const typedAs = (plate: fc.Arbitrary<string>) =>
  plate.chain((canonical) =>
    fc
      .array(fc.constantFrom('', ' ', '-', '/', ' - ', '.'), {
        minLength: canonical.length,
        maxLength: canonical.length,
      })
      .chain((gaps) =>
        fc.boolean().map((small) => {
          const text = [...canonical].map((sign, at) => sign + (at === canonical.length - 1 ? '' : gaps[at])).join('');
          return { canonical, text: small ? text.toLowerCase() : text };
        }),
      ),
  );

const asLetter: Record<string, string> = { 0: 'O', 1: 'I', 5: 'S', 8: 'B', 2: 'Z', 6: 'G' };

describe('plates typed by people', () => {
  it.each([
    ['1234AB01', '1234AB01', 'cd-2009', '1234AB/01'],
    ['1234 ab / 01', '1234AB01', 'cd-2009', '1234AB/01'],
    ['CGO 1234AB/01', '1234AB01', 'cd-2009', '1234AB/01'],
    ['1234ABO1', '1234AB01', 'cd-2009', '1234AB/01'],
    ['I234A801', '1234AB01', 'cd-2009', '1234AB/01'],
    ['5678CD05', '5678CD05', 'cd-2009', '5678CD/05'],
    ['aa-123-bc', 'AA123BC', 'sn-2019', 'AA-123-BC'],
    ['DK 1234 A', 'DK1234A', 'sn-1989', 'DK-1234-A'],
    ['DK-1234-AB', 'DK1234AB', 'sn-1989', 'DK-1234-AB'],
    ['FARDC 1234567', 'FARDC1234567', 'cd-army', 'FARDC 1234567'],
    ['un 123', 'UN123', 'cd-un', 'UN 123'],
    ['12 CD 345', '12CD345', 'cd-diplomatic', '12 CD 345'],
    ['12AB', '12AB', 'cd-motorcycle', '12AB'],
  ])('reads %s as %s of the series %s', (text, canonical, series, shown) => {
    expect(parsePlate(text, 'CD')).toMatchObject({ canonical, series, shown, partial: false });
    expect(showPlate(canonical)).toBe(shown);
  });

  it('keeps what was typed among the readings when look-alikes were exchanged', () => {
    expect(parsePlate('1234ABO1', 'CD')).toMatchObject({ typed: '1234ABO1', candidates: ['1234AB01', '1234ABO1'] });
  });

  it('takes a Congolese plate without its boxed code for the start of several', () => {
    expect(parsePlate('1234 AB', 'CD')).toMatchObject({ canonical: '1234AB', partial: true, country: 'CD' });
  });

  it.each(['RC 1234 AB', '1234 AB RC', 'RC 123 AB', 'RC-1234AB01', '1234RC'])(
    'never takes %s of Brazzaville for a plate of Congo-Kinshasa',
    (text) => {
      const parsed = parsePlate(text, 'CD');
      expect(parsed).toBeDefined();
      expect(parsed?.country).toBeUndefined();
      expect(parsed?.series).toBeUndefined();
      expect(parsed?.canonical).toContain('RC');
    },
  );

  it.each(['BOSS', 'LUMUMBA1', '4242', 'COD MAMA7', 'X9'])(
    'accepts %s, of no known series, because it was typed on purpose',
    (text) => {
      const parsed = parsePlate(text, 'CD');
      expect(parsed?.country).toBeUndefined();
      expect(parsed?.shown).toBe(text.replace('COD ', ''));
    },
  );

  it.each([
    '',
    ' ',
    '7',
    '98',
    '120',
    'ABCDEFGHI',
    '1234AB01 et encore',
    '{"$ne":1}',
    '🚗🚗🚗',
    'plaque: 1234AB01?',
    '1'.repeat(10_000),
  ])('takes %j for no plate', (text) => {
    expect(parsePlate(text)).toBeUndefined();
  });

  it('reads any plate of a known series however it is spaced, and shows it so that it reads again', () => {
    fc.assert(
      fc.property(fc.oneof(typedAs(cgo), typedAs(sn2019), typedAs(sn1989)), ({ canonical, text }) => {
        fc.pre(!/^RC|RC$|^CGO|CGO$/.test(canonical));
        const parsed = parsePlate(text);
        expect(parsed?.canonical).toBe(canonical);
        expect(parsePlate(parsed?.shown ?? '')).toEqual({ ...parsed, typed: canonical });
        expect(looksLikePlate(text)).toBe(true);
      }),
    );
  });

  it('finds the plate behind one or two figures typed as the letters that look like them', () => {
    fc.assert(
      fc.property(cgo, fc.array(fc.constantFrom<number[]>(0, 1, 2, 3, 6, 7), { maxLength: 2 }), (plate, places) => {
        const typed = [...plate].map((sign, at) => (places.includes(at) ? (asLetter[sign] ?? sign) : sign)).join('');
        fc.pre(!/^RC|RC$/.test(typed));
        expect(parsePlate(typed, 'CD')?.candidates).toContain(plate);
      }),
    );
  });

  it('never throws, and reads its own canonical form as itself', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 50 }),
          fc.string({ unit: fc.constantFrom(...letters, ...'0123456789 -/'), maxLength: 14 }),
        ),
        (text) => {
          const parsed = parsePlate(text);
          looksLikePlate(text);
          if (!parsed) return;
          expect(parsed.canonical).toMatch(/^[A-Z0-9]{2,12}$/);
          expect(parsed.candidates[0]).toBe(parsed.canonical);
          if (!parsed.series) return;
          expect(parsePlate(parsed.canonical)?.canonical).toBe(parsed.canonical);
        },
      ),
    );
  });
});

describe('a plate typed alone', () => {
  it.each(['1234AB01', '1234 ab 01', '1234AB', 'AA-123-BC', 'dk 1234 a', 'I234ABO1', 'FARDC1234567'])(
    'is recognised in %s',
    (text) => {
      expect(looksLikePlate(text, 'CD')).toBe(true);
    },
  );

  it.each([
    'bonjour',
    'amende',
    'payer',
    '1',
    '0',
    '00',
    '98',
    '1234',
    '12345678',
    '5000 FC',
    '5000CF',
    '1200 km',
    '10h30',
    'BOSS',
    'covid19',
    'un 500',
    '2 CC 50',
    '12AB',
    'lobi',
    'OBISOSSI',
    '+243810000001',
    'RC 1234 AB',
  ])('is not seen in %s', (text) => {
    expect(looksLikePlate(text, 'CD')).toBe(false);
  });

  it('is never seen in a word or a number', () => {
    fc.assert(fc.property(signs(letters, 8), (word) => !looksLikePlate(word)));
    fc.assert(fc.property(fc.nat(), (n) => !looksLikePlate(String(n))));
  });
});
