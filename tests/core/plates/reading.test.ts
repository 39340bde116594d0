import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAs, readFreely, weigh } from '../../../core/plates/reading/ctc.ts';
import { findBlobs } from '../../../core/plates/reading/components.ts';
import { integral, type Grey } from '../../../core/plates/reading/image.ts';
import {
  allowedAt,
  credibilityOf,
  expectationOf,
  lookAlikesOf,
  seriesOf,
} from '../../../core/plates/reading/layouts.ts';
import { blank, classes, signs, type Grid } from '../../../core/plates/reading/network.ts';
import { rank } from '../../../core/plates/reading/rank.ts';
import { joinGrids } from '../../../core/plates/reading/two-lines.ts';

/** A grid in which only a few signs may stand, by their shares at each step. */
function gridOf(steps: readonly Readonly<Record<string, number>>[]): Grid {
  const values = new Float32Array(steps.length * classes).fill(-1e9);
  steps.forEach((shares, step) => {
    for (const [sign, share] of Object.entries(shares))
      values[step * classes + (sign === '-' ? blank : signs.indexOf(sign))] = Math.log(share);
  });
  return { steps: steps.length, values };
}

/** Each sign stands for one step, with a little chance of another. */
const written = (text: string, doubts: Readonly<Record<number, Readonly<Record<string, number>>>> = {}): Grid =>
  gridOf([...text].flatMap((sign, at) => [{ '-': 1 }, doubts[at] ?? { [sign]: 0.98, '-': 0.02 }]));

const collapse = (path: readonly string[]): string =>
  path.filter((sign, at) => sign !== '-' && sign !== path[at - 1]).join('');

describe('texts in a grid of signs', () => {
  it('weigh as much as all ways to write them together', () => {
    const step = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .map(([a, b, none]) => ({ A: a / (a + b + none), 7: b / (a + b + none), '-': none / (a + b + none) }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
        const sums = new Map<string, number>();
        const walk = (path: readonly string[], share: number): void => {
          const at = steps[path.length];
          if (!at) {
            sums.set(collapse(path), (sums.get(collapse(path)) ?? 0) + share);
            return;
          }
          for (const [sign, part] of Object.entries(at)) walk([...path, sign], share * part);
        };
        walk([], 1);
        for (const [text, sum] of sums) expect(Math.exp(weigh(gridOf(steps), text))).toBeCloseTo(sum, 6);
      }),
      { numRuns: 50 },
    );
  });

  it('are read freely as the likeliest signs, and by a layout as the likeliest of its kind', () => {
    const doubtful = written('1234O812', { 4: { 0: 0.6, O: 0.38, '-': 0.02 }, 5: { 8: 0.7, B: 0.28, '-': 0.02 } });
    expect(readFreely(doubtful).text).toBe('12340812');
    expect(readAs(doubtful, allowedAt('####@@##')).text).toBe('1234OB12');
    expect(readAs(doubtful, allowedAt('########')).text).toBe('12340812');
  });

  it('keep a sign that ends one line and begins the next', () => {
    expect(readFreely(joinGrids(written('1234'), written('4B01'))).text).toBe('12344B01');
  });

  it('are ranked with the layouts of the countries, so that a plate is no mixture of letters and figures', () => {
    const doubtful = written('1234O812', { 4: { 0: 0.5, O: 0.48, '-': 0.02 }, 5: { 8: 0.5, B: 0.48, '-': 0.02 } });
    const [first] = rank([{ grid: doubtful, weight: 1 }]);
    expect(first?.text).toBe('1234OB12');
    expect(first?.characters).toHaveLength(8);
    expect(first!.characters[5]).toBeLessThan(first!.characters[0]!);
  });
});

describe('what is expected of a text', () => {
  it('is most for a series of the person, then for one of another country, least for what no plate is like', () => {
    expect(expectationOf('1234AB01', 'CD')).toBeGreaterThan(expectationOf('1234AB01', 'SN'));
    expect(expectationOf('1234AB01', 'SN')).toBeGreaterThan(expectationOf('1A2B3C4D'));
    expect(expectationOf('ABCDEFGHIJKL')).toBeLessThan(0.1);
  });

  it('knows series only where they are laid out so, and with the regions that exist', () => {
    expect(seriesOf('1234AB01')).toMatchObject({ country: 'CD', series: 'cd-2009', loose: false });
    expect(seriesOf('DK1234AB')).toMatchObject({ country: 'SN', series: 'sn-1989' });
    expect(seriesOf('XX1234AB')).toBeUndefined();
    expect(credibilityOf('TOYOTA')).toBeLessThan(credibilityOf('AB12CD'));
  });

  it('offers an O for a zero and an I for a one, one at a time', () => {
    expect(lookAlikesOf('A0B1')).toEqual(['AOB1', 'A0BI']);
  });
});

describe('patches of a picture', () => {
  it('are whole whatever their shape, and apart where nothing joins them', () => {
    const rows = ['..........', '.#...#.##.', '.#...#.##.', '.#####....', '.....##...', '......#...', '..........'];
    const data = Uint8Array.from([...rows.join('')].map((sign) => (sign === '.' ? 200 : 20)));
    const grey: Grey = { data, width: 10, height: 7 };
    const blobs = findBlobs(grey, integral(grey), { window: 15, contrast: 5, dark: true }, () => true);
    expect(blobs).toEqual([
      { x: 1, y: 1, width: 6, height: 5, area: 12 },
      { x: 7, y: 1, width: 2, height: 2, area: 4 },
    ]);
  });
});
