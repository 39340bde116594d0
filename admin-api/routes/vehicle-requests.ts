import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader } from '../../core/database/index.ts';
import type { FileService } from '../../core/files/index.ts';
import {
  decisionReasons, longestRequestWords, requestKinds, requestModel, requestStates, toRequest,
  type RequestNotices, type VehicleRequest, type VehicleRequests,
} from '../../core/vehicles/index.ts'; // prettier-ignore
import { byIdSchema, decisionRoute, finding, linkMinutes } from '../decision.ts';
import { countrySchema, historySchema, idSchema, momentSchema, plateSchema, resource } from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';

export interface VehicleRequestRoutesDeps {
  readonly connection: Connection;
  readonly vehicleRequests: Pick<VehicleRequests, 'byId' | 'decide'>;
  readonly requestNotices: Pick<RequestNotices, 'soon'>;
  readonly files: Pick<FileService, 'link'>;
}

const facts = z.record(z.string(), z.union([z.string(), z.number()])).describe('Facts of the vehicle, field by field');
const request = z.object({
  id: z.string(),
  kind: z
    .string()
    .describe('declare: a new vehicle; claim: "it is mine"; change: the register shall say something else'),
  state: z.string(),
  revision: z.int().describe('Counts changes'),
  personId: z.string().describe('Who asks; empty once forgotten'),
  country: z.string(),
  plate: z.string(),
  vehicleId: z.string().optional(),
  wish: facts,
  was: facts.describe('What the register said of the same when this was asked'),
  decideFrom: momentSchema.describe('From when on it can be accepted: until then the present owner can object'),
  objection: z.object({ at: momentSchema, by: z.string() }).optional(),
  setBack: z.object({ at: momentSchema, why: z.string() }).optional().describe('Why the last acceptance failed'),
  history: z.array(historySchema.element.extend({ words: z.string().optional() })),
  createdAt: momentSchema,
});
const evidence = z.object({
  words: z.string().optional().describe('What the person has written'),
  vinEnd: z.string().optional().describe('The last six signs of the chassis number as the person gave them'),
  objection: z.string().optional().describe('What the present owner has written'),
  photos: z.array(z.string()).describe('Addresses of the photos; they end after a quarter of an hour'),
});

/** Days as text, like every moment that leaves the API. */
const toFacts = (some: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(some).map(([fact, value]: [string, unknown]) => [
      fact,
      value instanceof Date ? value.toISOString() : value,
    ]),
  );
const toItem = ({ wish, was, ...rest }: VehicleRequest) => ({ ...rest, wish: toFacts(wish), was: toFacts(was) });

const reasons = z.enum([...decisionReasons.accepted, ...decisionReasons.rejected]);

/** B6, B10: what people ask of the register of vehicles, and the administration's answers. */
export function vehicleRequestRoutes(deps: VehicleRequestRoutesDeps): Route[] {
  const { vehicleRequests, requestNotices, files } = deps;
  const requests = createReader({ model: requestModel(deps.connection), toItem: (one) => toItem(toRequest(one)) });
  const found = finding((id) => vehicleRequests.byId(id), 'request');
  return [
    ...resource({
      name: 'vehicle-requests',
      module: 'vehicle-requests',
      one: 'a request',
      item: request,
      filters: {
        state: z.enum(requestStates).optional(),
        kind: z.enum(requestKinds).optional(),
        country: countrySchema.optional(),
        plate: plateSchema.optional(),
        personId: idSchema.optional(),
      },
      sorts: ['createdAt'],
      list: ({ filter, ...page }) => requests.page({ ...filter }, page),
      get: (id) => requests.one(id),
    }),
    defineRoute({
      method: 'get',
      path: '/vehicle-requests/:id/evidence',
      summary: 'Shows what a person has said and shown to prove a request',
      permission: 'vehicle-requests.decide',
      params: byIdSchema,
      response: evidence,
      audit: 'vehicle-requests.evidence',
      async handler({ params: { id } }) {
        const { words, vinEnd, objection, photos } = await found(id);
        return {
          ...(words === undefined ? {} : { words }),
          ...(vinEnd === undefined ? {} : { vinEnd }),
          ...(objection?.words === undefined ? {} : { objection: objection.words }),
          photos: photos.map((fileId) => files.link(fileId, linkMinutes)),
        };
      },
    }),
    decisionRoute({
      name: 'vehicle-requests',
      summary: 'Accepts a request, which writes it into the register, or rejects it',
      body: z.strictObject({
        to: z.enum(['accepted', 'rejected']),
        reason: reasons.optional().describe('Code of a listed reason; a rejection needs it or the words'),
        words: z.string().trim().min(3).max(longestRequestWords).optional().describe('The person reads them'),
        revision: z.int().optional().describe('Of the request that was read; if it has changed since, nothing is done'),
        vehicleRevision: z
          .int()
          .optional()
          .describe('Of the vehicle that was seen, where it changed after the request'),
      }),
      response: request,
      found,
      decide: (id, verdict) => vehicleRequests.decide(id, verdict),
      tell: (id) => requestNotices.soon(id),
      toItem,
    }),
  ];
}
