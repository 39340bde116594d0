import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shorten, toPieces } from '../../../core/dialog/fit.ts';

describe('cutting texts', () => {
  it('cuts at a paragraph, else a line, else a word', () => {
    expect(toPieces('un deux\n\ntrois', 10)).toEqual(['un deux', 'trois']);
    expect(toPieces('un deux\ntrois', 10)).toEqual(['un deux', 'trois']);
    expect(toPieces('un deux trois', 10)).toEqual(['un deux', 'trois']);
    expect(toPieces('x'.repeat(12), 10)).toEqual(['x'.repeat(10), 'xx']);
  });

  it('loses nothing, is never too long, and halves no character', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '😀', ' ', '\n', '\n\n', 'mot')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 12 }), (whole, max) => {
        const pieces = toPieces(whole, max);
        expect(pieces.join('').replace(/\s/g, '')).toBe(whole.replace(/\s/g, ''));
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(max);
          expect(piece).not.toMatch(/\p{Surrogate}/u);
          expect(piece.trim()).not.toBe('');
        }
      }),
    );
  });

  it('counts in UTF-16 units, as the vendors do', () => {
    expect(toPieces('😀'.repeat(50), 100)).toHaveLength(1);
    expect(toPieces('😀'.repeat(51), 100)).toHaveLength(2);
  });

  it('shortens a label without halving a character', () => {
    expect(shorten('court', 10)).toBe('court');
    expect(shorten('bien trop long', 10)).toBe('bien trop…');
    expect(shorten('aaaa😀😀😀', 6)).toBe('aaaa…');
  });
});
