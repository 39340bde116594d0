import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseAmountCell } from '../../../../core/payments/bank/amount-cell.ts';

describe('an amount of a statement', () => {
  it.each([
    ['50 000,00', ',', 'CDF', 5_000_000],
    ['50.000,5', ',', 'CDF', 5_000_050],
    ['50\u202f000', ',', 'CDF', 5_000_000],
    ["1'234'567.89", '.', 'USD', 123_456_789],
    ['1,234.5', '.', 'USD', 123_450],
    ['12 000,00', ',', 'XOF', 12_000],
    ['-300', '.', 'CDF', -30_000],
    ['300-', '.', 'CDF', -30_000],
    ['(300)', '.', 'CDF', -30_000],
    ['\u2212300,00', ',', 'CDF', -30_000],
    ['+300', '.', 'CDF', 30_000],
    ['0,00', ',', 'CDF', 0],
    ['0050', '.', 'XOF', 50],
  ] as const)('%s is read', (cell, decimal, currency, amount) => {
    expect(parseAmountCell(cell, decimal, currency)).toBe(amount);
  });

  it.each([
    ['', ','],
    ['TOTAL', ','],
    ['1.50', ','],
    ['12,345', ','],
    ['1,2,3', ','],
    ['12.34.567', ','],
    ['5 00,00', ','],
    ['1e3', '.'],
    ['0x10', '.'],
    ['99999999999999999', '.'],
    ['12,5', '.'],
    ['--5', '.'],
  ] as const)('%s with a %s before the decimals is none', (cell, decimal) => {
    expect(parseAmountCell(cell, decimal, 'CDF')).toBeUndefined();
  });

  it('finer than the currency goes is none', () => {
    expect(parseAmountCell('12,5', ',', 'XOF')).toBeUndefined();
    expect(parseAmountCell('12,505', ',', 'USD')).toBeUndefined();
  });

  it('comes back whatever way French banks group it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), fc.constantFrom(' ', '.', '\u00a0', ''), (amount, between) => {
        const [whole = '', rest = ''] = (amount / 100).toFixed(2).split('.');
        const grouped = whole.replace(/\B(?=(\d{3})+$)/g, between);
        expect(parseAmountCell(`${grouped},${rest}`, ',', 'CDF')).toBe(amount);
      }),
    );
  });
});
