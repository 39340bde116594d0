import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Adjustment } from '../../../core/fines/index.ts';
import { noteLines } from '../../../core/fines/index.ts';

const at = (day: number): Date => new Date(Date.UTC(2026, 10, 1 + day));
let key = 0;
const one = (kind: Adjustment['kind'], amount: number, day: number, until?: Date): Adjustment => ({
  key: `${kind}:${(key += 1)}`, kind, amount, at: at(day), by: 'clock', ...(until ? { until } : {}),
}); // prettier-ignore
const linesOf = (tariff: number, adjustments: Adjustment[]) =>
  noteLines({
    due: { amount: adjustments.reduce((sum, { amount }) => sum + amount, tariff), currency: 'CDF' },
    adjustments,
  });

it('gives increases, reductions and a discount that counts a line each', () => {
  const lines = linesOf(10_000, [
    one('discount', -2_000, 0, at(14)),
    one('discount_over', 2_000, 14),
    one('increase', 2_500, 31),
    one('reduction', -5_000, 40),
    one('discount', -1_000, 40, at(54)),
  ]);
  expect(lines).toEqual([
    { kind: 'tariff', amount: 10_000 },
    { kind: 'increase', amount: 2_500, when: at(31) },
    { kind: 'reduction', amount: -5_000, when: at(40) },
    { kind: 'discount', amount: -1_000, when: at(54) },
  ]);
});

it('leaves no line of a discount that was not used', () => {
  expect(linesOf(10_000, [one('discount', -2_000, 0, at(14)), one('discount_over', 2_000, 14)])).toHaveLength(1);
});

it('puts the older of many increases into one line', () => {
  const lines = linesOf(
    10_000,
    [1, 2, 3, 4, 5].map((day) => one('increase', 100, day)),
  );
  expect(lines.slice(1)).toEqual([
    { kind: 'increases', amount: 300, when: at(3) },
    { kind: 'increase', amount: 100, when: at(4) },
    { kind: 'increase', amount: 100, when: at(5) },
  ]);
});

it('adds up to what is due, whatever happened', () => {
  const adjustment = fc
    .record({ kind: fc.constantFrom('discount', 'discount_over', 'increase', 'reduction'), amount: fc.integer({ min: -5_000, max: 5_000 }), day: fc.nat(400) })
    .map(({ kind, amount, day }) => one(kind, amount, day, kind === 'discount' ? at(day + 14) : undefined)); // prettier-ignore
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.array(adjustment, { maxLength: 12 }), (tariff, adjustments) => {
      const due = adjustments.reduce((sum, { amount }) => sum + amount, tariff);
      const lines = linesOf(tariff, adjustments);
      return lines[0]?.amount === tariff && lines.reduce((sum, { amount }) => sum + amount, 0) === due;
    }),
  );
});
