import { countries } from '../../countries/index.ts';
import type { Attachment, Caller } from '../../dialog/types.ts';
import { moment, t, type Param, type Text } from '../../dialog/words.ts';
import { farText } from '../../geo/index.ts';
import { reportRoleOf } from '../actions.ts';
import { areasOf } from '../area.ts';
import { areaName } from '../area-name.ts';
import type { ReportPhoto } from '../report.model.ts';
import type { Actor, SeenReport, Viewer } from '../types.ts';
import { categoryName, stateName } from '../words.ts';

/** Whoever has not just entered a PIN looks as everybody does, whatever they are. */
export function viewerOf(caller: Caller, now: Date): Viewer {
  const { personId, roles, staffUntil } = caller;
  if (personId === undefined) return undefined;
  const isStaff = staffUntil !== undefined && new Date(staffUntil) > now;
  return { personId, role: isStaff ? reportRoleOf(roles) : 'citizen' };
}

/** Who does something as everybody may do it. */
export const citizenOf = ({ personId = '' }: Caller): Actor => ({ personId, role: 'citizen' });

/** "Gombe, avenue Kasa-Vubu": in people's own words, as far as it may be known. */
export const placeText = (report: SeenReport): string =>
  [areaName(areasOf(report)[0] ?? report.country), report.street, report.landmark]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');

const hourMs = 3_600_000;
const dayHours = 24;
/** Longer ago the months say more. */
const mostDays = 60;
const monthDays = 30;

/** "3 j": how long ago it was told. */
export function ageText({ createdAt }: SeenReport, now: Date): Text {
  const hours = Math.max(0, Math.floor((now.getTime() - createdAt.getTime()) / hourMs));
  if (hours < 1) return t('report-search:age.now');
  if (hours < dayHours) return t('report-search:age.hours', { n: hours });
  const days = Math.floor(hours / dayHours);
  return days <= mostDays
    ? t('report-search:age.days', { n: days })
    : t('report-search:age.months', { n: Math.floor(days / monthDays) });
}

/** All that a list tells of one. */
export const reportLine = (report: SeenReport, now: Date): Text => {
  const { number, category, state, votes, metres } = report;
  if (report.withheld) return t('report-search:line.hidden', { number, state: stateName(state) });
  const facts = {
    number, category: categoryName(category), place: placeText(report), state: stateName(state), age: ageText(report, now), votes,
  }; // prettier-ignore
  return metres === undefined
    ? t('report-search:line.plain', facts)
    : t('report-search:line.near', { ...facts, far: farText(metres) });
};

/** How it is chosen: by number and kind. */
export const reportLabel = ({ number, category, metres, withheld }: SeenReport): Text => {
  if (withheld) return t('report-search:label.hidden', { number });
  const facts = { number, category: categoryName(category) };
  return metres === undefined
    ? t('report-search:label.plain', facts)
    : t('report-search:label.near', { ...facts, far: farText(metres) });
};

/** A moment where the report is. */
export const localMoment = ({ country, region }: SeenReport, at: Date, style: 'date' | 'datetime' = 'date'): Param => {
  const { regions, timeZone } = countries[country];
  return moment(at, regions.find(({ id }) => id === region)?.timeZone ?? timeZone, style);
};

export const reportPictures = (photos: readonly ReportPhoto[], number: string): Attachment[] =>
  photos.map(({ fileId }, nth) => ({
    kind: 'image',
    fileId,
    name: `${number}-${nth + 1}.jpg`,
    mimeType: 'image/jpeg',
  }));
