import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader, newId } from '../../core/database/index.ts';
import { LisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/index.ts';
import {
  actorOf, categoryCodes, longestComment, mayDo, rejectReasons, reportModel, toReport,
  type BodyRegistry, type Report, type ReportService, type ReportWork, type Seeing, type SentPhotos,
} from '../../core/reports/index.ts'; // prettier-ignore
import { byIdSchema } from '../decision.ts';
import { given } from '../given.ts';
import type { Permission } from '../permissions.ts';
import { createReportFinder, createReportScope } from '../report-scope.ts';
import { idSchema, resource, type AnyCall } from '../resource.ts';
import { defineRoute, type Call, type Route } from '../route.ts';
import { reportItem, toReportItem } from './report-item.ts';
import { sentPhotoId } from './report-photos.ts';
import { reportFilters, toReportQuery } from './report-query.ts';
import { areaSchema } from './webhooks.ts';

export interface ReportRoutesDeps {
  readonly connection: Connection;
  readonly reports: Pick<ReportService, 'get' | 'reopen'>;
  readonly reportWork: ReportWork;
  readonly reportBodies: BodyRegistry;
  readonly reportSeeing: Seeing;
  readonly reportSentPhotos: Pick<SentPhotos, 'fileOf'>;
  readonly files: Pick<FileService, 'link'>;
}

const seenRevision = z
  .int()
  .optional()
  .describe('Of the report that was read; if it has changed since, nothing is done');
const words = z.string().trim().min(3).max(longestComment).describe('For everybody to read');
const body = <S extends z.ZodRawShape>(shape: S) => z.strictObject({ ...shape, revision: seenRevision });

/** As many as fit in a sitting. */
const mostSkipped = 50;
const nextSchema = z.strictObject({
  area: areaSchema.optional().describe('Everywhere where it is left out'),
  except: z.array(idSchema).max(mostSkipped).optional().describe('Ids of reports that are put off'),
});
type NextWish = z.output<typeof nextSchema>;

interface Wish {
  readonly key: string;
  readonly reportId: string;
  readonly actor: ReturnType<typeof actorOf>;
  readonly revision?: number;
  readonly photoId?: string;
}

/** F3: reports as those who work on them see them, and what they do. */
export function reportRoutes({
  connection,
  reports,
  reportWork,
  reportBodies,
  reportSeeing,
  reportSentPhotos,
  files,
}: ReportRoutesDeps): Route[] {
  const scope = createReportScope({ reportBodies });
  const finder = createReportFinder({ reportBodies, reports });
  const reader = createReader({ model: reportModel(connection), toItem: toReport });

  async function toItems(found: readonly Report[], { caller }: AnyCall): Promise<object[]> {
    return (await reportSeeing.see(found, actorOf(caller))).map((one) => toReportItem(one, files));
  }

  /** An act with its entry of the audit log; the words are in the history, and the audit log is never erased. */
  function act<B extends { readonly revision?: number | undefined; readonly photoId?: string | undefined }>(
    name: string,
    summary: string,
    schema: z.ZodType<B>,
    run: (wish: Wish, wanted: B) => Promise<Report>,
    permission: Permission = 'reports.work',
  ): Route {
    return defineRoute<{ id: string }, undefined, B>({
      method: 'post',
      path: `/reports/:id/${name}`,
      summary,
      permission,
      params: byIdSchema,
      body: schema,
      response: reportItem,
      audit: `reports.${name}`,
      idempotent: true,
      async handler(call: Call<{ id: string }, undefined, B>) {
        const { caller, note, idempotencyKey, params: { id } } = call;
        const before = await finder.found(id, caller);
        const { revision, photoId: sent } = call.body;
        const actor = actorOf(caller);
        const photoId = sent === undefined ? undefined : await reportSentPhotos.fileOf({ reportId: id, actor }, sent);
        const key = idempotencyKey === undefined ? newId() : `api:${caller.personId}:${name}:${id}:${idempotencyKey}`;
        const wish = { key, reportId: id, actor, ...given({ revision, photoId }) };
        const after = await run(wish, call.body);
        note({
          before: { state: before.state, bodyId: before.bodyId, category: before.category },
          after: { state: after.state, bodyId: after.bodyId, category: after.category },
        });
        return (await toItems([after], call))[0];
      },
    });
  } // prettier-ignore

  const nothing = body({});
  const mayTell = body({ words: words.optional() });
  const mayTellAndShow = body({ words: words.optional(), photoId: sentPhotoId.optional() });
  const mustSay = mayTellAndShow.refine((wish) => wish.words !== undefined || wish.photoId !== undefined, {
    message: 'say something, or send a photo',
    path: ['words'],
  });
  return [
    ...resource({
      name: 'reports',
      module: 'reports',
      one: 'a report',
      item: reportItem,
      filters: reportFilters,
      sorts: ['createdAt'],
      async list({ filter, ...page }, call) {
        const { role } = actorOf(call.caller);
        if (filter.hidden && !mayDo(role, 'seeHidden'))
          throw new LisoloError('forbidden', { reason: 'what is hidden is for moderators and administrators' });
        const shown = mayDo(role, 'seeHidden') ? filter : { ...filter, hidden: false };
        const query = toReportQuery(shown, await scope.bodies(call.caller, filter.bodyId));
        const { items, total } = query ? await reader.page(query, page) : { items: [], total: 0 };
        return { items: await toItems(items, call), total };
      },
      async get(id, call) {
        const found = await finder.one(id, call.caller);
        return found && (await toItems([found], call))[0];
      },
      csv: [
        'number', 'id', 'country', 'category', 'state', 'words', 'region', 'city', 'commune', 'street', 'landmark',
        'position.latitude', 'position.longitude', 'bodyId', 'takenBy', 'duplicateOf', 'votes', 'followers', 'comments', 'hidden',
        'createdAt', 'changedAt', 'dueAt', 'resolvedAt', 'hoursToResolve', 'source',
      ],
    }),
    defineRoute<object, undefined, NextWish>({
      method: 'post',
      path: '/reports/next',
      summary: 'The most urgent report that waits for the caller, shown to nobody else for some minutes; null where none waits',
      permission: 'reports.work',
      body: nextSchema,
      response: z.object({ report: reportItem.nullable() }),
      async handler(call: Call<object, undefined, NextWish>) {
        const { area, except } = call.body;
        const found = await reportWork.next(actorOf(call.caller), given({ area, except }));
        return { report: found ? (await toItems([found], call))[0] : null };
      },
    }),
    act('take', 'Takes a report in hand', nothing, (wish) => reportWork.take(wish)),
    act('give-back', 'Lets others take a report', nothing, (wish) => reportWork.giveBack(wish)),
    act('update', 'Tells everybody how a report is going, in words, with a photo or both', mustSay, (wish, told) =>
      reportWork.update({ ...wish, ...given({ words: told.words }) })),
    act('resolve', 'Says that a problem is solved', mayTellAndShow, (wish, told) => reportWork.resolve({ ...wish, ...given({ words: told.words }) })),
    act('reopen', 'Opens a resolved report again', mayTell, (wish, told) => reports.reopen({ ...wish, ...given({ words: told.words }) })),
    act('reroute', 'Sends a report to another body', body({ bodyId: idSchema }), (wish, { bodyId }) =>
      reportWork.reroute({ ...wish, bodyId })),
    act(
      'reject',
      'Says that nothing will be done about a report, and why',
      body({ reason: z.enum(rejectReasons), words: words.optional() }),
      (wish, { reason, words: said }) => reportWork.reject({ ...wish, reason, ...given({ words: said }) }),
      'reports.decide',
    ),
    act(
      'duplicate',
      'Says that a report is about the same as another one',
      body({ of: idSchema }),
      (wish, { of }) => reportWork.markDuplicate({ ...wish, of }),
      'reports.decide',
    ),
    act(
      'reconsider',
      'Opens a report again that was rejected or called a duplicate',
      mayTell,
      (wish, told) => reportWork.reconsider({ ...wish, ...given({ words: told.words }) }),
      'reports.decide',
    ),
    act(
      'category',
      'Corrects what kind of problem a report is about',
      body({ category: z.enum(categoryCodes) }),
      (wish, { category }) => reportWork.changeCategory({ ...wish, category }),
      'reports.decide',
    ),
  ]; // prettier-ignore
}
