import fc from 'fast-check';
import { expect, it } from 'vitest';

import { looksLikeReference, parseReference, toReference, toShortCode } from '../../../core/fines/index.ts';

const number = fc.integer({ min: 1, max: 99_999_999 });

it('reads its own references back, however they are typed', () => {
  fc.assert(
    fc.property(number, fc.constantFrom('CD' as const, 'SN' as const), (at, country) => {
      const code = toShortCode(at);
      const reference = toReference(country, 2026, code);
      for (const typed of [
        code,
        reference,
        reference.toLowerCase(),
        reference.replaceAll('-', ' '),
        ` ${reference.replaceAll('-', '')} `,
      ]) {
        expect(parseReference(typed)).toBe(code);
        expect(looksLikeReference(typed)).toBe(true);
      }
    }),
  );
});

it('notices every wrong digit and every swap of two neighbours', () => {
  fc.assert(
    fc.property(number, fc.nat(), fc.integer({ min: 1, max: 9 }), (at, place, step) => {
      const digits = [...toShortCode(at)].map(Number);
      const where = place % digits.length;
      const wrong = digits.map((digit, index) => (index === where ? (digit + step) % 10 : digit));
      expect(parseReference(wrong.join(''))).toBeUndefined();
      const next = (where + 1) % digits.length;
      const swapped = digits.map((digit, index) =>
        index === where ? digits[next] : index === next ? digits[where] : digit,
      );
      if (next > where && digits[where] !== digits[next]) expect(parseReference(swapped.join(''))).toBeUndefined();
    }),
  );
});

it.each(['1234AB01', 'bonjour', '12', '', 'FR-2026-0001010', "' or 1=1"])('takes "%s" for no reference', (typed) => {
  expect(parseReference(typed)).toBeUndefined();
});
