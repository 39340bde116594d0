import { DateTime } from 'luxon';

import { money, t, type Language, type Speak, type Words } from '../../dialog/words.ts';
import { formatNumber } from '../../language/index.ts';
import { daysOf } from '../period.ts';
import { percent, type Ranked } from '../rank.ts';
import type { Subject } from '../subjects.ts';
import {
  counted,
  issuedIn,
  isRanked,
  numbered,
  openOf,
  rankings,
  spanOf,
  type Facts,
  type NamedCount,
} from '../words.ts';
import type { Tone } from './canvas.ts';
import type { Picture } from './picture.ts';
import type { Bar, Column, Part, Section } from './sections.ts';

type Say = (words: Words) => string;

/** More do not fit on the screen of a phone. */
const mostBars = 12;

const toParts = (row: Ranked<unknown>): Part[] => [
  { tone: 'good', amount: row.paid },
  { tone: 'open', amount: openOf(row) },
  { tone: 'quiet', amount: row.dismissed },
];

const meaning: Record<Tone, string> = { good: 'paid', open: 'open', quiet: 'dismissed' };

/** What each colour means, of those that occur. */
const keyOf = (rows: readonly { readonly parts: readonly Part[] }[], say: Say): NonNullable<Picture['key']> =>
  (Object.keys(meaning) as Tone[])
    .filter((tone) => rows.some(({ parts }) => parts.some((part) => part.tone === tone && part.amount > 0)))
    .map((tone) => ({ tone, text: say(t(`statistics:key.${meaning[tone]}`)) }));

const plainBar = (name: string, count: number, tone: Tone, note?: string): Bar => ({
  name,
  figure: formatNumber(count),
  parts: [{ tone, amount: count }],
  ...(note === undefined ? {} : { note }),
});

function ranked(rows: readonly NamedCount[], say: Say): Pick<Picture, 'key' | 'sections'> {
  const bars = rows.map((row): Bar => ({
    name: say(row.words),
    figure: formatNumber(row.count),
    parts: toParts(row),
    ...(row.percent === undefined ? {} : { note: say(t('statistics:chart.paidShare', { rate: row.percent })) }),
  }));
  return { key: keyOf(bars, say), sections: [{ kind: 'bars', bars }] };
}

function overview(facts: Facts, say: Say): Pick<Picture, 'key' | 'sections'> {
  const wholes = facts.totals
    .filter(({ due }) => due > 0)
    .map(({ due, paid, remaining, currency }): Section => ({
      kind: 'whole',
      heading: say(t('statistics:chart.rate', { rate: percent(paid, due), due: money({ amount: due, currency }) })),
      parts: [
        { tone: 'good', amount: paid },
        { tone: 'open', amount: remaining },
      ],
      left: say(t('statistics:chart.paid', { amount: money({ amount: paid, currency }) })),
      right: say(t('statistics:chart.remaining', { amount: money({ amount: remaining, currency }) })),
    }));
  const bars = facts.states
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => plainBar(say(t(`statistics:state.${state}`)), count, 'quiet'));
  const issued = issuedIn(facts);
  return {
    sections: [
      { kind: 'headline', figure: formatNumber(issued), words: say(numbered('statistics:chart.fines', issued)) },
      ...wholes,
      { kind: 'bars', bars, heading: say(t('statistics:chart.states')) },
    ],
  };
}

type Unit = 'days' | 'weeks' | 'months';
const unitOf = (days: number): Unit => (days <= 31 ? 'days' : days <= 200 ? 'weeks' : 'months');
const firstDay = { days: 'day', weeks: 'week', months: 'month' } as const;
const labelForms = { days: 'dd/MM', weeks: 'dd/MM', months: 'MM/yyyy' } as const;
const unitOfFacts = ({ period }: Facts): Unit => unitOf(daysOf(period).length);
function days(facts: Facts, say: Say): Pick<Picture, 'key' | 'sections'> {
  const unit = unitOfFacts(facts);
  const groups = new Map<string, Ranked<unknown>>();
  for (const { day, count, paidCount, dismissedCount } of facts.days) {
    const label = DateTime.fromISO(day).startOf(firstDay[unit]).toFormat(labelForms[unit]);
    const { count: c = 0, paid = 0, dismissed = 0 } = groups.get(label) ?? {};
    groups.set(label, { count: c + count, paid: paid + paidCount, dismissed: dismissed + dismissedCount });
  }
  const columns = [...groups].map(([label, row]): Column => ({
    label,
    figure: row.count > 0 ? formatNumber(row.count) : '',
    parts: toParts(row),
  }));
  return { key: keyOf(columns, say), sections: [{ kind: 'columns', columns }] };
}

function paymentDays({ daysToPayment: { median, p90, histogram } }: Facts, say: Say): Pick<Picture, 'sections'> {
  const half = median ?? 0;
  return {
    sections: [
      { kind: 'headline', figure: formatNumber(half), words: say(numbered('statistics:chart.half', half)) },
      {
        kind: 'columns',
        caption: say(numbered('statistics:mostOfThem', p90 ?? 0)),
        columns: histogram.map(({ from, to, count }) => ({
          label: to === undefined ? `> ${from - 1}` : from === to ? String(from) : `${from}-${to}`,
          figure: formatNumber(count),
          parts: [{ tone: 'good', amount: count }],
        })),
      },
    ],
  };
}

function contestations({ contestations: { opened, outcomes } }: Facts, say: Say): Pick<Picture, 'sections'> {
  const bars = outcomes
    .filter(({ count }) => count > 0)
    .map(({ state, count }) =>
      plainBar(
        say(t(`statistics:outcome.${state}`)),
        count,
        state === 'open' ? 'open' : 'good',
        say(t('statistics:chart.share', { rate: percent(count, opened) })),
      ),
    );
  return { sections: [{ kind: 'bars', bars }] };
}

/** The chart of a subject in a language, for figures that are not empty. `today` stands at its foot. */
export function pictureOf(
  subject: Subject,
  facts: Facts,
  {
    speak,
    language,
    today,
  }: {
    readonly speak: Speak;
    readonly language: Language;
    readonly today: string;
  },
): Picture {
  const say: Say = (words) => speak(words, language);
  const span = spanOf(facts.period);
  const subtitles: Partial<Record<Subject, Words>> = {
    paymentDays: numbered('statistics:paidCount', facts.daysToPayment.paid, span),
    contestations: numbered('statistics:contested', facts.contestations.opened, span),
    overview: t('statistics:chart.span', span),
  };
  const parts = isRanked(subject)
    ? ranked(rankings[subject](facts, { language, most: mostBars }), say)
    : { overview, days, paymentDays, contestations }[subject](facts, say);
  return {
    title: say(t(`statistics:title.${subject === 'days' ? unitOfFacts(facts) : subject}`)),
    subtitle: say(subtitles[subject] ?? counted(facts)),
    ...parts,
    footer: say(t('statistics:chart.asOf', { date: today })),
  };
}
