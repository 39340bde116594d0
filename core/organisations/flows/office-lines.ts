import { countries } from '../../countries/index.ts';
import { moment, money, t, type Words } from '../../dialog/words.ts';
import { farText } from '../../geo/index.ts';
import { dayIn, nextOpening, openAt, stretchesOn, type Calendar } from '../hours.ts';
import type { Branch } from '../branch.model.ts';
import type { OfficeService } from '../office-service.model.ts';

const clockText = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('fr-FR', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    .format(at)
    .replace(':', 'h');

const dayMs = 86_400_000;

/** Whether it is open, until when or from when on, and the hours of today. */
export function hourLines(calendar: Calendar, now: Date): Words[] {
  const { timeZone } = calendar;
  const today = stretchesOn(calendar, dayIn(timeZone, now));
  const open = openAt(calendar, now);
  // The same words at any hour: a house that never closes has nothing to say of today.
  if (open && open.to.getTime() - open.from.getTime() >= dayMs) return [t('organisations:hours.always')];
  const opens = open ? undefined : nextOpening(calendar, now);
  const hours = today.map(({ from, to }) => `${clockText(from, timeZone)}-${clockText(to, timeZone)}`).join(', ');
  const standing = open
    ? t('organisations:hours.open', { until: moment(open.to, timeZone, 'time') })
    : opens
      ? t('organisations:hours.closed', { opens: moment(opens, timeZone, 'datetime') })
      : t('organisations:hours.closedLong');
  return [standing, ...(hours ? [t('organisations:hours.today', { hours })] : [])];
}

/** Where it is, in the organisation's own words. */
export const placeLine = ({ address, commune, region, country }: Branch): string => {
  const regionName = countries[country].regions.find(({ id }) => id === region)?.name ?? region;
  return [address, commune, ...(commune === regionName ? [] : [regionName])].filter((part) => part).join(', ');
};

/** How a branch stands in a list. */
export const branchLabel = ({ organisationName, name }: Branch, metres?: number): string =>
  `${organisationName} - ${name}${metres === undefined ? '' : ` (${farText(metres)})`}`;

/** How long it takes, what it costs and what to bring. */
export const serviceLines = ({ minutes, cost, documents }: OfficeService): Words[] => [
  t('organisations:service.minutes', { count: minutes }),
  ...(cost ? [t('organisations:service.cost', { amount: money(cost) })] : []),
  ...(documents.length > 0 ? [t('organisations:service.documents', { documents: documents.join(', ') })] : []),
];
