import { z } from 'zod';
import type { OfficeFinder } from '../../core/organisations/index.ts';
import {
  counterStates,
  queueStates,
  queueTypes,
  strategies,
  type Counter,
  type CounterRegistry,
  type Queue,
  type QueueRegistry,
} from '../../core/queues/index.ts';
import { createBranchScope } from '../branch-scope.ts';
import { changed } from '../changed.ts';
import { creation, idSchema, momentSchema, resource, revision } from '../resource.ts';
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

/** E2: queues and counters; those who lead a branch change its own. */
export function queueRoutes({ offices, queueRegistry, counterRegistry }: QueueRoutesDeps): Route[] {
  const scope = createBranchScope({ offices });
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
      create: creation({
        body: newQueue,
        async run({ body, caller, note }) {
          await scope.mustLead(caller, body.branchId);
          const made = await queueRegistry.create(body);
          note({ after: made });
          return made;
        },
      }),
      update: revision({
        body: queueChange,
        async run({ params, body, caller, note }, seen: Queue | undefined) {
          const known = seen ?? (await queueRegistry.one(params.id));
          if (known) await scope.mustLead(caller, known.branchId);
          const { before, after } = await queueRegistry.update(params.id, body, seen);
          note(changed(before, after));
          return after;
        },
      }),
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
      create: creation({
        body: z.strictObject({ branchId: idSchema, ...counterFields }),
        async run({ body, caller, note }) {
          await scope.mustLead(caller, body.branchId);
          const made = await counterRegistry.create(body);
          note({ after: made });
          return made;
        },
      }),
      update: revision({
        body: z.strictObject(counterFields).partial(),
        async run({ params, body, caller, note }, seen: Counter | undefined) {
          const known = seen ?? (await counterRegistry.one(params.id));
          if (known) await scope.mustLead(caller, known.branchId);
          const { before, after } = await counterRegistry.update(params.id, body, seen);
          note(changed(before, after));
          return after;
        },
      }),
    }),
  ];
}
