import { money, t, type Language, type Speak, type Words } from '../../dialog/words.ts';
import type { Lettering } from '../../documents/index.ts';
import { formatNumber } from '../../language/index.ts';
import type { Figures } from '../fine-figures.ts';
import { percent, type Ranked } from '../rank.ts';
import type { Subject } from '../subjects.ts';
import {
  counted,
  groupedDays,
  issuedIn,
  isRanked,
  numbered,
  openOf,
  rankings,
  spanOf,
  type Facts,
  type NamedCount,
} from '../words.ts';
import { usedTones, type Picture, type Row, type Section } from './picture.ts';

type Say = (words: Words) => string;

/** More do not fit on the screen of a phone. */
const mostBars = 12;

const toParts = (row: Ranked<unknown>): Row['parts'] => ({ good: row.paid, open: openOf(row), quiet: row.dismissed });

/** What each colour means, of those that occur. */
function keyOf(sections: readonly Section[], say: Say): NonNullable<Picture['key']> {
  const meanings = { good: 'paid', open: 'open', quiet: 'dismissed' } as const;
  return usedTones(sections).map((tone) => ({ tone, text: say(t(`statistics:key.${meanings[tone]}`)) }));
}

const ranked = (rows: readonly NamedCount[], say: Say): Section => ({
  kind: 'bars',
  rows: rows.map((row) => ({
    name: say(row.words),
    figure: formatNumber(row.count),
    parts: toParts(row),
    ...(row.percent === undefined ? {} : { note: say(t('statistics:chart.paidShare', { rate: row.percent })) }),
  })),
});

/** What is paid of what is due, in one currency. */
function moneyOf({ due, paid, remaining, currency }: Figures, say: Say): Section[] {
  const show = (amount: number) => money({ amount, currency });
  const heading = say(t('statistics:chart.rate', { rate: percent(paid, due), due: show(due) }));
  const name = say(t('statistics:chart.paid', { amount: show(paid) }));
  const note = say(t('statistics:chart.remaining', { amount: show(remaining) }));
  return [
    { kind: 'line', text: heading, strong: true },
    { kind: 'bars', rows: [{ name, note, parts: { good: paid, open: remaining } }] },
  ];
}

function overview(facts: Facts, say: Say): Section[] {
  const issued = issuedIn(facts);
  const states = facts.states.filter(({ count }) => count > 0);
  return [
    { kind: 'headline', figure: formatNumber(issued), words: say(numbered('statistics:chart.fines', issued)) },
    ...facts.totals.filter(({ due }) => due > 0).flatMap((total) => moneyOf(total, say)),
    { kind: 'line', text: say(t('statistics:chart.states')), strong: true },
    {
      kind: 'bars',
      rows: states.map(({ state, count }) => ({
        name: say(t(`statistics:state.${state}`)),
        figure: formatNumber(count),
        parts: { quiet: count },
      })),
    },
  ];
}

function days(facts: Facts): Section[] {
  const counts = new Map<string, Ranked<unknown>>();
  const { nameOf } = groupedDays(facts.period);
  for (const { day, count, paidCount, dismissedCount } of facts.days) {
    const name = nameOf(day);
    const { count: c = 0, paid = 0, dismissed = 0 } = counts.get(name) ?? {};
    counts.set(name, { count: c + count, paid: paid + paidCount, dismissed: dismissed + dismissedCount });
  }
  const rows = [...counts].map(([name, row]) => ({
    name,
    figure: row.count > 0 ? formatNumber(row.count) : '',
    parts: toParts(row),
  }));
  return [{ kind: 'columns', rows }];
}

function paymentDays({ daysToPayment: { median, p90, histogram } }: Facts, say: Say): Section[] {
  const half = median ?? 0;
  const rows = histogram.map(({ from, to, count }) => ({
    name: to === undefined ? `> ${from - 1}` : from === to ? String(from) : `${from}-${to}`,
    figure: formatNumber(count),
    parts: { good: count },
  }));
  return [
    { kind: 'headline', figure: formatNumber(half), words: say(numbered('statistics:chart.half', half)) },
    { kind: 'columns', rows },
    { kind: 'line', text: say(numbered('statistics:mostOfThem', p90 ?? 0)), strong: false },
  ];
}

function contestations({ contestations: { opened, outcomes } }: Facts, say: Say): Section[] {
  const rows = outcomes
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => ({
      name: say(t(`statistics:outcome.${state}`)),
      figure: formatNumber(count),
      note: say(t('statistics:chart.share', { rate: percent(count, opened) })),
      parts: { [state === 'open' ? 'open' : 'good']: count },
    }));
  return [{ kind: 'bars', rows }];
}

export interface Reader {
  readonly speak: Speak;
  readonly language: Language;
  /** Stands at the foot. */
  readonly today: string;
  readonly lettering: Pick<Lettering, 'toDrawable'>;
}

/** The chart of a subject for figures that are not empty. */
export function pictureOf(subject: Subject, facts: Facts, { speak, language, today, lettering }: Reader): Picture {
  const say: Say = (words) => lettering.toDrawable(speak(words, language));
  const span = spanOf(facts.period);
  const subtitles: Partial<Record<Subject, Words>> = {
    paymentDays: numbered('statistics:paidCount', facts.daysToPayment.paid, span),
    contestations: numbered('statistics:contested', facts.contestations.opened, span),
    overview: t('statistics:chart.span', span),
  };
  const sections = isRanked(subject)
    ? [ranked(rankings[subject](facts, { language, most: mostBars }), say)]
    : { overview, days, paymentDays, contestations }[subject](facts, say);
  return {
    title: say(t(`statistics:title.${subject === 'days' ? groupedDays(facts.period).unit : subject}`)),
    subtitle: say(subtitles[subject] ?? counted(facts)),
    ...(isRanked(subject) || subject === 'days' ? { key: keyOf(sections, say) } : {}),
    sections,
    footer: say(t('statistics:chart.asOf', { date: today })),
  };
}
