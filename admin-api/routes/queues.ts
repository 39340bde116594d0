import { z } from 'zod';
import type { OfficeFinder } from '../../core/organisations/index.ts';
import {
  counterStates,
  queueStates,
  queueTypes,
  strategies,
  type CounterRegistry,
  type QueueRegistry,
} from '../../core/queues/index.ts';
import { createBranchScope } from '../branch-scope.ts';
import { registryWrites } from '../registry-writes.ts';
import { idSchema, momentSchema, resource } from '../resource.ts';
import type { AnyCall } from '../resource.ts';
import type { Route } from '../route.ts';
import { nameSchema } from './office-fields.ts';

export interface QueueRoutesDeps {
  readonly offices: Pick<OfficeFinder, 'ofStaff'>;
  readonly queueRegistry: QueueRegistry;
  readonly counterRegistry: CounterRegistry;
}

const counted = { revision: z.int().describe('Counts changes'), createdAt: momentSchema };

const queue = z.object({
  id: z.string(),
  organisationId: z.string(),
  branchId: z.string(),
  name: z.string(),
  type: z.enum(queueTypes),
  state: z.enum(queueStates),
  strategy: z.enum(strategies),
  reservedEvery: z.int(),
  prefix: z.string(),
  capacity: z.int(),
  serviceIds: z.array(z.string()),
  noShowMinutes: z.int(),
  reason: z.string().optional(),
  ...counted,
});
const queueFields = {
  name: nameSchema,
  prefix: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{1,2}$/, 'must be one or two letters')
    .describe('Of its tickets: A for A012; unique in the branch'),
  serviceIds: z.array(idSchema).min(1).max(50).describe('What one queues for here, of the same branch'),
  type: z.enum(queueTypes),
  strategy: z.enum(strategies).describe('Who is called next; a day that has begun keeps its own'),
  reservedEvery: z.int().min(2).max(20).describe('mixed: of so many calls one is for appointments and high priorities'),
  capacity: z.int().min(1).max(20_000).describe('Tickets of one day; who leaves before being called makes room'),
  noShowMinutes: z.int().min(1).max(60).describe('After a call, until somebody counts as absent'),
};
const newQueue = z.strictObject({
  branchId: idSchema,
  ...z.object(queueFields).partial().required({ name: true, prefix: true, serviceIds: true }).shape,
});
const queueChange = z.strictObject({
  ...z.object({ ...queueFields, state: z.enum(queueStates) }).partial().shape,
  reason: z.string().trim().min(1).max(120).nullable().optional().describe('Why it is paused or closed, for people'),
});

export const counterItem = z.object({
  id: z.string(),
  branchId: z.string(),
  name: z.string(),
  queueIds: z.array(z.string()),
  state: z.enum(counterStates),
  agentId: z.string().optional().describe('Who sits there'),
  changedAt: momentSchema.describe('Of the last opening, pause or closing'),
  ...counted,
});
const counterFields = {
  name: z.string().trim().min(1).max(30).describe('As it is written above the desk'),
  queueIds: z.array(idSchema).min(1).max(50).describe('Of the same branch'),
};
const newCounter = z.strictObject({ branchId: idSchema, ...counterFields });
const counterChange = z.strictObject(counterFields).partial();

/** E2: queues and counters; those who lead a branch change its own. */
export function queueRoutes({ offices, queueRegistry, counterRegistry }: QueueRoutesDeps): Route[] {
  const scope = createBranchScope({ offices });
  const mustLead = (caller: AnyCall['caller'], { branchId }: { readonly branchId: string }): Promise<void> =>
    scope.mustLead(caller, branchId);
  const filters = { branchId: idSchema.optional() };
  const onlySeen = async <T extends { readonly branchId: string }>(
    found: T | undefined,
    { caller }: AnyCall,
  ): Promise<T | undefined> => (found && (await scope.sees(caller, found.branchId)) ? found : undefined);

  return [
    ...resource({
      name: 'queues',
      module: 'queues',
      one: 'a queue',
      item: queue,
      filters,
      sorts: ['createdAt', 'name'],
      list: async ({ filter, ...page }, { caller }) =>
        queueRegistry.page(await scope.reading(caller, filter.branchId), page),
      get: async (id, call) => onlySeen(await queueRegistry.one(id), call),
      ...registryWrites(queueRegistry, { create: newQueue, update: queueChange }, mustLead),
    }),
    ...resource({
      name: 'counters',
      module: 'counters',
      one: 'a counter',
      item: counterItem,
      filters,
      sorts: ['createdAt', 'name'],
      list: async ({ filter, ...page }, { caller }) =>
        counterRegistry.page(await scope.reading(caller, filter.branchId), page),
      get: async (id, call) => onlySeen(await counterRegistry.one(id), call),
      ...registryWrites(counterRegistry, { create: newCounter, update: counterChange }, mustLead),
    }),
  ];
}
