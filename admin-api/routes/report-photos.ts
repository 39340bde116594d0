import { z } from 'zod';
import { maxBytes } from '../../core/files/index.ts';
import { actorOf, type BodyRegistry, type ReportService, type SentPhotos } from '../../core/reports/index.ts';
import { byIdSchema } from '../decision.ts';
import { createReportFinder } from '../report-scope.ts';
import { idSchema, momentSchema } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';

/** Named in an act, once the photo has been sent. */
export const sentPhotoId = idSchema.describe('Of a photo that the caller has sent for this report');

export interface ReportPhotoRoutesDeps {
  readonly reports: Pick<ReportService, 'get'>;
  readonly reportBodies: Pick<BodyRegistry, 'ofOperator'>;
  readonly reportSentPhotos: Pick<SentPhotos, 'keep'>;
}

/** F4: photos of the work, sent before the words that they belong to. */
export function reportPhotoRoutes({ reportSentPhotos, ...deps }: ReportPhotoRoutesDeps): Route[] {
  const finder = createReportFinder(deps);
  return [
    defineRoute({
      method: 'post',
      path: '/reports/:id/photos',
      summary: 'Takes a photo of the work, which an update, a resolution or a comment may then show',
      description:
        'The body is the picture as it is: JPEG, PNG, WebP, AVIF or HEIC, of 12 MB at most. It is turned upright and freed of all that it carries beside its pixels. Nobody sees it until an act of the same caller names it as `photoId`; one that no act names is forgotten.',
      permission: 'reports.work',
      params: byIdSchema,
      consumes: 'image/*',
      most: `${maxBytes}b`,
      body: z.custom<Buffer>((body) => Buffer.isBuffer(body) && body.length > 0, 'must be a photo'),
      response: z.object({
        photoId: z.string(),
        until: momentSchema.describe('How long an act may name it for the first time'),
      }),
      status: 201,
      idempotent: true,
      async handler({ params: { id }, body, caller }) {
        await finder.found(id, caller);
        return reportSentPhotos.keep({ reportId: id, actor: actorOf(caller), bytes: body });
      },
    }),
  ];
}
