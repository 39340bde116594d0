import { z } from 'zod';
import type { CounterService } from '../../core/queues/index.ts';
import { idSchema } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';
import { counterItem } from './queues.ts';
import { ticketItem, toTicketItem, turnOf } from './ticket-item.ts';

export interface CounterCallRoutesDeps {
  readonly counters: CounterService;
}

const params = z.strictObject({ id: idSchema });
const body = z.strictObject({});

const moves = {
  open: 'Sits down at a counter; of two who do so at once one is refused',
  pause: 'Pauses a counter: nobody is called there, who stands there is served to the end',
  resume: 'Opens a paused counter again',
  close: 'Closes a counter; refused while a ticket stands there',
} as const;

/** E6: what agents do with counters, in branches where they work. */
export function counterCallRoutes({ counters }: CounterCallRoutesDeps): Route[] {
  const common = { method: 'post', permission: 'tickets.move', params, body, idempotent: true } as const;
  return [
    ...(Object.keys(moves) as (keyof typeof moves)[]).map((name) =>
      defineRoute<{ id: string }, undefined, object>({
        ...common,
        path: `/counters/:id/${name}`,
        summary: moves[name],
        response: counterItem,
        audit: `counters.${name}`,
        async handler({ params: { id }, caller, note }) {
          const counter = await counters[name]({ counterId: id, agentId: caller.personId });
          note({ after: { state: counter.state } });
          return counter;
        },
      }),
    ),
    defineRoute<{ id: string }, undefined, object>({
      ...common,
      path: '/counters/:id/next',
      summary: 'Calls the next one of all queues of the counter; no ticket where nobody can be called',
      response: z.object({ ticket: ticketItem.nullable() }),
      audit: 'counters.next',
      async handler(call) {
        const { caller, note } = call;
        const { id: counterId } = call.params;
        const key = turnOf(call, `next:${counterId}`);
        const ticket = await counters.callNext({ counterId, agentId: caller.personId, key });
        note({ after: { ticketId: ticket?.id, number: ticket?.number } });
        return { ticket: ticket ? toTicketItem(ticket, caller) : null };
      },
    }),
  ];
}
