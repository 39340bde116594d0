import { money, t, type Words } from '../../dialog/words.ts';
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
import { composed, line, mostBars, shareOf, type Reader, type Say } from './composed.ts';
import type { Picture, Row, Section } from './picture.ts';

const toParts = (row: Ranked<unknown>): Row['parts'] => ({ good: row.paid, open: openOf(row), quiet: row.dismissed });

const meanings = { good: 'paid', open: 'open', quiet: 'dismissed' } as const;

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
  return [line(heading, true), { kind: 'bars', rows: [{ name, note, parts: { good: paid, open: remaining } }] }];
}

function overview(facts: Facts, say: Say): Section[] {
  const issued = issuedIn(facts);
  const states = facts.states.filter(({ count }) => count > 0);
  return [
    { kind: 'headline', figure: formatNumber(issued), words: say(numbered('statistics:chart.fines', issued)) },
    ...facts.totals.filter(({ due }) => due > 0).flatMap((total) => moneyOf(total, say)),
    line(say(t('statistics:chart.states')), true),
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
    line(say(numbered('statistics:mostOfThem', p90 ?? 0))),
  ];
}

function contestations({ contestations: { opened, outcomes } }: Facts, say: Say): Section[] {
  const rows = outcomes
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => ({
      name: say(t(`statistics:outcome.${state}`)),
      figure: formatNumber(count),
      note: say(shareOf(count, opened)),
      parts: { [state === 'open' ? 'open' : 'good']: count },
    }));
  return [{ kind: 'bars', rows }];
}

/** The chart of a subject for figures that are not empty. */
export function pictureOf(subject: Subject, facts: Facts, reader: Reader): Picture {
  const { language } = reader;
  const span = spanOf(facts.period);
  const subtitles: Partial<Record<Subject, Words | undefined>> = {
    paymentDays: numbered('statistics:paidCount', facts.daysToPayment.paid, span),
    contestations: numbered('statistics:contested', facts.contestations.opened, span),
    overview: undefined,
  };
  const subtitle = subject in subtitles ? subtitles[subject] : counted(facts);
  return composed(
    {
      title: t(`statistics:title.${subject === 'days' ? groupedDays(facts.period).unit : subject}`),
      ...(subtitle && { subtitle }),
      sections: (say) =>
        isRanked(subject)
          ? [ranked(rankings[subject](facts, { language, most: mostBars }), say)]
          : { overview, days, paymentDays, contestations }[subject](facts, say),
      ...((isRanked(subject) || subject === 'days') && { toneOf: (tone) => t(`statistics:key.${meanings[tone]}`) }),
    },
    facts.period,
    reader,
  );
}
