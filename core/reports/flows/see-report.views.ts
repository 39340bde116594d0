import type { Looking, Option, View } from '../../dialog/types.ts';
import { t, type Text, type Words } from '../../dialog/words.ts';
import { guardRoles, workerRoles } from '../actions.ts';
import type { Body } from '../body.model.ts';
import { mostPhotos } from '../limits.ts';
import type { ReportChange, ReportEvent } from '../report.model.ts';
import { activeStates, reopenDays } from '../report.states.ts';
import type { ReportSearch, ReportService, SeenReport } from '../types.ts';
import { categoryName, stateName } from '../words.ts';
import { localMoment, placeText, reportPictures, viewerOf } from './report-lines.ts';

export interface Data {
  readonly reportId: string;
  /** Of the page of the history or of the photos. */
  readonly offset: number;
}

export interface SeeReportDeps {
  readonly reports: Pick<ReportService, 'byNumber'>;
  readonly reportSearch: Pick<ReportSearch, 'one' | 'mapLink'>;
  /** Who is to do something about it. */
  readonly reportRouting: { body(id: string): Promise<Body | undefined> };
}

export type Look = Looking<Data, SeeReportDeps>;

export const photosPerPage = 3;
/** On a small page, so that a history is read in few steps. */
const eventsShort = 3;
const eventsLong = 8;
export const eventsPerPage = ({ surface }: Pick<Look, 'surface'>): number => (surface.short ? eventsShort : eventsLong);

export const gone: View = { text: t('report-search:see.gone') };

export const reportIn = ({ deps, data, caller, now }: Look): Promise<SeenReport | undefined> =>
  deps.reportSearch.one(data.reportId ?? '', viewerOf(caller, now));

async function bodyName({ deps }: Look, bodyId: string | undefined): Promise<Words> {
  const body = bodyId === undefined ? undefined : await deps.reportRouting.body(bodyId);
  return body?.name ?? t('reports:service');
}

/** What happened, when, and who did it: a role, never a person. */
async function eventLines(look: Look, report: SeenReport, change: ReportChange): Promise<Words[]> {
  const { what, at, role, words = '', reason } = change;
  const body = await bodyName(look, change.bodyId ?? report.bodyId);
  return [
    t('report-search:history.row', {
      at: localMoment(report, at, look.surface.short ? 'date' : 'datetime'),
      event: t(`reports:event.${what}`, { body }),
      role: t(`reports:role.${role}`),
    }),
    ...(what === 'rejected' && reason !== undefined ? [t(`report-work:reason.${reason}`)] : []),
    ...(words === '' ? [] : [`"${words}"`]),
  ];
}

/** What tells where it stands; the rest is in the history. */
const telling: readonly ReportEvent[] = [
  'taken', 'given_back', 'updated', 'resolved', 'rejected', 'marked_duplicate', 'reopened', 'confirmed',
]; // prettier-ignore

async function newsOf(look: Look, report: SeenReport): Promise<Words[]> {
  const last = report.history.findLast(({ what }) => telling.includes(what));
  return last ? eventLines(look, report, last) : [];
}

const ownText = ({ mine }: SeenReport): Text[] => {
  if (mine?.told) return [t('report-search:see.told')];
  if (mine?.voted) return [t('report-search:see.voted')];
  return mine?.follows ? [t('report-search:see.follows')] : [];
};

const dayMs = 24 * 3_600_000;

/** What whoever told or follows a resolved one is asked. */
function isItFixed({ state, mine, resolvedAt }: SeenReport, now: Date): string[] {
  if (state !== 'resolved' || !(mine?.told || mine?.follows)) return [];
  const isLate = now.getTime() - (resolvedAt?.getTime() ?? 0) > reopenDays * dayMs;
  return isLate ? ['confirm'] : ['confirm', 'reopen'];
}

function supportOf({ state, mine, duplicateOf }: SeenReport): string[] {
  if (duplicateOf !== undefined) return [];
  const vote = activeStates.includes(state) && !mine?.told ? [mine?.voted ? 'unvote' : 'vote'] : [];
  return [...vote, mine?.follows ? 'unfollow' : 'follow'];
}

const mayAddPhoto = ({ state, mine, photos }: SeenReport, { surface }: Look): boolean =>
  mine?.told === true &&
  activeStates.includes(state) &&
  surface.accepts.includes('photo') &&
  photos.filter(({ of }) => of === 'problem').length < mostPhotos;

const isOneOf = (roles: readonly string[], wanted: readonly string[]): boolean =>
  roles.some((role) => wanted.includes(role));

/** What can be done with it, by who looks and how it stands; the likeliest first. */
function optionsOf(report: SeenReport, look: Look): Option[] {
  const { caller, surface, now } = look;
  const { photos, comments } = report;
  const plain = (value: string): Option => ({ value, label: t(`report-search:see.${value}`) });
  const counted = (value: string, n: number): Option => ({ value, label: t(`report-search:see.${value}`, { n }) });
  return [
    ...isItFixed(report, now).map(plain),
    ...(report.duplicateOf === undefined ? [] : [plain('original')]),
    ...(isOneOf(caller.roles, workerRoles) ? [plain('work')] : []),
    ...(isOneOf(caller.roles, guardRoles) ? [plain('moderate')] : []),
    ...supportOf(report).map(plain),
    counted('talk', comments),
    ...(surface.showsFiles && photos.length > 0 ? [counted('photos', photos.length)] : []),
    ...(mayAddPhoto(report, look) ? [plain('addPhoto')] : []),
    plain('history'),
    ...(report.mine?.told ? [] : [plain('flag')]),
  ];
}

/** One report as far as the viewer may know it. */
export async function reportView(look: Look): Promise<View> {
  const report = await reportIn(look);
  if (!report) return gone;
  const { number, category, state, words, blurred, createdAt, votes, followers, hidden } = report;
  const url = look.surface.showsFiles ? look.deps.reportSearch.mapLink(report) : undefined;
  return {
    text: [
      t('report-search:see.head', { number, category: categoryName(category), state: stateName(state) }),
      ...(hidden ? [t('report-search:see.hidden')] : []),
      ...(words === '' ? [] : [`"${words}"`]),
      t(`report-search:see.${blurred ? 'roughly' : 'place'}`, { place: placeText(report) }),
      t('report-search:see.counts', { at: localMoment(report, createdAt), votes, followers }),
      ...(await newsOf(look, report)),
      ...ownText(report),
    ],
    options: optionsOf(report, look),
    ...(url === undefined ? {} : { link: { url, label: t('report-search:see.map') } }),
  };
}

const more = (shown: number, total: number): Option[] =>
  shown < total ? [{ value: 'more', label: t('report-search:list.more') }] : [];

/** What happened, the newest first; what people say about it stands among the comments. */
export async function historyView(look: Look): Promise<View> {
  const report = await reportIn(look);
  if (!report) return gone;
  const { offset = 0 } = look.data;
  const events = report.history.filter(({ what }) => what !== 'commented').toReversed();
  const page = events.slice(offset, offset + eventsPerPage(look));
  const lines = await Promise.all(page.map((change) => eventLines(look, report, change)));
  return {
    text: [t('report-search:history.title', { number: report.number }), ...lines.flat()],
    options: [...more(offset + page.length, events.length), { value: 'back', label: t('report-search:see.back') }],
  };
}

/** A few at a time: whoever looks pays for each. */
export async function photosView(look: Look): Promise<View> {
  const report = await reportIn(look);
  if (!report) return gone;
  const { photos, number } = report;
  const { offset = 0 } = look.data;
  const page = photos.slice(offset, offset + photosPerPage);
  return {
    text: t('report-search:photos.title', { number, from: offset + 1, to: offset + page.length, of: photos.length }),
    attachments: reportPictures(page, `${number}-${offset + 1}`),
    options: [...more(offset + page.length, photos.length), { value: 'back', label: t('report-search:see.back') }],
  };
}
