import type { CountryCode } from '../../dialog/types.ts';
import { t, type Text, type Words } from '../../dialog/words.ts';
import { formatNumber } from '../../language/index.ts';
import { numbered, percent, spanOf } from '../../statistics/index.ts';
import { areaName } from '../area-name.ts';
import { categoryName } from '../words.ts';
import type { Area, ReportFigures, ReportNumbers } from './report-figures.ts';
import type { ReportSubject } from './subjects.ts';

export interface NamedNumbers {
  readonly words: Words;
  readonly numbers: ReportNumbers;
}

/** "512 signalements du 01/11/2026 au 21/11/2026". */
export const reportsCounted = ({ total, period }: ReportFigures): Text =>
  numbered('report-figures:counted', total.told, spanOf(period));

/** From so many hours on, days say more. */
const manyHours = 72;
const inDays = (hours: number): string => (Math.round((hours / 24) * 10) / 10).toString().replace('.', ',');

/** "5 h", "3,5 j". */
export const lasting = (hours: number | null): Text =>
  (hours ?? 0) < manyHours
    ? t('report-figures:hours', { number: formatNumber(Math.round(hours ?? 0)) })
    : t('report-figures:days', { number: inDays(hours ?? 0) });

const inPercent = (share: number): number => percent(share, 1);

export const timesLine = ({ hours }: ReportNumbers): Text[] =>
  hours.measured > 0 ? [t('report-figures:times', { half: lasting(hours.p50), most: lasting(hours.p90) })] : [];

export const shareLines = ({ withinTarget, overdue, reopenedShare }: ReportNumbers): Text[] => [
  ...(withinTarget === null ? [] : [t('report-figures:within', { rate: inPercent(withinTarget) })]),
  ...(overdue > 0 ? [t('report-figures:overdue', { number: formatNumber(overdue) })] : []),
  ...(reopenedShare === null ? [] : [t('report-figures:reopened', { rate: inPercent(reopenedShare) })]),
];

/** The states of the reports that there are, and whether all is well with those, much is to be done, or neither. */
export const statesOf = (numbers: ReportNumbers) =>
  (
    [
      ['open', numbers.open, 'open'],
      ['in_progress', numbers.inProgress, 'open'],
      ['resolved', numbers.resolved, 'good'],
      ['rejected', numbers.rejected, 'quiet'],
      ['duplicate', numbers.duplicate, 'quiet'],
    ] as const
  )
    .filter(([, count]) => count > 0)
    .map(([state, count, tone]) => ({ name: t(`report-figures:state.${state}`), count, tone }));

const overview = ({ total }: ReportFigures): Words[] => [
  ...statesOf(total).map(({ name, count }) =>
    t('report-figures:part', { name, number: formatNumber(count), rate: percent(count, total.told) }),
  ),
  ...timesLine(total),
  ...shareLines(total),
];

const nameOf = ({ region, city, commune }: Area, country: CountryCode): Words => {
  if (commune !== undefined) return commune;
  return region === undefined ? t('report-figures:otherAreas') : areaName(city ?? `${country}/${region}`);
};

/** The rows of a table by name. */
export const tables: Readonly<
  Record<Exclude<ReportSubject, 'overview'>, (figures: ReportFigures) => readonly NamedNumbers[]>
> = {
  categories: ({ categories }) => categories.map((one) => ({ words: categoryName(one.category), numbers: one })),
  areas: ({ areas, period }) => areas.map((one) => ({ words: nameOf(one, period.country), numbers: one })),
  bodies: ({ bodies }) =>
    bodies.map((one) => ({
      words: one.name ?? t(`report-figures:${one.bodyId === undefined ? 'noBody' : 'noName'}`),
      numbers: one,
    })),
  months: ({ months }) => months.map((one) => ({ words: one.month.split('-').reverse().join('/'), numbers: one })),
};

function rowLine({ words, numbers: { told, resolved, hours } }: NamedNumbers): Text {
  const facts = { name: words, number: formatNumber(told), rate: percent(resolved, told) };
  return hours.measured > 0
    ? t('report-figures:rowTimed', { ...facts, half: lasting(hours.p50) })
    : t('report-figures:row', facts);
}

/** The figures of a subject, a line each, of a table its `most` first rows; or that there are none. */
export function inWords(subject: ReportSubject, figures: ReportFigures, most: number): Words[] {
  if (figures.total.told === 0) return [t('report-figures:none', spanOf(figures.period))];
  if (subject === 'overview') return [reportsCounted(figures), ...overview(figures)];
  const rows = tables[subject](figures);
  // Of months the last ones are of interest.
  const shown = subject === 'months' ? rows.slice(-most) : rows.slice(0, most);
  return [reportsCounted(figures), ...shown.map(rowLine)];
}
