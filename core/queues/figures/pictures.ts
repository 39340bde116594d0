import { t } from '../../dialog/words.ts';
import { formatNumber } from '../../language/index.ts';
import {
  composed,
  groupedDays,
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
import { decimal, inMinutes, tables, ticketsCounted } from './figures-in-words.ts';
import type { BranchFigures, QueueNumbers } from './queue-figures.ts';
import type { QueueSubject } from './subjects.ts';

type Parts = Required<Row['parts']>;

/** Served; not served; sent on or still under way. */
const partsOf = ({ served, absent, left, unserved, transferred, open }: QueueNumbers): Parts => ({
  good: served,
  open: absent + left + unserved,
  quiet: transferred + open,
});
const figureOf = (count: number): string => (count > 0 ? formatNumber(count) : '');

const columns = (rows: readonly Row[]): Section => ({ kind: 'columns', rows });

function days({ period, days: all }: BranchFigures): Section[] {
  const { nameOf } = groupedDays(period);
  const sums = new Map<string, Parts>();
  for (const one of all) {
    const [own, sum] = [partsOf(one), sums.get(nameOf(one.day)) ?? { good: 0, open: 0, quiet: 0 }];
    sums.set(nameOf(one.day), { good: sum.good + own.good, open: sum.open + own.open, quiet: sum.quiet + own.quiet });
  }
  return [
    columns(
      [...sums].map(([name, parts]) => ({ name, parts, figure: figureOf(parts.good + parts.open + parts.quiet) })),
    ),
  ];
}

const hours = ({ hours: all }: BranchFigures): Section[] => [
  columns(all.map((one) => ({ name: `${one.hour}h`, figure: figureOf(one.tickets), parts: partsOf(one) }))),
];

function overview({ total }: BranchFigures, say: Say): Section[] {
  const { tickets, served, absent, left, unserved, transferred, open, wait, service, stars, ratings } = total;
  const ends = [
    ['served', served, 'good'],
    ['absent', absent, 'open'],
    ['left', left, 'open'],
    ['unserved', unserved, 'open'],
    ['transferred', transferred, 'quiet'],
    ['open', open, 'quiet'],
  ] as const;
  const rows = ends
    .filter(([, count]) => count > 0)
    .map(([name, count, tone]): Row => ({
      name: say(t(`queue-figures:end.${name}`)),
      figure: formatNumber(count),
      note: say(shareOf(count, tickets)),
      parts: { [tone]: count },
    }));
  const times = [
    ['wait', wait],
    ['service', service],
  ] as const;
  return [
    { kind: 'headline', figure: formatNumber(tickets), words: say(numbered('queue-figures:chart.tickets', tickets)) },
    ...times
      .filter(([, { measured }]) => measured > 0)
      .map(([key, { p50, p80 }]) =>
        line(say(t(`queue-figures:${key}`, { half: inMinutes(p50), most: inMinutes(p80) }))),
      ),
    ...(stars === null
      ? []
      : [line(say(t('queue-figures:stars', { mean: decimal(stars), number: formatNumber(ratings) })))]),
    line(say(t('queue-figures:chart.ends')), true),
    { kind: 'bars', rows },
  ];
}

function table(subject: 'queues' | 'services' | 'counters', figures: BranchFigures, say: Say): Section[] {
  const isCounter = subject === 'counters';
  const rows = tables[subject](figures).slice(0, mostBars);
  return [
    {
      kind: 'bars',
      rows: rows.map(({ words, numbers }): Row => {
        const { measured, p50 } = isCounter ? numbers.service : numbers.wait;
        const key = isCounter ? 'chart.served' : 'chart.waited';
        return {
          name: say(words),
          figure: formatNumber(numbers.tickets),
          parts: partsOf(numbers),
          ...(measured > 0 ? { note: say(t(`queue-figures:${key}`, { half: inMinutes(p50) })) } : {}),
        };
      }),
    },
  ];
}

const simple = { overview, days, hours };
const isSimple = (subject: QueueSubject): subject is keyof typeof simple => subject in simple;

/** The chart of a subject for figures that are not empty. */
export function pictureOf(subject: QueueSubject, figures: BranchFigures, branch: string, reader: Reader): Picture {
  const isOverview = subject === 'overview';
  const unit = subject === 'days' ? groupedDays(figures.period).unit : subject;
  return composed(
    {
      title: t(`queue-figures:title.${unit}`, { branch }),
      ...(!isOverview && { subtitle: ticketsCounted(figures), toneOf: (tone) => t(`queue-figures:key.${tone}`) }),
      sections: (say) => (isSimple(subject) ? simple[subject](figures, say) : table(subject, figures, say)),
    },
    figures.period,
    reader,
  );
}
