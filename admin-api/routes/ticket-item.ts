import { z } from 'zod';
import { newId } from '../../core/database/index.ts';
import { priorities, ticketStates, type Ticket } from '../../core/queues/index.ts';
import type { ApiCaller } from '../auth.ts';
import { isAllowed } from '../permissions.ts';
import { momentSchema } from '../resource.ts';
import type { Call } from '../route.ts';

const state = z.enum(ticketStates);

export const ticketItem = z.object({
  id: z.string(),
  number: z.string().describe('As it is called out: A012'),
  organisationId: z.string(),
  branchId: z.string(),
  queueId: z.string(),
  serviceId: z.string(),
  country: z.string(),
  day: z.string().describe('Where the branch is'),
  state,
  revision: z.int().describe('Counts changes'),
  priority: z.enum(priorities),
  lane: z.string(),
  counterId: z.string().optional().describe('Where it stands now'),
  calls: z.int().describe('How often it was called'),
  joinedAt: momentSchema,
  calledAt: momentSchema.optional(),
  servingAt: momentSchema.optional(),
  endedAt: momentSchema.optional(),
  holdUntil: momentSchema.optional().describe('On the way: passed over until then'),
  minutes: z.number().optional().describe('Of the service'),
  channel: z.string().optional().describe('Absent where the branch gave it'),
  appointmentId: z.string().optional(),
  cameFrom: z.string().optional().describe('The ticket that was sent on here'),
  sentOn: z.object({ queueId: z.string(), serviceId: z.string(), ticketId: z.string() }).optional(),
  stars: z.int().optional().describe('1 to 5'),
  personId: z.string().optional().describe('For whoever may see people'),
  history: z.array(
    z.object({
      from: state.optional(),
      to: state,
      at: momentSchema,
      counterId: z.string().optional(),
      reason: z.string().optional(),
      by: z.string().optional().describe('For whoever may see people'),
    }),
  ),
});

/** Whose a ticket is, and who did what with it, is for those who may see people. */
export function toTicketItem({ personId, history, served, rating, ...rest }: Ticket, { roles }: ApiCaller): object {
  const seesPeople = isAllowed(roles, 'people.read');
  return {
    ...rest,
    ...(served && { minutes: served.minutes }),
    ...(rating && { stars: rating.stars }),
    ...(seesPeople && personId !== undefined && { personId }),
    history: history.map(({ by, ...change }) => ({ ...change, ...(seesPeople && { by }) })),
  };
}

/** Whoever repeats a call with the same Idempotency-Key does nothing twice, even where the first answer was lost on its way. */
export const turnOf = (
  { caller, idempotencyKey }: Pick<Call<unknown, unknown, unknown>, 'caller' | 'idempotencyKey'>,
  what: string,
): string => `api:${caller.personId}:${what}:${idempotencyKey ?? newId()}`;
