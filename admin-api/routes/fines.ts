import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader } from '../../core/database/index.ts';
import {
  infractionModel,
  infractionStates,
  infractionTypeModel,
  toFine,
  toInfractionType,
} from '../../core/fines/index.ts';
import { countrySchema, idSchema, momentSchema, moneySchema, resource, sinceSchema, wordSchema } from '../resource.ts';
import type { Route } from '../route.ts';

const labels = z.record(z.string(), z.string());
const tariff = z.object({
  kind: z.string(),
  amount: z.int().optional().describe('Minor units'),
  min: z.int().optional(),
  max: z.int().optional(),
  currency: z.string(),
});
const infractionType = z.object({
  id: z.string(),
  country: z.string(),
  code: z.string(),
  version: z.int(),
  labels,
  tariff,
  article: z.string(),
  points: z.int().optional(),
  current: z.boolean(),
  createdAt: momentSchema,
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
  history: z.array(
    z.object({
      from: z.string().optional(),
      to: z.string(),
      at: momentSchema,
      by: z.string(),
      reason: z.string().optional(),
    }),
  ),
  payments: z.array(z.object({ paymentId: z.string(), amount: z.int(), at: momentSchema })),
  place: z.object({ text: z.string(), latitude: z.number().optional(), longitude: z.number().optional() }),
  at: momentSchema,
  deadline: momentSchema,
  agentId: z.string(),
  ownerId: z.string().optional(),
  createdAt: momentSchema,
});

const yesNo = z.enum(['true', 'false']).transform((word) => word === 'true');
const plate = wordSchema.transform((typed) => typed.toUpperCase().replace(/[^A-Z0-9]/g, ''));
const code = z.string().trim().min(1).max(40);

function period(after: Date | undefined, before: Date | undefined): { at?: { $gte?: Date; $lt?: Date } } {
  if (!after && !before) return {};
  return { at: { ...(after ? { $gte: after } : {}), ...(before ? { $lt: before } : {}) } };
}

/** Kinds of infractions with their tariffs, and the infractions recorded. */
export function fineRoutes({ connection }: { connection: Connection }): Route[] {
  const types = createReader({ model: infractionTypeModel(connection), toItem: toInfractionType });
  const infractions = createReader({ model: infractionModel(connection), toItem: toFine });
  return [
    ...resource({
      name: 'infraction-types',
      module: 'infraction-types',
      one: 'a kind of infraction',
      item: infractionType,
      filters: { country: countrySchema.optional(), code: code.optional(), current: yesNo.optional() },
      sorts: ['createdAt', 'code', 'country'],
      list: ({ filter, ...page }) => types.page({ ...filter }, page),
      get: (id) => types.one(id),
      csv: [
        'id',
        'country',
        'code',
        'version',
        'labels.fr',
        'tariff.kind',
        'tariff.amount',
        'tariff.min',
        'tariff.max',
        'tariff.currency',
        'article',
        'points',
        'current',
      ],
    }),
    ...resource({
      name: 'infractions',
      module: 'infractions',
      one: 'an infraction',
      item: infraction,
      filters: {
        plate: plate.optional(),
        reference: wordSchema.transform((typed) => typed.toUpperCase()).optional(),
        country: countrySchema.optional(),
        state: z.enum(infractionStates).optional(),
        type: code.optional().describe('Code of the kind of infraction'),
        agentId: idSchema.optional(),
        after: sinceSchema.optional(),
        before: sinceSchema.optional(),
      },
      sorts: ['at', 'deadline', 'createdAt', 'due.amount', 'reference'],
      list: ({ filter: { after, before, type, ...rest }, ...page }) =>
        infractions.page({ ...rest, ...(type ? { 'type.code': type } : {}), ...period(after, before) }, page),
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
  ];
}
