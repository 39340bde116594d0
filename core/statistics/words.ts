import { DateTime } from 'luxon';

import { moment, t, type Language, type Param, type Text, type Words } from '../dialog/words.ts';
import { formatNumber } from '../language/index.ts';
import type { AgentFigures, FineFigures } from './fine-figures.ts';
import { boundsOf, daysOf, zoneOf, type Period } from './period.ts';
import { percent, rank, type Ranked } from './rank.ts';

/** The table of the agents is counted for itself, and only for those who may see it. */
export interface Facts extends FineFigures {
  readonly agents?: readonly AgentFigures[];
}

/** First and last day of a period, as they stand in a sentence. */
export function spanOf(period: Period): { from: Param; to: Param } {
  const { start, end } = boundsOf(period);
  return { from: moment(start, zoneOf(period)), to: moment(new Date(end.getTime() - 1), zoneOf(period)) };
}

const firstDay = { days: 'day', weeks: 'week', months: 'month' } as const;
const labelForms = { days: 'dd/MM', weeks: 'dd/MM', months: 'MM/yyyy' } as const;

/** The columns of a period: its days, or its weeks or months where there are too many days; and that of a day, by name. */
export function groupedDays(period: Period): {
  readonly unit: keyof typeof firstDay;
  readonly nameOf: (day: string) => string;
} {
  const { length } = daysOf(period);
  const unit = length <= 31 ? 'days' : length <= 200 ? 'weeks' : 'months';
  return { unit, nameOf: (day) => DateTime.fromISO(day).startOf(firstDay[unit]).toFormat(labelForms[unit]) };
}

/** A number of things: `count` chooses the plural, `number` is how it is written. */
export const numbered = (key: string, count: number, more: Record<string, Param> = {}): Text =>
  t(key, { count, number: formatNumber(count), ...more });

export const issuedIn = ({ totals }: FineFigures): number => totals.reduce((sum, { count }) => sum + count, 0);

/** "512 amendes, du 01/11/2026 au 21/11/2026". */
export const counted = (facts: FineFigures): Text =>
  numbered('statistics:counted', issuedIn(facts), spanOf(facts.period));

export interface NamedCount extends Ranked<unknown> {
  readonly words: Words;
  /** Of those that count, how many are paid; undefined where none counts. */
  readonly percent?: number;
}

const named = (ranked: Ranked<unknown>, words: Words): NamedCount => {
  const counts = ranked.count - ranked.dismissed;
  return { ...ranked, words, ...(counts > 0 ? { percent: percent(ranked.paid, counts) } : {}) };
};
const others = t('statistics:others');

interface Wish {
  readonly language: Language;
  /** So many rows at most; the rest together is one more. */
  readonly most: number;
}

/** The rows of a table by name, most fines first. */
export const rankings = {
  types: (facts: Facts, { language, most }: Wish): NamedCount[] =>
    rank(facts.types, { keyOf: ({ code }) => code, most }).map((row) =>
      named(row, row.name ? (row.name.labels[language] ?? row.name.labels.fr) : others),
    ),
  communes: (facts: Facts, { most }: Wish): NamedCount[] =>
    rank(facts.communes, { keyOf: ({ commune }) => commune ?? '', most }).map((row) =>
      named(row, row.name ? (row.name.commune ?? t('statistics:noCommune')) : others),
    ),
  agents: (facts: Facts, { most }: Wish): NamedCount[] =>
    rank(facts.agents ?? [], { keyOf: ({ agentId }) => agentId, most }).map((row) =>
      named(row, row.name ? (row.name.name ?? t('statistics:noName')) : others),
    ),
} as const;
export type RankedSubject = keyof typeof rankings;
export const isRanked = (subject: string): subject is RankedSubject => subject in rankings;

/** How many are still to be paid. */
export const openOf = ({ count, paid, dismissed }: Ranked<unknown>): number => count - paid - dismissed;
