import { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { languages } from '../../core/dialog/words.ts';
import { LisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/index.ts';
import { verificationVerdicts } from '../../core/vehicles/index.ts';
import type {
  LookupService,
  VehicleService,
  Verification,
  VerificationReports,
  Verifications,
} from '../../core/vehicles/index.ts';
import { isAllowed } from '../permissions.ts';
import type { AnyCall } from '../resource.ts';
import { countrySchema, idSchema, instantSchema, momentSchema, plateSchema, resource } from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Call, Route } from '../route.ts';
import { lookOf, withinLimit } from '../vehicle-viewer.ts';

export interface VehicleVerificationRoutesDeps {
  readonly verifications: Pick<Verifications, 'page' | 'byId'>;
  readonly verificationReports: VerificationReports;
  readonly vehicles: Pick<VehicleService, 'byPlate'>;
  readonly lookups: Pick<LookupService, 'record' | 'admit'>;
  readonly clock: Clock;
  readonly files: Pick<FileService, 'read' | 'link'>;
}

const verification = z.object({
  id: z.string(),
  number: z.string(),
  country: z.string(),
  plate: z.string(),
  verdict: z.string(),
  score: z.int().describe('Of the worst check, 0 to 100'),
  at: momentSchema,
  agentId: z.string(),
  role: z.string().optional(),
  channel: z.string(),
  place: z
    .object({ text: z.string().optional(), latitude: z.number().optional(), longitude: z.number().optional() })
    .optional(),
  registered: z.boolean().describe('Whether the register knew the plate'),
  checks: z.array(z.object({ check: z.string(), outcome: z.string(), reason: z.string(), score: z.int() })),
});
const fact = z.union([z.string(), z.number(), z.boolean()]);
const contents = z.object({
  registered: z.record(z.string(), fact).describe('What the register said then, as officers see it'),
  seen: z.record(z.string(), fact).describe('What the agent has seen'),
  papers: z.array(z.record(z.string(), fact)).describe('What was read on papers'),
  reasons: z.array(z.object({ reason: z.string(), with: z.record(z.string(), fact) })),
  photos: z.array(z.string()).describe('Addresses of photos; they end after a quarter of an hour'),
});

/** Names and numbers stand in the contents, which are noted as a look when they are shown. */
const toItem = ({ by, vehicleId, findings, id, number, country, plate, verdict, score, at, place }: Verification) => ({
  id, number, country, plate, verdict, score, at, place,
  agentId: by.personId,
  role: by.role,
  channel: by.channel,
  registered: vehicleId !== undefined,
  checks: findings.map(({ check, outcome, reason, score: worth }) => ({ check, outcome, reason, score: worth })),
}); // prettier-ignore

const flat = (facts: object): Record<string, string | number | boolean> =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]: [string, unknown]) => {
      if (value instanceof Date) return [[name, value.toISOString()]];
      return ['string', 'number', 'boolean'].includes(typeof value) ? [[name, value as string]] : [];
    }),
  );

/** Whose verifications the caller sees; undefined where everybody's. */
const onlyOf = ({ caller }: AnyCall): string | undefined =>
  isAllowed(caller.roles, 'vehicle-verifications.colleagues') ? undefined : caller.personId;
const isSeenBy = (call: AnyCall, { by }: Verification): boolean => (onlyOf(call) ?? by.personId) === by.personId;

const linkMinutes = 15;
const params = z.strictObject({ id: idSchema });

/** B5: what agents have checked on the road, and what came of it. */
export function vehicleVerificationRoutes(deps: VehicleVerificationRoutesDeps): Route[] {
  const { verifications, verificationReports, vehicles, lookups, files } = deps;

  async function looked(call: Call<{ id: string }, unknown, unknown>): Promise<Verification> {
    const one = await verifications.byId(call.params.id);
    if (!one || !isSeenBy(call, one)) throw new LisoloError('not_found', { reason: 'there is no such verification' });
    await withinLimit(call, one.plate, deps);
    const vehicle = await vehicles.byPlate(one.country, one.plate);
    const look = { ...lookOf(call), what: 'verification' as const };
    await lookups.record(
      vehicle
        ? { ...look, vehicle, found: true }
        : { ...look, country: one.country, plate: one.plate, found: false },
    );
    return one;
  }

  return [
    ...resource({
      name: 'vehicle-verifications',
      module: 'vehicle-verifications',
      one: 'a verification of a vehicle',
      item: verification,
      filters: {
        plate: plateSchema.optional(),
        verdict: z.enum(verificationVerdicts).optional(),
        agent: idSchema.optional(),
        country: countrySchema.optional(),
        after: instantSchema.optional(),
        before: instantSchema.optional(),
      },
      sorts: ['at'],
      async list({ filter, ...page }, call) {
        const agent = onlyOf(call) ?? filter.agent;
        if (filter.agent !== undefined && filter.agent !== agent)
          throw new LisoloError('forbidden', {
            reason: 'the checks of others need the permission vehicle-verifications.colleagues',
          });
        const { items, total } = await verifications.page({ ...filter, ...(agent === undefined ? {} : { agent }) }, page);
        return { items: items.map(toItem), total };
      },
      async get(id, call) {
        const one = await verifications.byId(id);
        return one && isSeenBy(call, one) ? toItem(one) : undefined;
      },
      csv: ['number', 'country', 'plate', 'verdict', 'score', 'at', 'agentId', 'role', 'channel', 'place.text', 'registered', 'checks'],
    }),
    defineRoute({
      method: 'get',
      path: '/vehicle-verifications/:id/contents',
      summary: 'Shows what was registered, seen and read in a verification, and its photos',
      permission: 'vehicle-verifications.read',
      params,
      response: contents,
      audit: 'vehicle-verifications.contents',
      async handler(call) {
        const { facts = {}, seen, papers, findings, photos } = await looked(call);
        return {
          registered: flat(facts),
          seen: flat(seen),
          papers: papers.map(({ fileId: _photo, ...read }) => flat(read)),
          reasons: findings.map(({ reason, with: what = {} }) => ({ reason, with: flat(what) })),
          photos: [...photos, ...papers.flatMap(({ fileId }) => fileId ?? [])].map((id) => files.link(id, linkMinutes)),
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/vehicle-verifications/:id/report.pdf',
      summary: 'Prints the report of a verification',
      permission: 'vehicle-verifications.read',
      params,
      query: z.strictObject({ language: z.enum(languages).default('fr').describe('French stands beside it') }),
      produces: 'application/pdf',
      audit: 'vehicle-verifications.report',
      async handler(call) {
        const { fileId, name } = await verificationReports.print(await looked(call), call.query.language);
        return { name, bytes: (await files.read(fileId)).bytes };
      },
    }),
  ];
} // prettier-ignore
