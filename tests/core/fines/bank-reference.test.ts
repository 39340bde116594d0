import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  bankReferencesIn,
  looksLikeReference,
  parseBankReference,
  showBankReference,
  toBankReference,
  toReference,
  toShortCode,
} from '../../../core/fines/index.ts';

const reference = fc
  .tuple(
    fc.constantFrom('CD' as const, 'SN' as const),
    fc.integer({ min: 2020, max: 2099 }),
    fc.integer({ min: 1, max: 9_999_999_999 }),
  )
  .map(([country, year, number]) => toReference(country, year, toShortCode(number)));

/** ISO 7064 as it is written down: the whole number at once. */
const mod97 = (bank: string): bigint =>
  BigInt([...(bank.slice(4) + bank.slice(0, 4))].map((sign) => String(Number.parseInt(sign, 36))).join('')) % 97n;

it('makes references that a bank takes as ISO 11649, and reads them back however they are typed', () => {
  fc.assert(
    fc.property(reference, (fine) => {
      const bank = toBankReference(fine);
      expect(bank).toMatch(/^RF\d\d[A-Z0-9]{1,21}$/);
      expect(mod97(bank)).toBe(1n);
      for (const typed of [bank, bank.toLowerCase(), showBankReference(bank), ` ${showBankReference(bank)} `]) {
        expect(parseBankReference(typed)).toBe(fine);
        expect(looksLikeReference(typed)).toBe(true);
      }
    }),
  );
  // The example of ISO 11649 shows the same arithmetic.
  expect(mod97('RF18539007547034')).toBe(1n);
});

it('refuses a wrong sign anywhere and two neighbours that changed places', () => {
  fc.assert(
    fc.property(reference, fc.nat(), fc.integer({ min: 1, max: 9 }), (fine, place, step) => {
      const signs = [...toBankReference(fine)];
      const where = 2 + (place % (signs.length - 2));
      const sign = signs[where] ?? '';
      const other = /\d/.test(sign) ? String((Number(sign) + step) % 10) : sign === 'C' ? 'S' : 'X';
      expect(parseBankReference(signs.with(where, other).join(''))).toBeUndefined();
      const next = signs[where + 1];
      if (next !== undefined && next !== sign)
        expect(
          parseBankReference(
            signs
              .with(where, next)
              .with(where + 1, sign)
              .join(''),
          ),
        ).toBeUndefined();
    }),
  );
});

it('finds the fines that a line of a statement names, whatever touches the reference', () => {
  const fine = toReference('CD', 2026, toShortCode(123));
  const other = toReference('SN', 2026, toShortCode(98_765_432));
  const [bank, second] = [toBankReference(fine), toBankReference(other)];
  expect(bankReferencesIn(`VIRT/${showBankReference(bank)} AMENDE MUKENDI`)).toEqual([fine]);
  expect(bankReferencesIn(`ref:${bank};${second}/${bank}`)).toEqual([fine, other]);
  expect(bankReferencesIn(`xx${bank} 50000`)).toContain(fine);
  expect(bankReferencesIn(`${bank.slice(0, -1)} AMENDE 1234AB01`)).toEqual([]);
  fc.assert(fc.property(fc.string(), (line) => bankReferencesIn(line).length === 0));
});
