import { beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../../core/dialog/index.ts';
import { loadLettering, type Lettering } from '../../../core/documents/index.ts';
import { toSvg, type Picture } from '../../../core/statistics/charts/picture.ts';
import { pictureOf } from '../../../core/statistics/charts/pictures.ts';
import type { Figures } from '../../../core/statistics/fine-figures.ts';
import { daysOf } from '../../../core/statistics/period.ts';
import { subjects, type Subject } from '../../../core/statistics/index.ts';
import type { Facts } from '../../../core/statistics/words.ts';
import { strictSpeak } from '../../support/talk.ts';

let lettering: Lettering;
beforeAll(async () => {
  lettering = await loadLettering();
});

const figures = (count: number): Figures => ({
  currency: 'CDF', count, paidCount: Math.floor(count / 2), dismissedCount: Math.floor(count / 9), issued: count * 5_000_000,
  due: count * 5_000_000, paid: count * 2_500_000, remaining: count * 2_500_000, rate: 0.5,
}); // prettier-ignore

/** As many rows as there can be, with names and numbers as long as they can be, or a single fine. */
function facts(scale: number, from: string, to: string): Facts {
  const period = { country: 'CD' as const, from, to };
  const rows = scale === 1 ? 1 : 20;
  const named = Array.from({ length: rows }, (_, index) => `${index} ${'Ngiri-Ngiri '.repeat(index)}`);
  return {
    period,
    timeZone: 'Africa/Kinshasa',
    totals: [figures(scale * 1_000), { ...figures(scale), currency: 'USD' }],
    states: (['recorded', 'validated', 'dismissed', 'forwarded', 'voided'] as const).map((state) => ({ state, count: scale })),
    types: named.map((fr, index) => ({ code: fr, labels: { fr }, ...figures(Math.ceil(scale / (index + 1))) })),
    communes: named.map((commune, index) => ({ commune, ...figures(scale + index) })),
    agents: named.map((name) => ({ agentId: name, name, ...figures(scale) })),
    days: daysOf(period).map((day, index) => ({ day, ...figures(scale * (index % 4)) })),
    daysToPayment: { paid: scale, median: 1_000, p90: 2_000, histogram: [{ from: 0, to: 0, count: scale }, { from: 61, count: 0 }] },
    contestations: {
      opened: scale * 2, medianDays: 3,
      outcomes: [{ state: 'open', count: scale, share: 0.5 }, { state: 'withdrawn', count: scale, share: 0.5 }],
    },
  }; // prettier-ignore
}

const draw = (subject: Subject, about: Facts, language: (typeof languages)[number] = 'fr'): Picture =>
  pictureOf(subject, about, { speak: strictSpeak, language, today: '21/11/2026' });

interface Written {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly foot: number;
}

/** Every text of a picture with the place that it takes. */
function written(svg: string): Written[] {
  const all = /<text x="([\d.-]+)" y="([\d.]+)" font-size="([\d.]+)" font-weight="(\d+)" fill="[^"]+" text-anchor="(\w+)">([^<]*)</g;
  const weights = { '400': 'regular', '500': 'medium', '700': 'bold' } as const;
  return [...svg.matchAll(all)].map(([, x = '', y, size, weight, anchor = 'start', text = '']) => {
    const wide = lettering.widthOf(text.replaceAll('&#39;', "'").replaceAll('&#62;', '>'), weights[weight as keyof typeof weights]) * Number(size);
    const left = Number(x) - { start: 0, middle: wide / 2, end: wide }[anchor as 'start' | 'middle' | 'end'];
    return { text, left, right: left + wide, foot: Number(y) };
  });
} // prettier-ignore

const periods = [
  ['2026-11-21', '2026-11-21'],
  ['2026-10-23', '2026-11-21'],
  ['2026-01-01', '2026-07-01'],
  ['2024-11-22', '2026-11-21'],
] as const;

describe('a chart', () => {
  it.each(languages)('keeps every text inside the picture and off its neighbours in %s', (language) => {
    const [day, month, , years] = periods;
    const all = [
      ...subjects.map((subject) => [subject, facts(1_234_567, ...month)] as const),
      ['days', facts(1_234_567, ...years)] as const,
      ['overview', facts(1, ...day)] as const,
    ];
    for (const [subject, about] of all) {
      const texts = written(toSvg(draw(subject, about, language), lettering));
      expect(texts.length).toBeGreaterThan(3);
      for (const one of texts) {
        expect(one.left, `${subject} ${one.text}`).toBeGreaterThanOrEqual(0);
        expect(one.right, `${subject} ${one.text}`).toBeLessThanOrEqual(1080);
        const over = texts.filter(
          (other) => other !== one && other.foot === one.foot && other.left < one.right && one.left < other.right,
        );
        expect(over, `${subject} ${one.text}`).toEqual([]);
      }
    }
  });

  it('shows the first twelve of a table and the rest as one', () => {
    const [section] = draw('communes', facts(50, '2026-11-01', '2026-11-21')).sections;
    const bars = section?.kind === 'bars' ? section.bars : [];
    expect(bars).toHaveLength(13);
    expect(bars.at(-1)?.name).toBe('Autres');
    expect(bars.flatMap(({ parts }) => parts).reduce((sum, { amount }) => sum + amount, 0)).toBe(20 * 50 + 190);
  });

  it('puts days together to weeks and months where there are many', () => {
    const columns = periods.map(([from, to]) => {
      const picture = draw('days', facts(5, from, to));
      const [section] = picture.sections;
      return `${picture.title}: ${section?.kind === 'columns' ? section.columns.length : 0}`;
    });
    expect(columns).toEqual([
      'Amendes par jour: 1',
      'Amendes par jour: 30',
      'Amendes par semaine: 27',
      'Amendes par mois: 25',
    ]);
  });

  it('writes names as they are, whatever is in them', () => {
    const about = facts(2, '2026-11-01', '2026-11-21');
    const [one] = about.communes;
    if (!one) throw new Error('there is no commune');
    const svg = toSvg(draw('communes', { ...about, communes: [{ ...one, commune: '<b>"Gombe" & 🚗' }] }), lettering);
    expect(svg).toContain('&#60;b&#62;&#34;Gombe&#34; &#38; ');
    expect(svg).not.toContain('🚗');
  });
});
