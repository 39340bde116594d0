import { describe, expect, it } from 'vitest';
import { defaultTerms, offerDiscount } from '../../core/fines/index.ts';
import { toPayable } from '../../core/money.ts';

describe('amounts that are reckoned', () => {
  it.each([
    [3_333, 'CDF', 3_300],
    [3_333, 'USD', 3_333],
    [3_333, 'XOF', 3_333],
    [99, 'CDF', 0],
  ] as const)('can be paid to the last coin: %i minor units of %s give %i', (amount, currency, payable) => {
    expect(toPayable(amount, currency)).toBe(payable);
  });

  it('make no discount of parts of a franc', () => {
    const offer = { nth: 1, from: new Date('2026-01-05T09:00:00Z'), days: 14, country: 'CD' } as const;
    const terms = { ...defaultTerms, discount: { percent: 33, days: 14 } };
    expect(offerDiscount({ amount: 2_550_000, currency: 'CDF' }, terms, offer)?.amount).toBe(-841_500);
    expect(offerDiscount({ amount: 10_100, currency: 'CDF' }, terms, offer)?.amount).toBe(-3_300);
    expect(offerDiscount({ amount: 200, currency: 'CDF' }, terms, offer)).toBeUndefined();
  });
});
