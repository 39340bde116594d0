import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader } from '../../core/database/index.ts';
import { countryCodes } from '../../core/dialog/types.ts';
import { languages } from '../../core/dialog/words.ts';
import { LisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/index.ts';
import { adjustmentKinds, infractionModel, infractionStates, tellingStates, toFine } from '../../core/fines/index.ts';
import type { Fine, FineService, InfractionTypes, Notes } from '../../core/fines/index.ts';
import {
  countrySchema,
  historySchema,
  idSchema,
  instantSchema,
  momentSchema,
  moneySchema,
  plateSchema,
  resource,
  wordSchema,
} from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';
import { contestationHistorySchema } from './contestations.ts';
import { decidingRole } from './deciding-role.ts';
import { infractionTypeRoutes } from './infraction-types.ts';

export interface FineRoutesDeps {
  readonly connection: Connection;
  readonly fines: Pick<FineService, 'decide' | 'byId'>;
  readonly infractionTypes: InfractionTypes;
  readonly notes: Notes;
  readonly files: Pick<FileService, 'read'>;
}

const labels = z.record(z.string(), z.string());
const tariff = z.object({
  kind: z.string(),
  amount: z.int().optional().describe('Minor units'),
  min: z.int().optional(),
  max: z.int().optional(),
  currency: z.string(),
});
const infraction = z.object({
  id: z.string(),
  reference: z.string(),
  country: z.string(),
  plate: z.string(),
  type: z.object({ code: z.string(), version: z.int(), labels, article: z.string(), tariff }),
  due: moneySchema,
  paidAmount: z.int().describe('Minor units of the same currency'),
  remaining: moneySchema,
  moneyStatus: z.string(),
  state: z.string(),
  history: historySchema,
  adjustments: z
    .array(
      z.object({
        key: z.string(),
        kind: z.enum(adjustmentKinds),
        amount: z.int().describe('Minor units, negative when less is due'),
        at: momentSchema,
        by: z.string(),
        until: momentSchema.optional().describe('Of a discount: its last moment'),
      }),
    )
    .describe('What was added to the tariff and taken off it'),
  contestations: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      ground: z.string(),
      at: momentSchema,
      history: contestationHistorySchema,
    }),
  ),
  payments: z.array(z.object({ paymentId: z.string(), amount: z.int(), at: momentSchema })),
  place: z.object({
    text: z.string(),
    commune: z.string().optional(),
    latitude: z.number().optional(),
    longitude: z.number().optional(),
  }),
  at: momentSchema,
  deadline: momentSchema,
  agentId: z.string(),
  ownerId: z.string().optional(),
  plateCountry: z.string().optional().describe('Where the vehicle is registered, when that is another country'),
  proofs: z
    .array(z.object({ fileId: z.string(), at: momentSchema, by: z.string() }))
    .optional()
    .describe('Photos'),
  told: z
    .object({ state: z.enum(tellingStates), begunAt: momentSchema.optional(), doneAt: momentSchema.optional() })
    .optional()
    .describe('How far the owner has been told; waiting: nobody is known to own the vehicle'),
  hasDriverPhone: z.boolean().describe('The number itself never leaves by the API'),
  createdAt: momentSchema,
});

const code = z.string().trim().min(1).max(40);

/** The driver's number is for the driver and the agent. */
const shown = ({ driverPhone, ...fine }: Fine) => ({ ...fine, hasDriverPhone: driverPhone !== undefined });

function period(after: Date | undefined, before: Date | undefined): { at?: { $gte?: Date; $lt?: Date } } {
  if (!after && !before) return {};
  return { at: { ...(after ? { $gte: after } : {}), ...(before ? { $lt: before } : {}) } };
}

/** Kinds of infractions with their tariffs, the infractions recorded, and what is decided on them. */
export function fineRoutes({ connection, fines, infractionTypes, notes, files }: FineRoutesDeps): Route[] {
  const infractions = createReader({
    model: infractionModel(connection),
    toItem: (record) => shown(toFine(record)),
    unique: ['reference'],
  });
  return [
    ...infractionTypeRoutes({ infractionTypes }),
    ...resource({
      name: 'infractions',
      module: 'infractions',
      one: 'an infraction',
      item: infraction,
      filters: {
        plate: plateSchema.optional(),
        reference: wordSchema.transform((typed) => typed.toUpperCase()).optional(),
        country: countrySchema.optional(),
        state: z.enum(infractionStates).optional(),
        type: code.optional().describe('Code of the kind of infraction'),
        agentId: idSchema.optional(),
        after: instantSchema.optional(),
        before: instantSchema.optional(),
      },
      sorts: ['at', 'deadline', 'createdAt', 'due.amount', 'reference'],
      list: ({ filter: { after, before, type, plate: ofPlate, ...rest }, ...page }) =>
        infractions.page(
          {
            // The index of plates begins with the country.
            ...(ofPlate ? { country: { $in: [...countryCodes] }, plate: ofPlate } : {}),
            ...rest,
            ...(type ? { 'type.code': type } : {}),
            ...period(after, before),
          },
          page,
        ),
      get: (id) => infractions.one(id),
      csv: [
        'id',
        'reference',
        'country',
        'plate',
        'type.code',
        'type.labels.fr',
        'due.amount',
        'due.currency',
        'paidAmount',
        'moneyStatus',
        'state',
        'place.text',
        'at',
        'deadline',
        'agentId',
      ],
    }),
    defineRoute({
      method: 'get',
      path: '/infractions/:id/notice.pdf',
      summary: 'Prints the note de perception of an infraction as it stands',
      permission: 'infractions.read',
      params: z.strictObject({ id: idSchema }),
      query: z.strictObject({ language: z.enum(languages).default('fr').describe('Terms of law are in French too') }),
      produces: 'application/pdf',
      async handler({ params, query }) {
        const fine = await fines.byId(params.id);
        if (!fine) throw new LisoloError('not_found', { reason: 'fine' });
        const { fileId, name } = await notes.print(fine, query.language);
        return { name, bytes: (await files.read(fileId)).bytes };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/infractions/:id/decisions',
      summary: 'Validates or dismisses an infraction, or forwards it to the parquet',
      permission: 'infractions.decide',
      params: z.strictObject({ id: idSchema }),
      body: z.strictObject({
        to: z.enum(['validated', 'dismissed', 'forwarded']),
        reason: z.string().trim().min(3).max(500),
      }),
      response: infraction,
      audit: 'infractions.decide',
      idempotent: true,
      async handler({ params, body, caller, note }) {
        const fine = await fines.decide(params.id, { ...body, by: caller.personId, role: decidingRole(caller) });
        // The reason is in the history of the infraction: free text may name people, and the audit log is never erased.
        note({ before: { state: fine.history.at(-1)?.from }, after: { state: fine.state } });
        return shown(fine);
      },
    }),
  ];
}
