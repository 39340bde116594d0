import type { SentFile } from '../../dialog/types.ts';
import { t, type Words } from '../../dialog/words.ts';
import { actorOf } from '../actions.ts';
import { isCategory } from '../categories.ts';
import { isUsed, keepWhileTold } from '../flows/door-photos.ts';
import { longestComment, rejectReasons } from '../limits.ts';
import type { Report } from '../report.model.ts';
import type { ReportState } from '../report.states.ts';
import { here } from './desk.views.ts';
import { refusedAs } from './refused.ts';
import { fresh, reportIn, worksOnIt, type Act, type Next, type Step } from './work.ts';

const mostSkipped = 50;
const shortestWords = 3;

const open = (reportId: string, notice?: Words): Next => ({
  go: 'report',
  set: { reportId, ...fresh },
  ...(notice && { notice }),
});

/** From the menu, or from a list of somebody else with a report in hand. */
export const opened = ({ data }: Step): Next => (data.reportId ? open(data.reportId) : { go: 'desk' });

/** The most urgent one, but for those put off. */
export async function next({ data, deps, caller }: Step, notice?: Words): Promise<Next> {
  const except = [...(data.skipped ?? []), ...(data.reportId ? [data.reportId] : [])].slice(-mostSkipped);
  const report = await deps.reportWork.next(actorOf(caller), { ...here({ data, caller }), except });
  if (report)
    return { go: 'report', set: { reportId: report.id, ...fresh, skipped: except }, ...(notice && { notice }) };
  return { go: 'desk', set: { reportId: '', skipped: [] }, notice: notice ?? t('report-work:desk.none') };
}

export function fromDesk(turn: Step, value: string): Next | Promise<Next> {
  if (value === 'next') return next(turn);
  if (value === 'mine') return { go: 'list', set: { list: 'mine' } };
  return { go: value === 'area' ? 'area' : 'state' };
}

/** A number typed at the desk. */
export async function find({ deps }: Step, typed: string): Promise<Next> {
  const report = await deps.reports.byNumber(typed);
  return report ? open(report.id) : { retry: t('report-work:desk.unknown') };
}

export const chooseArea = (_turn: Step, area: string): Next => ({
  go: 'desk',
  set: { area, reportId: '', skipped: [] },
});
export const chooseState = (_turn: Step, state: string): Next => ({ go: 'list', set: { list: state as ReportState } });
export const chooseReport = (_turn: Step, id: string): Next => (id === '' ? { go: 'desk' } : open(id));

/** Said of a photo that nobody else sees yet. */
const waits = ({ photos, history }: Report): boolean => {
  const last = history.at(-1)?.photoId;
  return last !== undefined && photos.some(({ fileId, state }) => fileId === last && state === 'waiting');
};

/** Does something and shows the report as it stands then, or the next one where it has gone to others. */
async function toReport(turn: Step, work: () => Promise<Report>, done: string): Promise<Next> {
  const tried = await work().then(
    (report) => ({ report }),
    (error: unknown) => ({ refused: refusedAs(error) }),
  );
  if ('refused' in tried) return open(turn.data.reportId ?? '', tried.refused);
  const { report } = tried;
  const said = t(`report-work:done.${done}`, { number: report.number });
  const notice = waits(report) ? t('report-work:done.both', { said, more: t('report-work:done.photoWaits') }) : said;
  return done === 'reroute' || !(await worksOnIt(turn, report)) ? next(turn, notice) : open(report.id, notice);
}

const asks = (act: Act, go: 'words' | 'reason' | 'other' | 'body'): Next => ({ go, set: { act, ...fresh } });

export function choose(turn: Step, value: string): Next | Promise<Next> {
  const { deps, caller, turnId, data } = turn;
  const act = { key: turnId, reportId: data.reportId ?? '', actor: actorOf(caller) };
  switch (value) {
    case 'take':
    case 'giveBack':
    case 'reconsider':
      return toReport(turn, () => deps.reportWork[value](act), value);
    case 'reopen':
      return toReport(turn, () => deps.reports.reopen(act), 'reconsider');
    case 'update':
    case 'resolve':
      return asks(value, 'words');
    case 'reject':
      return asks('reject', 'reason');
    case 'markDuplicate':
      return asks('markDuplicate', 'other');
    case 'reroute':
      return asks('reroute', 'body');
    case 'talk':
      return { run: 'talk-about-report', with: { reportId: act.reportId }, then: 'report' };
    case 'next':
      return next(turn);
    default:
      return { go: value === 'category' ? 'category' : 'more' };
  }
}

/** A photo of the work, sent with the report on the screen: it becomes an update. */
export async function beginWithPhoto(turn: Step, photo: SentFile): Promise<Next> {
  const report = await reportIn(turn);
  if (report && (await worksOnIt(turn, report))) {
    const begun = { act: 'update', ...fresh } as const;
    const next = await takePhoto({ ...turn, data: { ...turn.data, ...begun } }, photo);
    return 'go' in next ? { ...next, set: { ...begun, ...next.set } } : next;
  }
  await isUsed(turn, photo.fileId);
  return { retry: t(`reports:refused.${report?.hidden ? 'hidden' : report ? 'not_your_body' : 'gone'}`) };
}

export function takeWords({ data, surface }: Step, typed: string): Next {
  const words = typed.trim();
  if (words.length < shortestWords || words.length > longestComment)
    return { retry: t('report-work:words.notOne', { most: longestComment }) };
  const asksPhoto = surface.accepts.includes('photo') && !data.photoId && data.act !== 'reject';
  return { go: asksPhoto ? 'photo' : 'confirm', set: { words } };
}

export const skipWords = ({ data, surface }: Step): Next => ({
  go: surface.accepts.includes('photo') && !data.photoId ? 'photo' : 'confirm',
});

/** Where no words have come yet, before it or beneath it, they are still asked for. */
export async function takePhoto(turn: Step, { fileId, caption }: SentFile): Promise<Next> {
  const { words = '' } = turn.data;
  await keepWhileTold(turn, fileId);
  const set = { photoId: fileId };
  const kept: Next = { go: words === '' ? 'words' : 'confirm', set };
  if (caption === undefined) return kept;
  const told = takeWords({ ...turn, data: { ...turn.data, ...set } }, words === '' ? caption : `${words}\n${caption}`);
  if ('retry' in told) return { ...kept, notice: told.retry };
  return 'go' in told ? { ...told, set: { ...told.set, ...set } } : told;
}

export const skipPhoto = (): Next => ({ go: 'confirm' });

export const takeReason = (_turn: Step, reason: string): Next =>
  rejectReasons.some((one) => one === reason) ? { go: 'confirm', set: { reason } } : { go: 'reason' };

export async function takeOther({ data, deps }: Step, typed: string): Promise<Next> {
  const other = await deps.reports.byNumber(typed);
  if (!other) return { retry: t('report-work:desk.unknown') };
  if (other.id === data.reportId) return { retry: t('reports:refused.same_report') };
  return { go: 'confirm', set: { otherId: other.id } };
}

export const takeBody = (_turn: Step, bodyId: string): Next =>
  bodyId === '' ? { go: 'report' } : { go: 'confirm', set: { bodyId } };

export const takeCategory = (turn: Step, category: string): Next | Promise<Next> =>
  isCategory(category)
    ? toReport(
        turn,
        () =>
          turn.deps.reportWork.changeCategory({
            key: turn.turnId,
            reportId: turn.data.reportId ?? '',
            actor: actorOf(turn.caller),
            category,
          }),
        'category',
      )
    : { go: 'category' };

/** Does what was asked for and confirmed. */
export async function carryOut(turn: Step): Promise<Next> {
  const { data, deps, caller, turnId } = turn;
  const { act, words, photoId, reason = '', otherId = '', bodyId = '' } = data;
  const report = await reportIn(turn);
  if (!report || !act) return next(turn, t('reports:refused.gone'));
  const plain = { key: turnId, reportId: report.id, actor: actorOf(caller) };
  const told = { ...plain, ...(words ? { words } : {}), ...(photoId ? { photoId } : {}) };
  const works: Readonly<Record<Act, () => Promise<Report>>> = {
    update: () => deps.reportWork.update(told),
    resolve: () => deps.reportWork.resolve(told),
    reject: () => deps.reportWork.reject({ ...told, reason }),
    markDuplicate: () => deps.reportWork.markDuplicate({ ...plain, of: otherId }),
    reroute: () => deps.reportWork.reroute({ ...plain, bodyId }),
  };
  if (photoId) await isUsed(turn, photoId);
  return toReport(turn, works[act], act);
}
