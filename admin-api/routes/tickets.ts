import type { Connection } from 'mongoose';
import { z } from 'zod';
import { createReader } from '../../core/database/index.ts';
import { LisoloError } from '../../core/errors.ts';
import type { OfficeFinder } from '../../core/organisations/index.ts';
import {
  priorities,
  ticketModel,
  ticketStates,
  toTicket,
  type CounterService,
  type QueueRegistry,
  type Ticket,
  type TicketService,
} from '../../core/queues/index.ts';
import { createBranchScope } from '../branch-scope.ts';
import { isAllowed } from '../permissions.ts';
import { creation, idSchema, instantSchema, resource, type AnyCall } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';
import { ticketItem, toTicketItem, turnOf } from './ticket-item.ts';

export interface TicketRoutesDeps {
  readonly connection: Connection;
  readonly offices: Pick<OfficeFinder, 'ofStaff'>;
  readonly queueRegistry: Pick<QueueRegistry, 'one'>;
  readonly tickets: Pick<TicketService, 'get'>;
  readonly counters: CounterService;
}

const params = z.strictObject({ id: idSchema });
const nothing = z.strictObject({});

const filters = {
  branchId: idSchema.optional(),
  queueId: idSchema.optional(),
  day: z.iso.date().optional().describe('Where the branch is'),
  state: z.enum(ticketStates).optional(),
  priority: z.enum(priorities).optional(),
  number: z.string().trim().toUpperCase().min(2).max(10).optional().describe('A012'),
  counterId: idSchema.optional().describe('The ticket that stands there now'),
  personId: idSchema.optional().describe('For whoever may see people'),
  after: instantSchema.optional().describe('Taken not before this moment'),
  before: instantSchema.optional(),
};
type Filter = z.output<z.ZodObject<typeof filters>>;

const newTicket = z.strictObject({
  queueId: idSchema,
  serviceId: idSchema,
  priority: z.enum(priorities).default('medium').describe('high: pregnant, elderly, disabled; urgent: emergency'),
});

/** What is done with a ticket at a counter, and what the counter service calls it. */
const moves = {
  recall: ['Calls a ticket again', 'recall'],
  start: ['Begins to serve whoever was called', 'start'],
  finish: ['Ends the service', 'finish'],
  'no-show': ['Notes that whoever was called has not come', 'noShow'],
  cancel: ['Takes the ticket of somebody who has gone away out of the line', 'cancel'],
  'put-back': ['Puts a ticket back where it stood in the line', 'putBack'],
} as const;

/** E6: the tickets of branches, and what agents do with them. */
export function ticketRoutes({ connection, offices, queueRegistry, tickets, counters }: TicketRoutesDeps): Route[] {
  const scope = createBranchScope({ offices });
  const reader = createReader({ model: ticketModel(connection), toItem: toTicket });

  /** Undefined where nothing can match. Throws for what the caller may not see. */
  async function toQuery({ after, before, ...filter }: Filter, { caller }: AnyCall): Promise<object | undefined> {
    const queue = filter.queueId === undefined ? undefined : await queueRegistry.one(filter.queueId);
    if (filter.queueId !== undefined && !queue) return undefined;
    const branchId = filter.branchId ?? queue?.branchId;
    if (filter.personId !== undefined && !isAllowed(caller.roles, 'people.read'))
      throw new LisoloError('forbidden', { reason: 'tickets of a person need the permission people.read' });
    const narrow = ['day', 'state', 'priority', 'number'].find((name) => name in filter);
    const isWide = branchId === undefined && filter.personId === undefined && filter.counterId === undefined;
    // Of all branches together these are too many to look through.
    if (narrow !== undefined && isWide && (await scope.branches(caller)) === undefined)
      throw new LisoloError('invalid_input', { field: narrow, reason: 'name the branch or the queue with it' });
    return {
      ...filter,
      ...(await scope.reading(caller, branchId)),
      ...(after || before ? { joinedAt: { ...(after && { $gte: after }), ...(before && { $lt: before }) } } : {}),
    };
  }

  /** A move with its entry of the audit log; which branches somebody may move tickets in, the counter service knows. */
  function move<B extends object>(
    name: string,
    summary: string,
    body: z.ZodType<B>,
    run: (wish: { ticketId: string; agentId: string; key: string }, body: B) => Promise<Ticket>,
  ): Route {
    return defineRoute<{ id: string }, undefined, B>({
      method: 'post',
      path: `/tickets/:id/${name}`,
      summary,
      permission: 'tickets.move',
      params,
      body,
      response: ticketItem,
      audit: `tickets.${name}`,
      idempotent: true,
      async handler(call) {
        const { id: ticketId } = call.params;
        const { caller, note } = call;
        const before = await tickets.get(ticketId);
        const wish = { ticketId, agentId: caller.personId, key: turnOf(call, `${name}:${ticketId}`) };
        const after = await run(wish, call.body);
        note({
          before: { state: before?.state, ...(before?.priority !== after.priority && { priority: before?.priority }) },
          after: { state: after.state, ...(before?.priority !== after.priority && { priority: after.priority }), queueId: after.queueId, ...(after.id === ticketId ? {} : { ticketId: after.id }) },
        });
        return toTicketItem(after, caller);
      },
    });
  }

  return [
    ...resource({
      name: 'tickets',
      module: 'tickets',
      one: 'a ticket',
      item: ticketItem,
      filters,
      sorts: ['joinedAt'],
      async list({ filter, ...page }, call) {
        const query = await toQuery(filter, call);
        const { items, total } = query ? await reader.page(query, page) : { items: [], total: 0 };
        return { items: items.map((one) => toTicketItem(one, call.caller)), total };
      },
      async get(id, { caller }) {
        const found = await tickets.get(id);
        return found && (await scope.sees(caller, found.branchId)) ? toTicketItem(found, caller) : undefined;
      },
      create: creation({
        body: newTicket,
        async run(call) {
          const { body, caller, note } = call;
          const made = await counters.give({ ...body, agentId: caller.personId, key: turnOf(call, 'give') });
          note({ after: { number: made.number, queueId: made.queueId, priority: made.priority } });
          return toTicketItem(made, caller);
        },
      }),
      csv: [
        'id', 'number', 'branchId', 'queueId', 'serviceId', 'day', 'state', 'priority', 'counterId', 'calls', 'joinedAt',
        'calledAt', 'servingAt', 'endedAt', 'minutes', 'channel', 'appointmentId', 'cameFrom', 'sentOn.ticketId', 'stars', 'personId',
      ],
    }),
    ...Object.entries(moves).map(([name, [summary, what]]) => move(name, summary, nothing, (wish) => counters[what](wish))),
    move(
      'prioritise',
      'Lets somebody who waits go before others, by the rule of the queue and once',
      z.strictObject({ priority: z.enum(['high', 'urgent']).describe('high: pregnant, elderly, disabled; urgent: emergency') }),
      (wish, to) => counters.prioritise({ ...wish, ...to }),
    ),
    move(
      'transfer',
      'Sends somebody on to another queue of the branch; answers the ticket there',
      z.strictObject({ queueId: idSchema, serviceId: idSchema }),
      (wish, to) => counters.transfer({ ...wish, ...to }),
    ),
  ];
} // prettier-ignore
