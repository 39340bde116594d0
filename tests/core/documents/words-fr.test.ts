import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moneyInFrench } from '../../../core/documents/words-fr.ts';

const francs = (amount: number): string => moneyInFrench({ amount, currency: 'XOF' });
const bare = (amount: number): string => francs(amount).replace(/ (de )?francs? CFA$/, '');

/** The grammar, read the other way round: it knows words and rules, and nothing of how they were put together. */
const units: Readonly<Record<string, number>> = {
  zéro: 0, un: 1, deux: 2, trois: 3, quatre: 4, cinq: 5, six: 6, sept: 7, huit: 8, neuf: 9, dix: 10, onze: 11, douze: 12,
  treize: 13, quatorze: 14, quinze: 15, seize: 16,
}; // prettier-ignore
const tens: Readonly<Record<string, number>> = {
  vingt: 20, trente: 30, quarante: 40, cinquante: 50, soixante: 60, 'quatre-vingt': 80,
}; // prettier-ignore
/** Every right spelling below a hundred, from the rules: "et" before un and onze up to 71, hyphens elsewhere. */
const belowHundred = new Map<string, number>();
for (const [word, value] of Object.entries(units)) if (value > 0) belowHundred.set(word, value);
for (const unit of ['sept', 'huit', 'neuf']) belowHundred.set(`dix-${unit}`, 10 + (units[unit] ?? 0));
for (const [ten, value] of Object.entries(tens)) {
  if (ten !== 'quatre-vingt') belowHundred.set(ten, value);
  const most = value === 60 || value === 80 ? 19 : 9;
  for (const [word, unit] of [...belowHundred].filter(([, unit]) => unit <= most)) {
    const joined = ten !== 'quatre-vingt' && (unit === 1 || unit === 11);
    belowHundred.set(joined ? `${ten} et ${word}` : `${ten}-${word}`, value + unit);
  }
}

/** `isLast`: nothing follows that is a number (mille is one; million is a noun). */
function readBelowThousand(text: string, isLast: boolean): number {
  if (text === '') return 0;
  if (isLast && text === 'quatre-vingts') return 80;
  if (!isLast && text === 'quatre-vingt') return 80;
  const below = belowHundred.get(text);
  if (below !== undefined) return below;
  const [, count, s, rest] = /^(?:(\S+) )?cent(s?)(?: (.+))?$/.exec(text) ?? [];
  if (s === undefined) throw new Error(`no number: ${text}`);
  const hundreds = count === undefined ? 1 : (units[count] ?? NaN);
  const takesS = hundreds > 1 && rest === undefined && isLast;
  if (count === 'un' || hundreds > 9 || (s === 's') !== takesS) throw new Error(`wrong hundred: ${text}`);
  return hundreds * 100 + readBelowThousand(rest ?? '', isLast);
}

function readThousands(text: string): number {
  const [, before, rest = ''] = /^(?:(.*?) )?mille(?: (.+))?$/.exec(text) ?? [];
  if (!/\bmille\b/.test(text)) return readBelowThousand(text, true);
  if (/\bmilles\b/.test(text) || before === 'un') throw new Error(`wrong thousand: ${text}`);
  return (before === undefined ? 1 : readBelowThousand(before, false)) * 1_000 + readBelowThousand(rest, true);
}

function read(text: string): number {
  if (text === 'zéro') return 0;
  const [, count, s, rest = ''] = /^(.*?) million(s?)(?: (.+))?$/.exec(text) ?? [];
  if (count === undefined) return readThousands(text);
  const millions = readBelowThousand(count, true);
  if ((s === 's') !== millions > 1) throw new Error(`wrong million: ${text}`);
  return millions * 1_000_000 + readThousands(rest);
}

describe('amounts in French words', () => {
  it.each([
    [0, 'zéro franc CFA'],
    [1, 'un franc CFA'],
    [21, 'vingt et un francs CFA'],
    [71, 'soixante et onze francs CFA'],
    [77, 'soixante-dix-sept francs CFA'],
    [80, 'quatre-vingts francs CFA'],
    [81, 'quatre-vingt-un francs CFA'],
    [91, 'quatre-vingt-onze francs CFA'],
    [100, 'cent francs CFA'],
    [101, 'cent un francs CFA'],
    [200, 'deux cents francs CFA'],
    [201, 'deux cent un francs CFA'],
    [1_000, 'mille francs CFA'],
    [1_001, 'mille un francs CFA'],
    [2_000, 'deux mille francs CFA'],
    [80_000, 'quatre-vingt mille francs CFA'],
    [200_000, 'deux cent mille francs CFA'],
    [1_000_000, 'un million de francs CFA'],
    [1_000_001, 'un million un francs CFA'],
    [80_000_000, 'quatre-vingts millions de francs CFA'],
    [200_000_000, 'deux cents millions de francs CFA'],
    [200_000_200, 'deux cents millions deux cents francs CFA'],
    [280_000_000, 'deux cent quatre-vingts millions de francs CFA'],
  ])('writes %i as "%s"', (amount, words) => {
    expect(francs(amount)).toBe(words);
  });

  it('are read back as the same number, for every number to 9 999', () => {
    for (let amount = 0; amount < 10_000; amount += 1) expect(read(bare(amount)), bare(amount)).toBe(amount);
  });

  it('are read back as the same number to 999 999 999', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: 999_999_999 }), (amount) => read(bare(amount)) === amount),
      { numRuns: 3_000 },
    );
    for (const round of [10_000, 99_999, 100_000, 999_999, 100_000_000, 999_000_000, 999_999_999])
      expect(read(bare(round))).toBe(round);
  });

  it('name the currency and its parts', () => {
    expect(moneyInFrench({ amount: 1_250, currency: 'USD' })).toBe('douze dollars américains et cinquante cents');
    expect(moneyInFrench({ amount: 101, currency: 'USD' })).toBe('un dollar américain et un cent');
    expect(moneyInFrench({ amount: 20_000_000, currency: 'CDF' })).toBe('deux cent mille francs congolais');
    expect(moneyInFrench({ amount: 150, currency: 'CDF' })).toBe('un franc congolais et cinquante centimes');
    expect(moneyInFrench({ amount: 200_000_000_000, currency: 'CDF' })).toBe('deux milliards de francs congolais');
  });

  it('are refused for what is no amount', () => {
    for (const amount of [-1, 0.5, Number.NaN, Infinity])
      expect(() => moneyInFrench({ amount, currency: 'USD' })).toThrow(RangeError);
  });
});
