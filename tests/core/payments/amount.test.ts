import fc from 'fast-check';
import { expect, it } from 'vitest';

import { formatMoney } from '../../../core/language/index.ts';
import { currencies, type Currency } from '../../../core/money.ts';
import { parseAmount } from '../../../core/payments/index.ts';

it.each([
  ['50000', 'CDF', 5_000_000],
  ['50 000', 'CDF', 5_000_000],
  ['50.000 FC', 'CDF', 5_000_000],
  ['50,000', 'CDF', 5_000_000],
  ['50 000,00', 'CDF', 5_000_000],
  ['1.250.000', 'CDF', 125_000_000],
  ['20000 F CFA', 'XOF', 20_000],
  ['20 000', 'XOF', 20_000],
  ['５０００', 'XOF', 5_000],
  ['12,50', 'USD', 1_250],
  ['12.5 usd', 'USD', 1_250],
  ['$12', 'USD', 1_200],
  ['0', 'CDF', 0],
] as const)('reads %s as an amount of %s', (typed, currency, amount) => {
  expect(parseAmount(typed, currency)).toEqual({ amount, currency });
});

it.each([
  ['beaucoup', 'CDF'],
  ['', 'CDF'],
  ['-5', 'CDF'],
  ['50,50', 'CDF'],
  ['1e6', 'CDF'],
  ['5 000 000 000 000 000', 'CDF'],
  ['10*2', 'XOF'],
  ['0x10', 'XOF'],
] as const)('takes %s for no amount of %s', (typed, currency) => {
  expect(parseAmount(typed, currency)).toBeUndefined();
});

it('reads every amount back that it shows', () => {
  const shown = fc
    .constantFrom(...(Object.keys(currencies) as Currency[]))
    .chain((currency) =>
      fc
        .integer({ min: 0, max: 1_000_000_000 })
        .map((units) => ({ amount: units * 10 ** currencies[currency], currency })),
    );
  fc.assert(
    fc.property(shown, (money) => {
      expect(parseAmount(formatMoney(money), money.currency)).toEqual(money);
    }),
  );
});
