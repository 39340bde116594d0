import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchNames } from '../../../core/vehicles/matching.ts';

const word = fc.constantFrom(
  'Kabasele', 'Joseph', 'wa', 'Mulumba', 'Ilunga', 'Ngoy', 'Diop', 'Awa', 'Jean-Pierre', 'N’Diaye', 'Élodie', 'de', 'M.',
  'K', 'Mbuyi', 'Tshibangu', 'Dr', 'Bâ',
); // prettier-ignore
const name = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
const fullName = fc
  .uniqueArray(fc.constantFrom('Kabasele', 'Joseph', 'Mulumba', 'Ilunga', 'Diop', 'Awa', 'Tshibangu', 'Mbuyi'), {
    minLength: 2,
    maxLength: 5,
  })
  .map((words) => words.join(' '));

describe('two names', () => {
  it.each([
    ['Kabasele Joseph wa Mulumba', 'MULUMBA KABASELE J.'],
    ['Patrick Ilunga', 'ILUNGA Patrick'],
    ['M. Patrick Ilunga', 'Ilunga Patrick'],
    ['Aïssatou Bâ', 'BA AISSATOU'],
    ['Tshibangu Albert', 'TSHIBANGA ALBERT'],
    ['Kabasele Joseph', 'Kabasele Jospeh'],
    ["Mamadou N'Diaye", 'NDIAYE MAMADOU'],
    ['Jean-Pierre Mukendi', 'MUKENDI JEAN PIERRE'],
    ['Société Mbote SARL', 'SOCIETE MBOTE'],
    ['TransKin', 'TRANSKIN'],
  ])('%s and %s are one', (one, other) => expect(matchNames(one, other).verdict).toBe('same'));

  it.each([
    ['Joseph Kabasele', 'Joseph'],
    ['Joseph Kabasele', 'J. Kabasele'],
    ['Joseph Kabasele', 'Joseph Mukendi'],
    ['Ilunga', 'Patrick Ilunga'],
  ])('%s and %s may be one, or not', (one, other) => expect(matchNames(one, other).verdict).toBe('near'));

  it.each([
    ['Patrick Ilunga', 'Chantal Mbuyi'],
    ['Patrick Ilunga', 'P. I.'],
    ['wa Mulumba', 'wa Kabasele'],
    ['Awa Sow', 'Awo Sew'],
    ['Patrick Ilunga', '***'],
  ])('%s and %s are two', (one, other) => expect(matchNames(one, other).verdict).toBe('different'));

  it('are compared the same from both sides', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(matchNames(one, other)).toEqual(matchNames(other, one));
      }),
    );
  });

  it('are the same in any order, with any case', () => {
    fc.assert(
      fc.property(fullName, fullName, fc.nat(), (one, other, seed) => {
        const words = other.split(' ');
        const turned = [...words.slice(seed % words.length), ...words.slice(0, seed % words.length)].reverse();
        expect(matchNames(one, turned.join(' ').toUpperCase())).toEqual(matchNames(one, other));
      }),
    );
  });

  it('are alike to themselves, and never by more than wholly', () => {
    fc.assert(
      fc.property(fullName, (one) => {
        expect(matchNames(one, one)).toEqual({ likeness: 1, verdict: 'same' });
      }),
    );
    fc.assert(
      fc.property(name, fc.string(), (one, other) => {
        const { likeness } = matchNames(one, other);
        expect(likeness).toBeGreaterThanOrEqual(0);
        expect(likeness).toBeLessThanOrEqual(1);
      }),
    );
  });
});
