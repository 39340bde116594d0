import { z } from 'zod';
import { newId } from '../../core/database/index.ts';
import type { FileService } from '../../core/files/index.ts';
import {
  actorOf,
  flagReasons,
  longestComment,
  type Actor,
  type ModerationList,
  type Report,
  type ReportModeration,
  type Seeing,
  type ToJudge,
} from '../../core/reports/index.ts';
import { byIdSchema, linkMinutes } from '../decision.ts';
import { given } from '../given.ts';
import { idSchema, momentSchema, resource } from '../resource.ts';
import { defineRoute, type Call, type Route } from '../route.ts';
import { reportItem, toReportItem } from './report-item.ts';

export interface ReportModerationRoutesDeps {
  readonly reportModeration: ReportModeration;
  readonly moderationList: Pick<ModerationList, 'waiting'>;
  readonly reportSeeing: Seeing;
  readonly files: Pick<FileService, 'link'>;
}

const reason = z.enum(flagReasons);
const flagged = z.object({
  reportId: z.string(),
  number: z.string(),
  category: z.string(),
  hidden: z.boolean(),
  commentId: z.string().optional().describe('Where a comment was flagged, and not the report itself'),
  speaker: z.int().optional().describe('The number of whoever wrote the comment; 0 is the body'),
  words: z.string(),
  flags: z.array(z.object({ reason, words: z.string().optional(), at: momentSchema })),
  photos: z
    .array(z.object({ fileId: z.string(), url: z.string() }))
    .describe('Those that wait; addresses end after a quarter of an hour'),
});

const toItem = ({ report, comment, flags, waitingPhotos }: ToJudge, files: Pick<FileService, 'link'>): object => ({
  reportId: report.id,
  number: report.number,
  category: report.category,
  hidden: (comment ?? report).hidden,
  ...(comment && { commentId: comment.id, speaker: comment.speaker }),
  words: comment ? comment.text : report.words,
  flags,
  photos: waitingPhotos.map((fileId) => ({ fileId, url: files.link(fileId, linkMinutes) })),
});

const words = z.string().trim().min(3).max(longestComment).optional().describe('For everybody to read');
const commentId = idSchema.optional().describe('Of the report itself where it is left out');

interface Act {
  readonly key: string;
  readonly reportId: string;
  readonly actor: Actor;
}

/** F5: what was flagged, photos that wait, and what moderators decide. Each act writes its own entry of the audit log. */
export function reportModerationRoutes(deps: ReportModerationRoutesDeps): Route[] {
  const { reportModeration, moderationList, reportSeeing, files } = deps;

  const decision = <B extends object>(
    name: string,
    summary: string,
    body: z.ZodType<B>,
    decide: (act: Act, wish: B) => Promise<Report>,
  ): Route =>
    defineRoute<{ id: string }, undefined, B>({
      method: 'post',
      path: `/reports/:id/${name}`,
      summary,
      permission: 'report-moderation.decide',
      params: byIdSchema,
      body,
      response: reportItem,
      idempotent: true,
      async handler({ params: { id }, body: wish, caller, idempotencyKey }: Call<{ id: string }, undefined, B>) {
        const key = `api:${caller.personId}:${name}:${id}:${idempotencyKey ?? newId()}`;
        const decided = await decide({ key, reportId: id, actor: actorOf(caller) }, wish);
        const [seen] = await reportSeeing.see([decided], actorOf(caller));
        return seen && toReportItem(seen, files);
      },
    });

  return [
    ...resource({
      name: 'report-flags',
      module: 'report-moderation',
      one: 'a flagged report or comment',
      item: flagged,
      filters: { kind: z.enum(['report', 'comment']).default('report') },
      sorts: ['at'],
      async list({ filter, skip, limit, sort }, { caller }) {
        const page = { skip, limit, oldestFirst: sort === 'at' };
        const { items, total } = await moderationList.waiting(actorOf(caller), filter.kind, page);
        return { items: items.map((one) => toItem(one, files)), total };
      },
    }),
    decision(
      'hide',
      'Hides a report or a comment from everybody but moderators',
      z.strictObject({ commentId, reason, words }),
      (act, wish) => reportModeration.hide({ ...act, ...given(wish) }),
    ),
    decision('restore', 'Shows a hidden report or comment again', z.strictObject({ commentId, words }), (act, wish) =>
      reportModeration.restore({ ...act, ...given(wish) }),
    ),
    decision('keep', 'Says that nothing is wrong with what was flagged', z.strictObject({ commentId }), (act, wish) =>
      reportModeration.keep({ ...act, ...given(wish) }),
    ),
    decision(
      'photo',
      'Shows a photo of a report or of a comment to everybody, or to nobody',
      z.strictObject({ fileId: idSchema, show: z.boolean() }),
      (act, wish) => reportModeration.judgePhoto({ ...act, ...wish }),
    ),
  ];
}
