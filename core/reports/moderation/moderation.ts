import type { Connection } from 'mongoose';
import { LisoloError } from '../../errors.ts';
import { mayDo, type ReportAction } from '../actions.ts';
import type { Authority } from '../authority.ts';
import { commentModel, type CommentRecord } from '../comment.model.ts';
import type { CommentWrite, CommentWrites } from '../community/comment-writes.ts';
import { flagReasons } from '../flag.model.ts';
import { saidWords } from '../said-words.ts';
import type { Print } from '../print.ts';
import type { ReportWrite, ReportWrites } from '../report-writes.ts';
import { toReport, type Report, type ReportEvent, type ReportPhoto, type ReportRecord } from '../report.model.ts';
import type { Actor, ReportModeration } from '../types.ts';
import type { ModerationList } from './moderation-list.ts';

type PhotoState = ReportPhoto['state'];

const waits = (photos: readonly { readonly state: PhotoState }[]): boolean =>
  photos.some(({ state }) => state === 'waiting');

/** Hidden by its flags, and no moderator has said anything to it. */
const isHiddenByFlags = ({ hidden, history }: ReportRecord): boolean =>
  hidden && history.findLast(({ what }) => what === 'hidden')?.role === 'system';

interface Given {
  readonly key: string;
  readonly reportId: string;
  readonly actor: Actor;
  readonly words?: string;
}

/** F5: what moderators decide. Each act is one change of one thing, and stands in the history of its report. */
export function createModeration(deps: {
  readonly connection: Connection;
  readonly print: Print;
  readonly reportWrites: Pick<ReportWrites, 'write' | 'read'>;
  readonly commentWrites: Pick<CommentWrites, 'write'>;
  readonly moderationList: Pick<ModerationList, 'next'>;
  readonly authority: Pick<Authority, 'isOfCountry'>;
}): ReportModeration {
  const { reportWrites, commentWrites, print, authority } = deps;
  const comments = commentModel(deps.connection);

  function mustDo({ role }: Actor, action: ReportAction): void {
    if (!mayDo(role, action)) throw new LisoloError('forbidden', { action });
  }

  async function mustBeOfCountry(report: ReportRecord, actor: Actor): Promise<void> {
    if (!(await authority.isOfCountry(actor, report))) throw new LisoloError('forbidden', { reason: 'other_country' });
  }

  /** Nobody judges what is their own. */
  function mustBeOfOthers(authorId: string | undefined, { personId }: Actor): void {
    if (authorId === personId) throw new LisoloError('forbidden', { reason: 'it is their own' });
  }

  const happened = (what: ReportEvent, { actor, words }: Given, more: { reason?: string; photoId?: string } = {}) => ({
    what,
    role: actor.role,
    by: actor.personId,
    ...saidWords(words),
    ...more,
  });

  const onReport = (
    { key, reportId, actor }: Given,
    decide: (report: ReportRecord, now: Date) => ReportWrite | undefined,
  ): Promise<Report> =>
    reportWrites.write(reportId, key, async (report, now) => {
      await mustBeOfCountry(report, actor);
      mustBeOfOthers(report.reporterId, actor);
      return decide(report, now);
    });

  async function onComment(
    act: Given,
    commentId: string,
    decide: (comment: CommentRecord, now: Date) => CommentWrite | undefined,
  ): Promise<Report> {
    const before = await reportWrites.read(act.reportId);
    await mustBeOfCountry(before, act.actor);
    // What was done by this turn is done, whatever became of the comment since.
    if (before.done.includes(print(print(act.key)))) return toReport(before);
    await commentWrites.write(commentId, (comment, now) => {
      if (comment.reportId !== act.reportId) throw new LisoloError('not_found', { reason: 'there is no such comment' });
      mustBeOfOthers(comment.authorId, act.actor);
      return decide(comment, now);
    });
    return toReport(await reportWrites.read(act.reportId));
  }

  const looked = (now: Date, toModerate: boolean) => ({ flags: 0, lookedAt: now, toModerate });
  const photosOf = ({ photo }: CommentRecord): { state: PhotoState }[] => (photo ? [photo] : []);

  return {
    next: (actor, except) => deps.moderationList.next(actor, except),

    async hide(act) {
      const { actor, commentId, reason } = act;
      mustDo(actor, 'hide');
      if (!flagReasons.includes(reason)) throw new LisoloError('invalid_input', { field: 'reason', reason: 'reason' });
      if (commentId === undefined)
        return onReport(act, (report, now) =>
          report.hidden && !isHiddenByFlags(report) && report.flags === 0
            ? undefined
            : {
                // Photos of what nobody sees need no judging.
                set: { hidden: true, ...looked(now, false) },
                changes: [happened('hidden', act, { reason })],
              },
        );
      return onComment(act, commentId, (comment, now) =>
        comment.hiddenBy === 'moderator' && comment.flags === 0
          ? undefined
          : {
              set: { hidden: true, hiddenBy: 'moderator', ...looked(now, false) },
              news: { key: print(act.key), ...happened('comment_hidden', act, { reason }) },
            },
      );
    },

    async restore(act) {
      const { actor, commentId } = act;
      mustDo(actor, 'restore');
      if (commentId === undefined)
        return onReport(act, (report, now) =>
          report.hidden
            ? {
                set: { hidden: false, ...looked(now, waits(report.photos)) },
                changes: [happened('restored', act)],
              }
            : undefined,
        );
      return onComment(act, commentId, (comment, now) =>
        comment.hidden
          ? {
              set: { hidden: false, ...looked(now, waits(photosOf(comment))) },
              unset: ['hiddenBy'],
              news: { key: print(act.key), ...happened('comment_restored', act) },
            }
          : undefined,
      );
    },

    async keep(act) {
      const { actor, commentId } = act;
      mustDo(actor, 'restore');
      if (commentId === undefined)
        return onReport(act, (report, now) => {
          if (report.flags === 0) return undefined;
          const comesBack = isHiddenByFlags(report);
          return {
            set: { hidden: report.hidden && !comesBack, ...looked(now, waits(report.photos)) },
            changes: [happened(comesBack ? 'restored' : 'kept', act)],
          };
        });
      return onComment(act, commentId, (comment, now) => {
        if (comment.flags === 0) return undefined;
        const comesBack = comment.hiddenBy === 'flags';
        return {
          set: { hidden: comment.hidden && !comesBack, ...looked(now, waits(photosOf(comment))) },
          ...(comesBack && { unset: ['hiddenBy'] as const }),
          news: { key: print(act.key), ...happened(comesBack ? 'comment_restored' : 'kept', act) },
        };
      });
    },

    async judgePhoto(act) {
      const { actor, reportId, fileId, show } = act;
      mustDo(actor, 'judgePhoto');
      const state: PhotoState = show ? 'shown' : 'hidden';
      const what = show ? 'photo_shown' : 'photo_hidden';
      const comment = await comments
        .findOne({ reportId, 'photo.fileId': fileId }, { _id: 1 })
        .lean<Pick<CommentRecord, '_id'>>();
      if (comment)
        return onComment(act, comment._id, ({ photo, flags }) =>
          !photo || photo.state === state
            ? undefined
            : {
                set: { photo: { ...photo, state }, toModerate: flags > 0 },
                news: { key: print(act.key), ...happened(what, act, { photoId: fileId }) },
              },
        );
      return onReport(act, ({ photos, flags }) => {
        const photo = photos.find((one) => one.fileId === fileId);
        if (!photo) throw new LisoloError('not_found', { reason: 'there is no such photo' });
        if (photo.state === state) return undefined;
        const judged = photos.map((one) => (one.fileId === fileId ? { ...one, state } : one));
        return {
          set: { photos: judged, toModerate: flags > 0 || waits(judged) },
          changes: [happened(what, act, { photoId: fileId })],
        };
      });
    },
  };
}
