import type { Connection } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { isDuplicateKey, newId } from '../../database/index.ts';
import { LisoloError } from '../../errors.ts';
import { keepPhoto, type FileService } from '../../files/index.ts';
import { mayDo } from '../actions.ts';
import { categoryOf } from '../categories.ts';
import { commentModel, type CommentRecord } from '../comment.model.ts';
import { commentsPerDay, mostComments } from '../limits.ts';
import { saidWords } from '../said-words.ts';
import type { Print } from '../print.ts';
import { reportModel, toReport, type Report, type ReportRecord } from '../report.model.ts';
import type { Routing } from '../routing.ts';
import type { Actor, ReportTalk, SeenComment, Viewer } from '../types.ts';
import type { CommentWrites } from './comment-writes.ts';
import type { Flagging } from './flagging.ts';
import { mentionsIn } from './mentions.ts';
import { seenComment } from './seen-comment.ts';
import { bodySpeaker, type Speakers } from './speakers.ts';

export interface TalkDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly print: Print;
  readonly files: Pick<FileService, 'read' | 'put' | 'remove'>;
  readonly routing: Pick<Routing, 'ofOperator'>;
  readonly speakers: Speakers;
  readonly commentWrites: CommentWrites;
  readonly flagging: Pick<Flagging, 'flag'>;
}

const dayMs = 24 * 3_600_000;

/** F4: people talk about a report, and flag what should not be seen. */
export function createTalk(deps: TalkDeps): ReportTalk {
  const { clock, speakers, commentWrites } = deps;
  const reports = reportModel(deps.connection);
  const comments = commentModel(deps.connection);

  /** A hidden one is there for guards, and for whoever told it. */
  async function reportFor(reportId: string, viewer: Viewer): Promise<Report> {
    const found = await reports.findById(reportId).lean<ReportRecord>();
    const isTeller = viewer !== undefined && viewer.personId !== '' && found?.reporterId === viewer.personId;
    const mayKnow = found && (!found.hidden || isTeller || (viewer && mayDo(viewer.role, 'seeHidden')));
    if (!mayKnow) throw new LisoloError('not_found', { reason: 'there is no such report' });
    return toReport(found);
  }

  /** An operator speaks for the body that it is sent to; about a report of another one they are a neighbour as others are. */
  async function roleIn(report: Report, { personId, role }: Actor): Promise<Actor['role']> {
    if (role !== 'operator') return role;
    const bodies = await deps.routing.ofOperator(personId);
    return bodies.some(({ id }) => id === report.bodyId) ? 'operator' : 'citizen';
  }

  async function photoOf(
    report: Report,
    actor: Actor,
    photoId: string,
    print: string,
  ): Promise<CommentRecord['photo']> {
    const fileId = await keepPhoto(deps.files, photoId, {
      name: `commentaire-${report.number}`,
      owner: actor.personId,
      key: `report-comment:${print}`,
    });
    return { fileId, state: categoryOf(report.category).photos === 'checked' ? 'waiting' : 'shown' };
  }

  async function create(report: Report, actor: Actor, print: string, text: string, photoId?: string): Promise<string> {
    const role = await roleIn(report, actor);
    const isBody = role === 'operator' || role === 'administrator';
    const speaker = isBody ? bodySpeaker : await speakers.numberOf(report.id, actor.personId);
    const photo = photoId === undefined ? undefined : await photoOf(report, actor, photoId, print);
    const { personId: by } = actor;
    const id = newId();
    const record = {
      _id: id, key: print, reportId: report.id, country: report.country, authorId: by, role, speaker, text,
      // Nobody has to be told of what they say themselves.
      mentions: mentionsIn(text).filter((number) => number !== speaker),
      ...(photo && { photo }),
      hidden: false, flags: 0, toModerate: photo?.state === 'waiting', revision: 1, at: clock(),
    }; // prettier-ignore
    try {
      await commentWrites.create(record, { key: print, what: 'commented', role, by });
      return id;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return (await comments.findOne({ key: print }, { _id: 1 }).lean<Pick<CommentRecord, '_id'>>())?._id ?? id;
    }
  }

  async function mustNotBeTooMuch({ personId, role }: Actor): Promise<void> {
    if (role !== 'citizen') return;
    const since = new Date(clock().getTime() - dayMs);
    const said = await comments.countDocuments({ authorId: personId, at: { $gt: since } }).limit(commentsPerDay);
    if (said >= commentsPerDay) throw new LisoloError('conflict', { reason: 'too_much_said' });
  }

  async function seenBy(actor: Viewer, commentId: string): Promise<SeenComment> {
    const record = await comments.findById(commentId).lean<CommentRecord>();
    const seen = record && seenComment(record, actor);
    if (!seen) throw new LisoloError('not_found', { reason: 'there is no such comment' });
    return seen;
  }

  return {
    async comment({ key, reportId, actor, text, photoId }) {
      const print = deps.print(key);
      const { words = '' } = saidWords(text);
      if (words === '' && photoId === undefined) throw new LisoloError('invalid_input', { reason: 'nothing_said' });
      const known = await comments.findOne({ key: print }, { _id: 1 }).lean<Pick<CommentRecord, '_id'>>();
      if (known) {
        await commentWrites.carry(known._id);
        return seenBy(actor, known._id);
      }
      const report = await reportFor(reportId, actor);
      if (report.hidden) throw new LisoloError('conflict', { reason: 'hidden' });
      if (report.comments >= mostComments) throw new LisoloError('conflict', { reason: 'too_many_comments' });
      await mustNotBeTooMuch(actor);
      const commentId = await create(report, actor, print, words, photoId);
      await commentWrites.carry(commentId);
      return seenBy(actor, commentId);
    },

    async comments(reportId, viewer, { offset, limit }) {
      await reportFor(reportId, viewer);
      const mayAll = viewer !== undefined && mayDo(viewer.role, 'seeHidden');
      const own = viewer?.personId ? [{ authorId: viewer.personId }] : [];
      const visible = { reportId, ...(mayAll ? {} : { $or: [{ hidden: false }, ...own] }) };
      const [found, total] = await Promise.all([
        comments.find(visible).sort({ at: 1, _id: 1 }).skip(offset).limit(limit).lean<CommentRecord[]>(),
        comments.countDocuments(visible),
      ]);
      return { items: found.flatMap((record) => seenComment(record, viewer) ?? []), total };
    },

    oneComment: (commentId, viewer) => seenBy(viewer, commentId),

    async flag({ reportId, commentId, actor, reason, words }) {
      await reportFor(reportId, actor);
      const said = saidWords(words);
      if (actor.personId === '') throw new LisoloError('forbidden', { reason: 'a flag is of somebody' });
      if (commentId !== undefined && (await seenBy(actor, commentId)).reportId !== reportId)
        throw new LisoloError('not_found', { reason: 'there is no such comment' });
      await deps.flagging.flag({
        _id: `${commentId ?? reportId}:${actor.personId}`,
        reportId,
        ...(commentId !== undefined && { commentId }),
        personId: actor.personId,
        reason,
        ...said,
        at: clock(),
      });
    },
  };
}
