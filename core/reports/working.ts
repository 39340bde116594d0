import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isLisoloError, LisoloError } from '../errors.ts';
import { mayDo, type ReportAction } from './actions.ts';
import { mustMove, type Authority } from './authority.ts';
import { recategorised } from './recategorised.ts';
import { dueAt } from './due.ts';
import { rejectReasons } from './limits.ts';
import { openedAgain, saidWords } from './moving.ts';
import { ownPhotos, type ReportPhotos } from './photos.ts';
import type { Print } from './print.ts';
import { reportModel, type Report, type ReportChange, type ReportPhoto, type ReportRecord } from './report.model.ts';
import { activeStates, type ReportState } from './report.states.ts';
import type { ReportWrite, ReportWrites } from './report-writes.ts';
import type { Routing } from './routing.ts';
import { foundWords } from './search/index.ts';
import type { Act, ReportWork } from './types.ts';

const hourMs = 3_600_000;
const refuse = (reason: string): LisoloError => new LisoloError('conflict', { reason });

const isActive = ({ state }: ReportRecord): boolean => activeStates.includes(state);
function mustBeActive(report: ReportRecord, to: ReportState): void {
  if (!isActive(report)) throw new LisoloError('illegal_transition', { from: report.state, to });
}

type Decide = (report: ReportRecord, now: Date) => ReportWrite | undefined | Promise<ReportWrite | undefined>;

/** F3: what bodies and moderators do with reports. */
export function createWorking({
  connection,
  clock,
  writes,
  photos,
  print,
  routing,
  authority,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly writes: ReportWrites;
  readonly photos: ReportPhotos;
  readonly print: Print;
  readonly routing: Routing;
  readonly authority: Authority;
}) {
  const reports = reportModel(connection);

  /** An act with its words and its photo, which are seen by everybody; refused, it leaves nothing behind. */
  async function act(given: Act, action: ReportAction, decide: Decide): Promise<Report> {
    const { key, reportId, actor, photoId } = given;
    const said = saidWords(given.words);
    const decided = async (report: ReportRecord, now: Date, photo?: ReportPhoto): Promise<ReportWrite | undefined> => {
      await authority.mustMay(actor, action, report);
      if (given.revision !== undefined && given.revision !== report.revision) throw refuse('it was changed meanwhile');
      const wished = await decide(report, now);
      if (!wished) return undefined;
      const [first, ...rest] = wished.changes;
      const more = { ...said, ...(photo && { photoId: photo.fileId }) };
      return {
        ...wished,
        set: { ...wished.set, ...(photo?.state === 'waiting' && { toModerate: true }) },
        ...(photo && { photos: [photo] }),
        changes: [...(first ? [{ ...first, ...more }] : []), ...rest],
      };
    };
    if (photoId === undefined) return writes.write(reportId, key, (report, now) => decided(report, now));

    const report = await writes.read(reportId);
    const own = print(key);
    // Before anything is stored for it.
    if (!report.done.includes(own)) await decided(report, clock());
    const { category } = report;
    const kept = {
      fileId: photoId,
      key: `${reportId}:${own}`,
      owner: ownPhotos,
      of: 'work',
      category,
      at: clock(),
    } as const;
    const photo = await photos.keep(kept);
    try {
      return await writes.write(reportId, key, (now, at) => decided(now, at, photo));
    } catch (error) {
      if (isLisoloError(error)) await photos.drop([photo]);
      throw error;
    }
  }

  const event = (what: ReportChange['what'], { actor }: Act, more: Partial<ReportChange> = {}) => ({
    what,
    role: actor.role,
    by: actor.personId,
    ...more,
  });

  /** With the state that it had and has. */
  const moved = (what: ReportChange['what'], given: Act, { state: from }: ReportRecord, to: ReportState) =>
    event(what, given, { from, to });

  const take: ReportWork['take'] = (given) =>
    act(given, 'take', (report) => {
      const { personId } = given.actor;
      if (report.state === 'in_progress') {
        if (report.takenBy !== personId) throw refuse('taken');
        return undefined;
      }
      mustMove(report, 'in_progress', given.actor);
      return {
        set: { state: 'in_progress', takenBy: personId },
        unset: ['lease'],
        changes: [moved('taken', given, report, 'in_progress')],
      };
    });

  const giveBack: ReportWork['giveBack'] = (given) =>
    act(given, 'giveBack', (report) => {
      const { personId, role } = given.actor;
      if (report.state !== 'in_progress')
        throw new LisoloError('illegal_transition', { from: report.state, to: 'open' });
      // Of somebody who is ill, an administrator gives it back.
      if (report.takenBy !== personId && role !== 'administrator') throw refuse('not_taken');
      return {
        set: { state: 'open' },
        unset: ['takenBy', 'lease'],
        changes: [moved('given_back', given, report, 'open')],
      };
    });

  const update: ReportWork['update'] = (given) =>
    act(given, 'update', () => {
      if (saidWords(given.words).words === undefined && given.photoId === undefined)
        throw new LisoloError('invalid_input', { reason: 'nothing_said' });
      return { changes: [event('updated', given)] };
    });

  const resolve: ReportWork['resolve'] = (given) =>
    act(given, 'resolve', (report, now) => {
      mustMove(report, 'resolved', given.actor);
      const hoursToResolve = Math.max(0, (now.getTime() - report.createdAt.getTime()) / hourMs);
      const takenBy = report.takenBy ?? given.actor.personId;
      return {
        set: { state: 'resolved', resolvedAt: now, hoursToResolve, takenBy },
        unset: ['lease'],
        changes: [moved('resolved', given, report, 'resolved')],
      };
    });

  const reject: ReportWork['reject'] = (given) =>
    act(given, 'reject', (report) => {
      const { reason } = given;
      if (!(rejectReasons as readonly string[]).includes(reason))
        throw new LisoloError('invalid_input', { field: 'reason', reason: 'unknown_reason' });
      mustMove(report, 'rejected', given.actor);
      return {
        set: { state: 'rejected' },
        unset: ['takenBy', 'lease'],
        changes: [{ ...moved('rejected', given, report, 'rejected'), reason }],
      };
    });

  /**
   * The other one is touched before this one is written, while it is no duplicate itself, and this one is written only as
   * it was before that. So of several that are to become duplicates of one another at the same moment, each must have been
   * touched after the one before it, and they can never form a circle.
   */
  const markDuplicate: ReportWork['markDuplicate'] = (given) =>
    act(given, 'markDuplicate', async (report) => {
      const { of } = given;
      if (of === report._id) throw refuse('same_report');
      mustMove(report, 'duplicate', given.actor);
      const other = await reports
        .findOneAndUpdate({ _id: of, state: { $ne: 'duplicate' } }, { $inc: { revision: 1 } })
        .lean<ReportRecord>();
      const isThere = other ?? (await reports.exists({ _id: of }));
      if (!isThere) throw new LisoloError('not_found', { reason: 'there is no such report' });
      if (!other) throw refuse('is_duplicate');
      if (other.country !== report.country)
        throw new LisoloError('invalid_input', { field: 'of', reason: 'other_country' });
      // Whoever supports this one would be led to something that nobody may see.
      if (other.hidden && !mayDo(given.actor.role, 'seeHidden')) throw refuse('hidden');
      return {
        set: { state: 'duplicate', duplicateOf: of },
        unset: ['takenBy', 'lease'],
        changes: [moved('marked_duplicate', given, report, 'duplicate')],
      };
    });

  const reconsider: ReportWork['reconsider'] = (given) =>
    act(given, 'reconsider', (report, now) => {
      // What was resolved is opened again in its own way.
      if (report.state === 'resolved') throw new LisoloError('illegal_transition', { from: report.state, to: 'open' });
      if (isActive(report)) throw new LisoloError('illegal_transition', { from: report.state, to: 'open' });
      mustMove(report, 'open', given.actor);
      return { ...openedAgain(report, now), changes: [moved('reopened', given, report, 'open')] };
    });

  const reroute: ReportWork['reroute'] = (given) =>
    act(given, 'reroute', async (report) => {
      const { bodyId } = given;
      mustBeActive(report, 'open');
      const body = await routing.body(bodyId);
      if (!body?.active || body.country !== report.country)
        throw new LisoloError('invalid_input', { field: 'bodyId', reason: 'unknown_body' });
      if (report.bodyId === bodyId) return undefined;
      return {
        set: { bodyId, state: 'open' },
        unset: ['takenBy', 'lease'],
        changes: [{ ...moved('routed', given, report, 'open'), bodyId }],
      };
    });

  const changeCategory: ReportWork['changeCategory'] = (given) =>
    act(given, 'changeCategory', async (report) => {
      const { category } = given;
      mustBeActive(report, report.state);
      if (report.category === category) return undefined;
      const body = await routing.bodyFor({ ...report, category });
      const goesOn = body && body.id !== report.bodyId;
      return {
        set: {
          category,
          dueAt: dueAt(category, report.createdAt),
          found: foundWords({ ...report, category }),
          ...recategorised(report, category),
          ...(goesOn && { bodyId: body.id, state: 'open' }),
        },
        unset: goesOn ? ['takenBy', 'lease'] : [],
        changes: [
          event('category_changed', given),
          ...(goesOn
            ? [{ what: 'routed', role: 'system', from: report.state, to: 'open', bodyId: body.id } as const]
            : []),
        ],
      };
    });

  return { take, giveBack, update, resolve, reject, markDuplicate, reconsider, reroute, changeCategory };
}
