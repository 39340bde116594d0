import { countries } from '../../countries/index.ts';
import { shorten } from '../../dialog/fit.ts';
import type { Option, View } from '../../dialog/types.ts';
import { moment, t, type Text, type Words } from '../../dialog/words.ts';
import { actorOf } from '../actions.ts';
import { categories } from '../categories.ts';
import { placeText, reportPictures } from '../flows/report-lines.ts';
import { rejectReasons } from '../limits.ts';
import { activeStates } from '../report.states.ts';
import type { Actor, SeenReport } from '../types.ts';
import { categoryName, stateName } from '../words.ts';
import { reportIn, worksOnIt, type Data, type Look } from './work.ts';

/** So that a report fits on a few pages of a phone. */
const longestShort = 100;
const longestName = 40;
const newestUpdates = 2;

type Step = 'take' | 'giveBack' | 'update' | 'resolve' | 'reconsider' | 'reopen' | 'more' | 'talk' | 'next' | 'reject' | 'markDuplicate' | 'reroute' | 'category'; // prettier-ignore

const isRejectReason = (reason: string): boolean => rejectReasons.some((one) => one === reason);
const option = (value: Step): Option => ({ value, label: t(`report-work:step.${value}`) });

/** What can be done with it by whoever works on it; the usual step first. */
function stepsFor({ state, takenBy }: SeenReport, { personId, role }: Actor): readonly Step[] {
  switch (state) {
    case 'open':
      return ['take', 'update', 'resolve', 'more', 'talk', 'next'];
    case 'in_progress':
      // Of somebody who is ill, an administrator gives it back.
      return takenBy === personId || role === 'administrator'
        ? ['resolve', 'update', 'giveBack', 'more', 'talk', 'next']
        : ['update', 'resolve', 'more', 'talk', 'next'];
    case 'resolved':
      return ['reopen', 'update', 'talk', 'next'];
    case 'rejected':
    case 'duplicate':
      return ['reconsider', 'talk', 'next'];
  }
}
/** Of another body, or hidden. */
const onlyToRead: readonly Step[] = ['talk', 'next'];
const seldom: readonly Step[] = ['reject', 'markDuplicate', 'reroute', 'category'];

/** Past the time that its category has, and not done. */
const isLate = ({ state, dueAt }: SeenReport, now: Date): boolean => activeStates.includes(state) && now > dueAt;

const placeOf = (report: SeenReport): Text =>
  t(`report-work:one.${report.blurred ? 'roughly' : 'place'}`, { place: placeText(report) });

const holder = ({ state, takenBy }: SeenReport, personId: string): Text[] =>
  state === 'in_progress' && takenBy !== undefined
    ? [t(`report-work:one.${takenBy === personId ? 'yours' : 'colleague'}`)]
    : [];

/** What has been told to everybody, the last first: words, and why something was rejected. */
function updatesOf(report: SeenReport, look: Look): Text[] {
  const date = (at: Date) => moment(at, countries[report.country].timeZone);
  return report.history
    .filter(({ what }) => what !== 'reported')
    .flatMap(({ at, words, reason }) => [
      ...(reason === undefined || !isRejectReason(reason) ? [] : [{ at, words: t(`report-work:reason.${reason}`) }]),
      ...(words === undefined || words === '' ? [] : [{ at, words: shortened(words, look) }]),
    ])
    .slice(-newestUpdates)
    .reverse()
    .map(({ at, words }) => t('report-work:one.said', { date: date(at), words }));
}

const shortened = (words: string, { surface }: Look): string => (surface.short ? shorten(words, longestShort) : words);

const gone = { text: t('reports:refused.gone'), options: [option('next')] };

/** One report with all that is known of it, and what can be done. */
export async function reportView(look: Look): Promise<View> {
  const { deps, caller, surface, data, now } = look;
  const actor = actorOf(caller);
  const report = await deps.reportSearch.one(data.reportId ?? '', actor);
  if (!report) return gone;
  const { number, category, words, votes, comments, createdAt, country } = report;
  const at = moment(createdAt, countries[country].timeZone, 'datetime');
  const url = surface.showsFiles ? deps.reportSearch.mapLink(report) : undefined;
  const facts = { number, category: categoryName(category), state: stateName(report.state) };
  const isTheirs = await worksOnIt(look, report);
  const refused = report.hidden ? 'hidden' : 'not_your_body';
  return {
    text: [
      t(`report-work:one.${isLate(report, now) ? 'late' : 'head'}`, facts),
      placeOf(report),
      ...(words === '' ? [] : [shortened(words, look)]),
      t('report-work:one.told', { at, votes, comments }),
      ...holder(report, actor.personId),
      ...updatesOf(report, look),
      ...(isTheirs ? [] : [t(`reports:refused.${refused}`)]),
    ],
    options: (isTheirs ? stepsFor(report, actor) : onlyToRead).map(option),
    ...(surface.showsFiles ? { attachments: reportPictures(report.photos, number) } : {}),
    ...(url === undefined ? {} : { link: { url, label: t('report-work:one.map') } }),
  };
}

export const moreView = (): View => ({ text: t('report-work:more.ask'), options: seldom.map(option) });

/** Words and photo of an update or of what was done. */
export const wordsView = ({ data }: Look): View => ({
  text: [
    t(`report-work:words.${data.act === 'resolve' ? 'resolve' : 'update'}`),
    ...(data.photoId ? [t('report-work:words.withPhoto')] : []),
  ],
  hints: { photo: t('report-work:words.orPhoto') },
  options: data.act === 'resolve' || data.photoId ? [{ value: 'skip', label: t('report-work:words.skip') }] : [],
});

export const photoView = (): View => ({
  text: t('report-work:photo.ask'),
  options: [{ value: 'skip', label: t('report-work:photo.skip') }],
});

export const reasonView = (): View => ({
  text: t('report-work:reject.ask'),
  options: rejectReasons.map((value) => ({ value, label: t(`report-work:reason.${value}`) })),
});

export const otherView = (): View => ({ text: t('report-work:other.ask') });

/** Bodies of the country, but the one that has it. */
export async function bodyView(look: Look): Promise<View> {
  const report = await reportIn(look);
  const bodies = await look.deps.reportBodies.inCountry(report?.country ?? look.caller.country);
  const others = bodies.filter(({ id }) => id !== report?.bodyId);
  return others.length === 0
    ? { text: t('report-work:body.none'), options: [{ value: '', label: t('report-work:list.back') }] }
    : {
        text: t('report-work:body.ask'),
        options: others.map(({ id, name }) => ({ value: id, label: shorten(name, longestName) })),
      };
}

export const categoryView = (): View => ({
  text: t('report-work:category.ask'),
  options: categories.map(({ code }) => ({ value: code, label: categoryName(code) })),
});

const yes: Option = { value: 'yes', label: t('report-work:confirm.yes') };

/** What cannot be taken back is said once more before it is done. */
export async function confirmView(look: Look): Promise<View> {
  const { data, deps, caller } = look;
  const report = await reportIn(look);
  if (!report || !data.act) return gone;
  const { number } = report;
  const words = shortened(data.words ?? '', look);
  const quoted = words === '' ? [] : [t('report-work:confirm.words', { words })];
  const other = data.act === 'markDuplicate' ? await deps.reportSearch.one(data.otherId ?? '', actorOf(caller)) : undefined;
  const facts: Readonly<Record<Data['act'], () => Promise<Words[]>>> = {
    update: async () => [t('report-work:confirm.update', { number }), ...quoted],
    resolve: async () => [t('report-work:confirm.resolve', { number }), ...quoted],
    reject: async () => [
      t('report-work:confirm.reject', { number, reason: t(`report-work:reason.${data.reason ?? ''}`) }),
      ...quoted,
    ],
    reroute: async () => [
      t('report-work:confirm.reroute', { number, body: (await deps.reportBodies.one(data.bodyId ?? ''))?.name ?? '' }),
    ],
    markDuplicate: async () =>
      other
        ? [
            t('report-work:confirm.markDuplicate', { number, other: other.number }),
            t('report-work:one.head', { number: other.number, category: categoryName(other.category), state: stateName(other.state) }),
            placeOf(other),
            ...(other.words === '' ? [] : [shortened(other.words, look)]),
          ]
        : [t('reports:refused.gone')],
  };
  return {
    text: await facts[data.act](),
    options: [yes],
    ...(other && look.surface.showsFiles ? { attachments: reportPictures(other.photos, other.number) } : {}),
  };
} // prettier-ignore
