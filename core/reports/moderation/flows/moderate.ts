import type { Looking, Outcome, Turn } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import { isLisoloError } from '../../../errors.ts';
import { actorOf } from '../../actions.ts';
import { flagReasons, type FlagReason } from '../../flag.model.ts';
import type { ReportPhoto } from '../../report.model.ts';
import type { ReportModeration, ToJudge } from '../../types.ts';
import type { ModerationList } from '../moderation-list.ts';

export type ScreenId = 'overview' | 'case' | 'reason';

export interface Data {
  readonly reportId: string;
  readonly commentId: string;
  /** The photo that the moderator has before them. */
  readonly photoId: string;
  /** Came for this one, and goes back when it is decided. */
  readonly only: boolean;
  /** Put off in this sitting. */
  readonly skipped: readonly string[];
}

export interface ModerateReportsDeps {
  readonly reportModeration: ReportModeration;
  readonly moderationList: Pick<ModerationList, 'count' | 'one' | 'hold' | 'release'>;
}

export type Look = Looking<Data, ModerateReportsDeps>;
type Step = Turn<Data, ModerateReportsDeps>;
type Next = Outcome<ScreenId, Data>;

type Photo = Pick<ReportPhoto, 'fileId' | 'state'>;

const mostSkipped = 50;

export const caseIn = (look: Pick<Look, 'data' | 'deps' | 'caller'>): Promise<ToJudge | undefined> =>
  look.deps.moderationList.one(actorOf(look.caller), look.data.reportId ?? '', look.data.commentId || undefined);

const thingOf = ({ reportId = '', commentId = '' }: Partial<Data>): string => commentId || reportId;
/** In the order in which they came. */
const photosOf = ({ report, comment }: ToJudge): readonly Photo[] =>
  comment ? (comment.photo ? [comment.photo] : []) : report.photos;

/** The one that the moderator has before them, with its place among all of the case. */
export function photoIn(judged: ToJudge, { photoId }: Partial<Data>) {
  const photos = photosOf(judged);
  const at = photos.findIndex(({ fileId }) => fileId === photoId);
  const photo = photos[at];
  return { of: photos.length, ...(photo && { photo, number: at + 1 }) };
}

const isWaiting = ({ state }: Photo): boolean => state === 'waiting';

/** They begin with one that waits, or else with one that everybody sees. */
function firstPhoto(judged: ToJudge): Photo | undefined {
  const photos = photosOf(judged);
  return photos.find(isWaiting) ?? photos.find(({ state }) => state === 'shown') ?? photos[0];
}

/** Those behind the one before them, and then from the beginning. */
function photosAfter(judged: ToJudge, { photoId }: Partial<Data>): readonly Photo[] {
  const photos = photosOf(judged);
  const at = photos.findIndex(({ fileId }) => fileId === photoId);
  return [...photos.slice(at + 1), ...photos.slice(0, at + 1)];
}

const seenCase = (judged: ToJudge): Partial<Data> => ({
  reportId: judged.report.id,
  commentId: judged.comment?.id ?? '',
  photoId: firstPhoto(judged)?.fileId ?? '',
});

async function next(turn: Step, skipped: readonly string[], notice?: Words): Promise<Next> {
  const said = notice ? { notice } : {};
  if (turn.data.only) return { done: true, ...said };
  const judged = await turn.deps.reportModeration.next(actorOf(turn.caller), skipped);
  if (!judged) return { go: 'overview', set: { reportId: '', commentId: '', photoId: '', skipped: [] }, ...said };
  return { go: 'case', set: { ...seenCase(judged), skipped }, ...said };
}

/** Whoever comes for one report sees it at once. */
export async function open(turn: Step): Promise<Next> {
  if (!turn.data.reportId) return { go: 'overview' };
  const judged = await caseIn(turn);
  return judged ? { go: 'case', set: { ...seenCase(judged), only: true } } : { go: 'overview' };
}

export const begin = (turn: Step): Promise<Next> => next(turn, []);

async function skip(turn: Step): Promise<Next> {
  const id = thingOf(turn.data);
  await turn.deps.moderationList.release(id, actorOf(turn.caller).personId);
  return next(turn, [...(turn.data.skipped ?? []), id].slice(-mostSkipped));
}

type Decision = 'keep' | 'restore' | 'hide' | 'show' | 'block';

/** What of the case is looked at next; nothing where it is done with. */
function whatIsLeft(left: ToJudge, data: Partial<Data>, decision: Decision): Partial<Data> | undefined {
  if (decision === 'hide') return undefined;
  const isOpen = left.waitingPhotos.length > 0 || left.flags.length > 0;
  if (decision !== 'show' && decision !== 'block') return isOpen ? seenCase(left) : undefined;
  const { number = 0, of } = photoIn(left, data);
  // Whoever came for this one may have come for another photo of it.
  if (!isOpen && !(data.only && number < of)) return undefined;
  const after = photosAfter(left, data);
  const photo = after.find(isWaiting) ?? (number < of ? after[0] : undefined);
  return photo ? { photoId: photo.fileId } : {};
}

/** Does it, says so, and takes the next one; or the same, while something of it is left. */
async function decide(turn: Step, decision: Decision, reason: FlagReason = 'other'): Promise<Next> {
  const { data, deps, turnId } = turn;
  const { reportId = '', commentId = '', photoId = '', skipped = [] } = data;
  const actor = actorOf(turn.caller);
  const id = thingOf(data);
  if (!(await deps.moderationList.hold(id, actor.personId)))
    return next(turn, [...skipped, id], t('report-moderation:refused.taken'));
  const act = { key: turnId, reportId, actor, ...(commentId && { commentId }) };
  const moderation = deps.reportModeration;
  const acts: Readonly<Record<Decision, () => Promise<{ readonly number: string }>>> = {
    keep: () => moderation.keep(act),
    restore: () => moderation.restore(act),
    hide: () => moderation.hide({ ...act, reason }),
    show: () => moderation.judgePhoto({ key: turnId, reportId, actor, fileId: photoId, show: true }),
    block: () => moderation.judgePhoto({ key: turnId, reportId, actor, fileId: photoId, show: false }),
  };
  try {
    const { number } = await acts[decision]();
    const notice = t(`report-moderation:done.${decision}`, { number });
    const left = await caseIn(turn);
    const stays = left && whatIsLeft(left, data, decision);
    if (stays) return { go: 'case', set: stays, notice };
    await deps.moderationList.release(id, actor.personId);
    return next(turn, skipped, notice);
  } catch (error) {
    if (isLisoloError(error, 'forbidden')) return next(turn, [...skipped, id], t('report-moderation:refused.own'));
    if (isLisoloError(error, 'not_found')) return next(turn, [...skipped, id], t('report-moderation:refused.gone'));
    throw error;
  }
}

const direct: readonly Decision[] = ['keep', 'restore', 'show', 'block'];

/** Around, so that each comes again. */
async function nextPhoto(turn: Step): Promise<Next> {
  const judged = await caseIn(turn);
  const [photo] = judged ? photosAfter(judged, turn.data) : [];
  return { go: 'case', set: { photoId: photo?.fileId ?? '' } };
}

export function choose(turn: Step, value: string): Next | Promise<Next> {
  if (value === 'hide') return { go: 'reason' };
  if (value === 'nextPhoto') return nextPhoto(turn);
  const decision = direct.find((one) => one === value);
  return decision ? decide(turn, decision) : skip(turn);
}

export function takeReason(turn: Step, value: string): Next | Promise<Next> {
  const reason = flagReasons.find((one) => one === value);
  return reason ? decide(turn, 'hide', reason) : { go: 'case' };
}
