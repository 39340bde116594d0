import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../../core/dialog/index.ts';
import { loadLettering, type Lettering } from '../../../core/documents/index.ts';
import { toPng, toSvg } from '../../../core/statistics/charts/drawing.ts';
import type { Picture, Row } from '../../../core/statistics/charts/picture.ts';
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
  pictureOf(subject, about, { speak: strictSpeak, language, today: '21/11/2026', lettering });

const rowsOf = ({ sections }: Picture): readonly Row[] =>
  sections.flatMap((section) => ('rows' in section ? section.rows : []));

interface Written {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const plain = (text: string): string =>
  text.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'); // prettier-ignore

/** Every text of a picture with the place that it takes. */
function written(svg: string): Written[] {
  const all = [...svg.matchAll(/<text ([^>]*)>([^<]*)</g)];
  return all.map(([, attributes = '', words = '']) => {
    const read = (pattern: RegExp): string | undefined => pattern.exec(attributes)?.[1];
    const text = plain(words);
    const size = Number(read(/font-size:([\d.]+)px/));
    const weight = ({ '500': 'medium', '700': 'bold' } as const)[read(/font-weight:(\d+)/) ?? ''] ?? 'regular';
    const wide = lettering.widthOf(text, weight) * size;
    const [, movedX = 0, movedY = 0] = /translate\(([\d.-]+)[ ,]([\d.-]+)\)/.exec(attributes)?.map(Number) ?? [];
    const at = Number(read(/\bx="([\d.-]+)"/) ?? 0) + movedX;
    const middle = Number(read(/\by="([\d.-]+)"/) ?? 0) + movedY;
    const left = at - { start: 0, middle: wide / 2, end: wide }[read(/text-anchor="(\w+)"/) ?? 'start']!;
    return { text, left, right: left + wide, top: middle - size * 0.4, bottom: middle + size * 0.4 };
  });
}

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
      const svg = toSvg(draw(subject, about, language), lettering);
      const height = Number(/height="(\d+)"/.exec(svg)?.[1]);
      const texts = written(svg);
      expect(texts.length).toBeGreaterThan(3);
      for (const one of texts) {
        expect(one.left, `${subject} ${one.text}`).toBeGreaterThanOrEqual(0);
        expect(one.right, `${subject} ${one.text}`).toBeLessThanOrEqual(1080);
        expect(one.top, `${subject} ${one.text}`).toBeGreaterThanOrEqual(0);
        expect(one.bottom, `${subject} ${one.text}`).toBeLessThanOrEqual(height);
        const over = texts.filter(
          (other) =>
            other !== one &&
            other.left < one.right && one.left < other.right &&
            other.top < one.bottom && one.top < other.bottom,
        ); // prettier-ignore
        expect(over, `${subject} ${one.text}`).toEqual([]);
      }
    }
  });

  it.each(languages)('writes everything but long names in full in %s', (language) => {
    for (const subject of subjects) {
      const picture = draw(subject, facts(1_234, '2026-10-23', '2026-11-21'), language);
      const texts = written(toSvg(picture, lettering)).map(({ text }) => text);
      const wanted = [
        picture.title,
        picture.subtitle,
        picture.footer,
        ...(picture.key ?? []).map(({ text }) => text),
        ...picture.sections.flatMap((section) => {
          if (section.kind === 'headline') return [section.figure, section.words];
          if (section.kind === 'line') return [section.text];
          return section.kind === 'bars'
            ? section.rows.flatMap(({ figure = [], note = [] }) => [figure, note].flat())
            : [];
        }),
      ];
      expect(texts).toEqual(expect.arrayContaining(wanted));
    }
  });

  it('writes days at even distances below the columns', () => {
    for (const [from, to] of periods.slice(1)) {
      const picture = draw('days', facts(5, from, to));
      const shown = written(toSvg(picture, lettering)).map(({ text }) => text);
      const places = rowsOf(picture).flatMap(({ name }, index) => (shown.includes(name) ? [index] : []));
      expect(places.length).toBeGreaterThan(4);
      const steps = places.slice(1).map((place, nth) => place - (places[nth] ?? 0));
      expect(new Set(steps).size).toBe(1);
    }
  });

  it('is a PNG as wide as a phone wants it', async () => {
    const bytes = await toPng(draw('overview', facts(3, '2026-10-23', '2026-11-21')), lettering);
    const { format, width, height = 0 } = await sharp(bytes).metadata();
    expect({ format, width }).toEqual({ format: 'png', width: 1080 });
    expect(height).toBeGreaterThan(800);
  });

  it('shows the first twelve of a table and the rest as one', () => {
    const rows = rowsOf(draw('communes', facts(50, '2026-11-01', '2026-11-21')));
    expect(rows).toHaveLength(13);
    expect(rows.at(-1)?.name).toBe('Autres');
    expect(rows.flatMap(({ parts }) => Object.values(parts)).reduce((sum, amount) => sum + amount, 0)).toBe(
      20 * 50 + 190,
    );
  });

  it('puts days together to weeks and months where there are many', () => {
    const columns = periods.map(([from, to]) => {
      const picture = draw('days', facts(5, from, to));
      return `${picture.title}: ${rowsOf(picture).length}`;
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
    expect(written(svg).map(({ text }) => text.trim())).toContain('<b>"Gombe" &');
    expect(svg).not.toContain('🚗');
  });
});
