import type { Connection } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { shorten } from '../../dialog/fit.ts';
import { t, type Words } from '../../dialog/words.ts';
import type { NotificationService } from '../../notifications/index.ts';
import { commentModel, type CommentRecord } from '../comment.model.ts';
import { speakerName } from '../community/speaker-name.ts';
import { bodySpeaker, type Speakers } from '../community/speakers.ts';
import { reportModel, toReport, type Report, type ReportChange, type ReportRecord } from '../report.model.ts';
import type { ReportListener } from '../types.ts';
import { createAudience } from './audience.ts';
import { aboutReport } from './facts.ts';
import type { Gathering, TellGathered } from './gathering.ts';
import type { ReportNewsDeps } from './report-news.ts';

export interface TalkNewsDeps extends ReportNewsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly speakers: Pick<Speakers, 'peopleOf'>;
  readonly notifications: Pick<NotificationService, 'notifyMany'>;
}

/** Whoever follows a report hears of its comments once an hour at most, from the first one on. */
const gatheredMs = 3_600_000;
const longestQuote = 160;

/** What the author of a comment hears of a moderator's decision. */
const judgements: Readonly<Partial<Record<ReportChange['what'], string>>> = {
  comment_hidden: 'comment_hidden',
  comment_restored: 'comment_restored',
  photo_shown: 'comment_photo_shown',
  photo_hidden: 'comment_photo_hidden',
};

/** Whom a comment calls, but for whoever wrote it. */
async function calledBy({ reportId, mentions, authorId }: CommentRecord, speakers: TalkNewsDeps['speakers']) {
  const people = await speakers.peopleOf(
    reportId,
    mentions.filter((number) => number !== bodySpeaker),
  );
  return people.filter((personId) => personId !== authorId);
}

/** Tells at once whom a comment calls, and gathers it for the others; and its author when a moderator decides on it. */
export function createTalkListener(deps: TalkNewsDeps, gathering: Pick<Gathering, 'add'>): ReportListener {
  const comments = commentModel(deps.connection);

  const tell = (report: Report, { seq }: ReportChange, people: readonly string[], body: readonly Words[]) =>
    deps.notifications.notifyMany(
      people.map((personId) => ({
        key: `report:${report.id}:${seq}:${personId}`,
        to: { personId },
        body,
        country: report.country,
        onlyByDay: report.country,
      })),
    );

  async function commented(report: Report, change: ReportChange, comment: CommentRecord): Promise<void> {
    const facts = { ...aboutReport(report), code: deps.ussdCode };
    await tell(report, change, await calledBy(comment, deps.speakers), [
      t('report-news:called', { ...facts, who: speakerName(comment), words: shorten(comment.text, longestQuote) }),
      t('report-news:answer', facts),
    ]);
    await gathering.add('talk', report.id, {
      reportId: report.id,
      seq: change.seq,
      what: 'comment',
      at: change.at,
      dueAt: new Date(deps.clock().getTime() + gatheredMs),
    });
  }

  /** Of what flags have hidden nobody hears before a moderator has looked. */
  async function judged(report: Report, change: ReportChange, { authorId }: CommentRecord): Promise<void> {
    const { what, reason, by, role } = change;
    const told = judgements[what];
    if (told === undefined || role === 'system' || authorId === '' || authorId === by) return;
    await tell(
      report,
      change,
      [authorId],
      [
        t(`report-news:told.${told}`, { ...aboutReport(report), code: deps.ussdCode }),
        ...(reason === undefined ? [] : [t('report-news:reason', { reason: t(`report-moderation:reason.${reason}`) })]),
      ],
    );
  }

  return async (report, change) => {
    if (change.commentId === undefined) return;
    const comment = await comments.findById(change.commentId).lean<CommentRecord>();
    if (!comment) return;
    if (change.what !== 'commented') await judged(report, change, comment);
    else if (!comment.hidden && !report.hidden) await commented(report, change, comment);
  };
}

/** Tells those who follow a report how much was said in the last hour that they have not heard of. */
export function createTalkDigest(deps: TalkNewsDeps): TellGathered {
  const reports = reportModel(deps.connection);
  const comments = commentModel(deps.connection);
  const audience = createAudience(deps);

  return async (reportId, items, group) => {
    const record = await reports.findById(reportId).lean<ReportRecord>();
    if (!record || record.hidden) return;
    const seqs = new Set(items.map(({ seq }) => seq));
    const ids = record.history.filter(({ seq }) => seqs.has(seq)).flatMap(({ commentId }) => commentId ?? []);
    const found = await comments.find({ _id: { $in: ids }, hidden: false }).lean<CommentRecord[]>();
    const said = await Promise.all(
      found.map(async (comment) => [comment.authorId, ...(await calledBy(comment, deps.speakers))]),
    );
    const report = toReport(record);
    const facts = { ...aboutReport(report), code: deps.ussdCode };
    await audience.followers(report, `talk:${group}`, ({ personId }) => {
      const count = said.filter((known) => !known.includes(personId)).length;
      return count === 0 ? undefined : [t('report-news:talk', { ...facts, count }), t('report-news:answer', facts)];
    });
  };
}
