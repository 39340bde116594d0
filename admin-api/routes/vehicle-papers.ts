import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader } from '../../core/database/index.ts';
import type { FileService } from '../../core/files/index.ts';
import {
  longestPaperWords, paperKinds, paperModel, paperStates, rejectionReasons, toPaper,
  type Hint, type LookupService, type Paper, type PaperNotices, type VehiclePapers, type VehicleService,
} from '../../core/vehicles/index.ts'; // prettier-ignore
import { byIdSchema, decisionRoute, finding, linkMinutes } from '../decision.ts';
import { countrySchema, daySchema, historySchema, idSchema, momentSchema, plateSchema, resource } from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';

export interface VehiclePaperRoutesDeps {
  readonly connection: Connection;
  readonly vehiclePapers: Pick<VehiclePapers, 'byId' | 'decide' | 'hintsOn'>;
  readonly paperNotices: Pick<PaperNotices, 'soon'>;
  readonly vehicles: Pick<VehicleService, 'byId'>;
  readonly lookups: Pick<LookupService, 'record'>;
  readonly files: Pick<FileService, 'link'>;
}

const paper = z.object({
  id: z.string(),
  vehicleId: z.string(),
  country: z.string(),
  plate: z.string(),
  kind: z.string(),
  state: z.string(),
  revision: z.int().describe('Counts changes'),
  personId: z.string().describe('Who sent it; empty once forgotten'),
  role: z.string().describe('As whom: owner, agent or admin'),
  hasPhoto: z.boolean().describe('Without one it cannot be validated'),
  until: momentSchema.optional().describe('The last day: as the administration found it, else as it was sent'),
  decidedAt: momentSchema.optional(),
  replacedBy: z.string().optional().describe('The paper that has taken its place'),
  history: historySchema,
  createdAt: momentSchema,
});
const side = z.string().optional();
const contents = z.object({
  photo: z.string().optional().describe('Address of the photo; it ends after a quarter of an hour'),
  said: z.record(z.string(), z.string()).describe('What the sender says that the paper says'),
  read: z
    .record(z.string(), z.object({ value: z.string(), raw: z.string(), confidence: z.number() }))
    .describe('What was read of the photo, field by field'),
  hints: z
    .array(z.object({ about: z.string(), verdict: z.string(), seen: side, registered: side }))
    .describe('The paper held against the register, what does not fit first'),
});

const words = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));
const inWords = (fields: object): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, words(value)]));

/** Names and numbers that stand on it are shown to whoever opens the paper itself. */
const toItem = ({ photoId, said, until, read: _read, photoHash: _hash, history, ...rest }: Paper) => ({
  ...rest,
  hasPhoto: photoId !== undefined,
  until: until ?? said.until,
  history: history.map(({ words: _words, ...change }) => change),
});

const readIn = ({ kind: _kind, ...fields }: NonNullable<Paper['read']>) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { value, raw, confidence }]) => [
      name,
      { value: words(value), raw, confidence },
    ]),
  );
const toHint = ({ about, verdict, ...sides }: Hint) => ({ about, verdict, ...inWords(sides) });

/** B4: papers of vehicles and the administration's decisions on them. */
export function vehiclePaperRoutes(deps: VehiclePaperRoutesDeps): Route[] {
  const { vehiclePapers, paperNotices, vehicles, lookups, files } = deps;
  const papers = createReader({ model: paperModel(deps.connection), toItem: (one) => toItem(toPaper(one)) });
  const found = finding((id) => vehiclePapers.byId(id), 'paper');
  return [
    ...resource({
      name: 'vehicle-papers',
      module: 'vehicle-papers',
      one: 'a paper of a vehicle',
      item: paper,
      filters: {
        state: z.enum(paperStates).optional(),
        kind: z.enum(paperKinds).optional(),
        country: countrySchema.optional(),
        plate: plateSchema.optional(),
        vehicleId: idSchema.optional(),
        personId: idSchema.optional(),
      },
      sorts: ['createdAt'],
      list: ({ filter, ...page }) => papers.page({ ...filter }, page),
      get: (id) => papers.one(id),
    }),
    defineRoute({
      method: 'get',
      path: '/vehicle-papers/:id/contents',
      summary: 'Shows the photo of a paper, what stands on it, and how that fits the register',
      permission: 'vehicle-papers.decide',
      params: byIdSchema,
      response: contents,
      audit: 'vehicle-papers.contents',
      async handler({ params: { id }, caller, traceId }) {
        const one = await found(id);
        const vehicle = await vehicles.byId(one.vehicleId);
        if (vehicle)
          await lookups.record({
            key: `api:${traceId}:${id}`,
            vehicle,
            viewer: 'admin',
            by: { personId: caller.personId, roles: caller.roles, channel: 'api' },
            what: 'paper',
            found: true,
          });
        return {
          ...(one.photoId === undefined ? {} : { photo: files.link(one.photoId, linkMinutes) }),
          said: inWords(one.said),
          read: one.read ? readIn(one.read) : {},
          hints: (await vehiclePapers.hintsOn(one)).map(toHint),
        };
      },
    }),
    decisionRoute({
      name: 'vehicle-papers',
      summary: 'Validates a paper, which brings its last day into the register, or rejects it',
      body: z.strictObject({
        to: z.enum(['validated', 'rejected']),
        until: daySchema.optional().describe('The last day as the photo shows it, where it was sent wrongly'),
        evenEarlier: z.boolean().optional().describe('Even when the register knows a later day'),
        reason: z
          .enum(rejectionReasons)
          .optional()
          .describe('Code of a listed reason; a rejection needs it or the words'),
        words: z.string().trim().min(3).max(longestPaperWords).optional().describe('Sender and owner read them'),
        revision: z.int().optional().describe('Of the paper that was read; if it has changed since, nothing is done'),
      }),
      response: paper,
      found,
      decide: (id, verdict) => vehiclePapers.decide(id, verdict),
      tell: (id) => paperNotices.soon(id),
      toItem,
    }),
  ];
}
