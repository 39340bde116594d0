import { t, type Words } from '../../dialog/words.ts';
import { formatNumber } from '../../language/index.ts';
import {
  numbered,
  percent,
  spanOf,
  usedTones,
  type Picture,
  type Reader,
  type Row,
  type Section,
} from '../../statistics/index.ts';
import { lasting, reportsCounted, shareLines, statesOf, tables, timesLine } from './figures-in-words.ts';
import type { ReportFigures, ReportNumbers } from './report-figures.ts';
import type { ReportSubject } from './subjects.ts';

type Say = (words: Words) => string;

/** More do not fit on the screen of a phone. */
const mostBars = 12;

/** Resolved; still to be done; neither. */
const partsOf = ({ resolved, open, inProgress, rejected, duplicate }: ReportNumbers): Row['parts'] => ({
  good: resolved,
  open: open + inProgress,
  quiet: rejected + duplicate,
});

function overview({ total }: ReportFigures, say: Say): Section[] {
  const line = (words: Words, strong = false): Section => ({ kind: 'line', text: say(words), strong });
  return [
    {
      kind: 'headline',
      figure: formatNumber(total.told),
      words: say(numbered('report-figures:chart.reports', total.told)),
    },
    ...timesLine(total).map((words) => line(words)),
    ...shareLines(total).map((words) => line(words)),
    line(t('report-figures:chart.states'), true),
    {
      kind: 'bars',
      rows: statesOf(total).map(({ name, count }): Row => ({
        name: say(name),
        figure: formatNumber(count),
        note: say(t('statistics:chart.share', { rate: percent(count, total.told) })),
        parts: { good: count },
      })),
    },
  ];
}

function ranked(subject: Exclude<ReportSubject, 'overview' | 'months'>, figures: ReportFigures, say: Say): Section[] {
  const rows = tables[subject](figures).slice(0, mostBars);
  return [
    {
      kind: 'bars',
      rows: rows.map(({ words, numbers }): Row => ({
        name: say(words),
        figure: formatNumber(numbers.told),
        parts: partsOf(numbers),
        ...(numbers.hours.measured > 0
          ? { note: say(t('report-figures:chart.half', { half: lasting(numbers.hours.p50) })) }
          : {}),
      })),
    },
  ];
}

const months = (figures: ReportFigures, say: Say): Section[] => [
  {
    kind: 'columns',
    rows: tables.months(figures).slice(-mostBars).map(({ words, numbers }): Row => ({
      name: say(words),
      figure: formatNumber(numbers.told),
      parts: partsOf(numbers),
    })),
  },
]; // prettier-ignore

/** What each colour means, of those that occur. */
const keyOf = (sections: readonly Section[], say: Say): NonNullable<Picture['key']> =>
  usedTones(sections).map((tone) => ({ tone, text: say(t(`report-figures:key.${tone}`)) }));

/** The chart of a subject for figures that are not empty. */
export function pictureOf(
  subject: ReportSubject,
  figures: ReportFigures,
  { speak, language, today, lettering }: Reader,
): Picture {
  const say: Say = (words) => lettering.toDrawable(speak(words, language));
  const sections =
    subject === 'overview'
      ? overview(figures, say)
      : subject === 'months'
        ? months(figures, say)
        : ranked(subject, figures, say);
  const span = t('statistics:chart.span', spanOf(figures.period));
  return {
    title: say(t(`report-figures:title.${subject}`)),
    subtitle: say(subject === 'overview' ? span : reportsCounted(figures)),
    ...(subject === 'overview' ? {} : { key: keyOf(sections, say) }),
    sections,
    footer: say(t('statistics:chart.asOf', { date: today })),
  };
}
