import { z } from 'zod';
import { newId } from '../../core/database/index.ts';
import type { FileService } from '../../core/files/index.ts';
import {
  actorOf,
  longestComment,
  type BodyRegistry,
  type ReportService,
  type ReportTalk,
  type SeenComment,
  type SentPhotos,
} from '../../core/reports/index.ts';
import { byIdSchema, linkMinutes } from '../decision.ts';
import { given } from '../given.ts';
import { createReportFinder } from '../report-scope.ts';
import { momentSchema, pages } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';
import { sentPhotoId } from './report-photos.ts';

export interface ReportTalkRoutesDeps {
  readonly reports: Pick<ReportService, 'get'>;
  readonly reportBodies: Pick<BodyRegistry, 'ofOperator'>;
  readonly reportTalk: Pick<ReportTalk, 'comment' | 'comments'>;
  readonly reportSentPhotos: Pick<SentPhotos, 'fileOf'>;
  readonly files: Pick<FileService, 'link'>;
}

const comment = z.object({
  id: z.string(),
  reportId: z.string(),
  role: z.string(),
  speaker: z.int().describe('The number of whoever wrote it; 0 is the body'),
  text: z.string(),
  mentions: z.array(z.int()).describe('The numbers of those who are called'),
  photo: z
    .object({
      fileId: z.string(),
      state: z.string().describe('waiting: a moderator has not looked at it yet'),
      url: z.string().describe('Ends after a quarter of an hour'),
    })
    .optional(),
  hidden: z.boolean(),
  at: momentSchema,
});

const toItem = ({ photo, ...rest }: SeenComment, files: Pick<FileService, 'link'>): object => ({
  ...rest,
  ...(photo && { photo: { ...photo, url: files.link(photo.fileId, linkMinutes) } }),
});

const text = z.string().trim().min(1).max(longestComment).describe('`@3` calls neighbour 3');

/** F4: what neighbours say of a report, and the body among them. */
export function reportTalkRoutes({ reportTalk, reportSentPhotos, files, ...deps }: ReportTalkRoutesDeps): Route[] {
  const finder = createReportFinder(deps);
  return [
    defineRoute({
      method: 'get',
      path: '/reports/:id/comments',
      summary: 'Lists what is said about a report, the oldest first; nobody is named',
      permission: 'reports.read',
      params: byIdSchema,
      query: z.strictObject(pages),
      response: z.object({ items: z.array(comment), page: z.int(), limit: z.int(), total: z.int() }),
      async handler({ params: { id }, query: { page, limit }, caller }) {
        await finder.found(id, caller);
        const { items, total } = await reportTalk.comments(id, actorOf(caller), { offset: (page - 1) * limit, limit });
        return { items: items.map((one) => toItem(one, files)), page, limit, total };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/reports/:id/comments',
      summary: 'Comments on a report for the body, with a photo or without',
      permission: 'reports.work',
      params: byIdSchema,
      body: z.strictObject({ text, photoId: sentPhotoId.optional() }),
      response: comment,
      status: 201,
      audit: 'reports.comment',
      idempotent: true,
      async handler({ params: { id }, body, caller, idempotencyKey, note }) {
        await finder.found(id, caller);
        const about = { reportId: id, actor: actorOf(caller) };
        const photoId = body.photoId === undefined ? undefined : await reportSentPhotos.fileOf(about, body.photoId);
        const key = `api:${caller.personId}:comment:${id}:${idempotencyKey ?? newId()}`;
        const said = await reportTalk.comment({ key, ...about, text: body.text, ...given({ photoId }) });
        // What is said stands with the report, where it can be hidden.
        note({ after: { commentId: said.id } });
        return toItem(said, files);
      },
    }),
  ];
}
