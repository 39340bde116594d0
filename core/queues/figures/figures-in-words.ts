import { t, type Text, type Words } from '../../dialog/words.ts';
import { formatNumber } from '../../language/index.ts';
import { numbered, percent, spanOf } from '../../statistics/index.ts';
import { counterName } from '../counter-name.ts';
import type { BranchFigures, QueueNumbers, Times } from './queue-figures.ts';
import type { QueueSubject } from './subjects.ts';

export interface NamedNumbers {
  readonly words: Words;
  readonly numbers: QueueNumbers;
}

/** "512 tickets, du 01/11/2026 au 21/11/2026". */
export const ticketsCounted = ({ total, period }: BranchFigures): Text =>
  numbered('queue-figures:counted', total.tickets, spanOf(period));

export const inMinutes = (value: number | null): string => formatNumber(Math.round(value ?? 0));
export const decimal = (value: number): string => value.toFixed(1).replace('.', ',');
/** "08h-09h" */
const hourName = (hour: number): string => [hour, hour + 1].map((one) => `${String(one).padStart(2, '0')}h`).join('-');

const share = (key: string, part: number, whole: number): Text =>
  t(`queue-figures:${key}`, { number: formatNumber(part), rate: percent(part, whole) });
const timesLine = (key: string, { p50, p80 }: Times): Text =>
  t(`queue-figures:${key}`, { half: inMinutes(p50), most: inMinutes(p80) });

/** The hour in which most tickets were taken. */
const busiestHour = ({ hours }: BranchFigures): number | undefined =>
  [...hours].sort((a, b) => b.tickets - a.tickets)[0]?.hour;

function overview(figures: BranchFigures): Words[] {
  const { total } = figures;
  const { tickets, served, absent, left, unserved, transferred, wait, service, ratings, stars } = total;
  const busiest = busiestHour(figures);
  return [
    share('served', served, tickets),
    ...(served + absent > 0 ? [share('absent', absent, served + absent)] : []),
    ...(left > 0 ? [share('left', left, tickets)] : []),
    ...(unserved > 0 ? [share('unserved', unserved, tickets)] : []),
    ...(transferred > 0 ? [share('transferred', transferred, tickets)] : []),
    ...(wait.measured > 0 ? [timesLine('wait', wait)] : []),
    ...(service.measured > 0 ? [timesLine('service', service)] : []),
    ...(stars === null ? [] : [t('queue-figures:stars', { mean: decimal(stars), number: formatNumber(ratings) })]),
    ...(busiest === undefined ? [] : [t('queue-figures:busiest', { hour: hourName(busiest) })]),
  ];
}

const nameless: Text = t('queue-figures:noName');
const day = (iso: string): string => iso.split('-').reverse().join('/');

/** The rows of a table by name. */
export const tables: Readonly<
  Record<Exclude<QueueSubject, 'overview'>, (figures: BranchFigures) => readonly NamedNumbers[]>
> = {
  hours: ({ hours }) => hours.map((one) => ({ words: hourName(one.hour), numbers: one })),
  days: ({ days }) => days.filter(({ tickets }) => tickets > 0).map((one) => ({ words: day(one.day), numbers: one })),
  queues: ({ queues }) => queues.map((one) => ({ words: one.name ?? nameless, numbers: one })),
  services: ({ services }) => services.map((one) => ({ words: one.name ?? nameless, numbers: one })),
  counters: ({ counters }) =>
    counters.map((one) => ({
      words: one.name ? counterName(one.name, 'alone') : nameless,
      numbers: one,
    })),
};

function rowLine({ words, numbers: { tickets, wait, service } }: NamedNumbers, isCounter: boolean): Text {
  const times = isCounter ? service : wait;
  const number = formatNumber(tickets);
  if (times.measured === 0) return t('statistics:line', { name: words, number });
  return t(`queue-figures:${isCounter ? 'servedRow' : 'waitRow'}`, { name: words, number, half: inMinutes(times.p50) });
}

/** The figures of a subject, a line each, of a table its `most` first rows; or that there are none. */
export function inWords(subject: QueueSubject, figures: BranchFigures, most: number): Words[] {
  if (figures.total.tickets === 0) return [t('queue-figures:none', spanOf(figures.period))];
  if (subject === 'overview') return [ticketsCounted(figures), ...overview(figures)];
  const rows = tables[subject](figures);
  // Of days the last ones are of interest.
  const shown = subject === 'days' ? rows.slice(-most) : rows.slice(0, most);
  return [ticketsCounted(figures), ...shown.map((row) => rowLine(row, subject === 'counters'))];
}
