import { t } from '../../dialog/words.ts';
import { formatNumber } from '../../language/index.ts';
import {
  composed,
  line,
  mostBars,
  numbered,
  shareOf,
  type Picture,
  type Reader,
  type Row,
  type Say,
  type Section,
} from '../../statistics/index.ts';
import { lasting, reportsCounted, shareLines, statesOf, tables, timesLine } from './figures-in-words.ts';
import type { ReportFigures, ReportNumbers } from './report-figures.ts';
import type { ReportSubject } from './subjects.ts';

/** Resolved; still to be done; neither. */
const partsOf = ({ resolved, open, inProgress, rejected, duplicate }: ReportNumbers): Row['parts'] => ({
  good: resolved,
  open: open + inProgress,
  quiet: rejected + duplicate,
});

function overview({ total }: ReportFigures, say: Say): Section[] {
  return [
    {
      kind: 'headline',
      figure: formatNumber(total.told),
      words: say(numbered('report-figures:chart.reports', total.told)),
    },
    ...[...timesLine(total), ...shareLines(total)].map((words) => line(say(words))),
    line(say(t('report-figures:chart.states')), true),
    {
      kind: 'bars',
      rows: statesOf(total).map(({ name, count, tone }): Row => ({
        name: say(name),
        figure: formatNumber(count),
        note: say(shareOf(count, total.told)),
        parts: { [tone]: count },
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

/** The chart of a subject for figures that are not empty. */
export function pictureOf(subject: ReportSubject, figures: ReportFigures, reader: Reader): Picture {
  const isOverview = subject === 'overview';
  return composed(
    {
      title: t(`report-figures:title.${subject}`),
      ...(!isOverview && { subtitle: reportsCounted(figures), toneOf: (tone) => t(`report-figures:key.${tone}`) }),
      sections(say) {
        if (subject === 'overview') return overview(figures, say);
        return subject === 'months' ? months(figures, say) : ranked(subject, figures, say);
      },
    },
    figures.period,
    reader,
  );
}
