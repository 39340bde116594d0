import { newId } from '../../../core/database/index.ts';
import type { Caller } from '../../../core/dialog/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createOfficeFinder } from '../../../core/organisations/index.ts';
import { counterModel } from '../../../core/queues/counter.model.ts';
import { createQueuesPart, type QueuesPart, type Ticket } from '../../../core/queues/index.ts';
import { lineModel, stretchModel } from '../../../core/queues/line.model.ts';
import { queueModel } from '../../../core/queues/queue.model.ts';
import { ticketModel, type TicketRecord } from '../../../core/queues/ticket.model.ts';
import { officeWorld, type OfficeWish, type OfficeWorld, type TestOffice } from './office-world.ts';

export interface TicketWorld extends OfficeWorld {
  readonly part: QueuesPart;
  readonly tickets: QueuesPart['tickets'];
  readonly counters: QueuesPart['counters'];
  /** Every ticket that listeners have heard of, in order. */
  readonly heard: Ticket[];
  /** The next so many times, listeners fail. */
  failListeners(times: number): void;
  record(id: string): Promise<TicketRecord>;
  /** An office whose first counters are open, one for each agent. */
  openOffice(wish?: OfficeWish): Promise<TestOffice>;
  /** Takes a ticket for somebody. */
  join(office: TestOffice, who: Pick<Caller, 'personId'> | undefined, more?: Partial<Wish>): Promise<Ticket>;
  /** Takes so many tickets, each for somebody else. */
  crowd(office: TestOffice, count: number): Promise<HeldTicket[]>;
  /** How many are before each of them. */
  aheadOf(tickets: readonly Pick<Ticket, 'id'>[]): Promise<(number | undefined)[]>;
  /** Calls the next one to a counter, by whoever sits there; the first counter where nothing else is said. */
  callNext(office: TestOffice, index?: number, key?: string): Promise<Ticket | undefined>;
  /** A key that was not used before. */
  key(): string;
}
/** A ticket and the person who has it. */
export type HeldTicket = Ticket & { readonly who: string };
type Wish = Parameters<QueuesPart['tickets']['join']>[0];

export async function ticketWorld(): Promise<TicketWorld> {
  const world = await officeWorld();
  const { connection, clock } = world;
  const models = [ticketModel, lineModel, stretchModel, counterModel, queueModel] as const;
  await Promise.all(models.map((model) => model(connection).init()));
  const heard: Ticket[] = [];
  let failures = 0;
  const part = createQueuesPart({
    connection,
    clock,
    log: silentLog,
    offices: createOfficeFinder({ connection }),
  });
  part.onTicket(async (ticket) => {
    failures -= 1;
    if (failures >= 0) throw new Error('nobody listens');
    heard.push(ticket);
  });
  const { tickets, counters } = part;
  let keys = 0;
  const key = (): string => `k${(keys += 1)}`;
  const join: TicketWorld['join'] = (office, who, more = {}) =>
    tickets.join({
      key: key(),
      queueId: office.queue.id,
      serviceId: office.service.id,
      ...(who?.personId !== undefined && { holder: { personId: who.personId, channel: 'simulator', country: 'CD' } }),
      by: who?.personId ?? office.agent.id,
      ...more,
    });
  return {
    ...world,
    part,
    tickets,
    counters,
    heard,
    failListeners: (times) => void (failures = times),
    async record(id) {
      const found = await ticketModel(connection).findById(id).lean<TicketRecord>();
      if (!found) throw new Error('there is no such ticket');
      return found;
    },
    async openOffice(wish) {
      const office = await world.office(wish);
      for (const [index, { id: counterId }] of office.counters.entries()) {
        const agentId = office.agents[index]?.id;
        if (agentId !== undefined) await counters.open({ counterId, agentId });
      }
      return office;
    },
    join,
    async crowd(office, count) {
      const all: HeldTicket[] = [];
      for (let index = 0; index < count; index += 1) {
        const personId = newId();
        all.push({ ...(await join(office, { personId })), who: personId });
      }
      return all;
    },
    aheadOf: (those) => Promise.all(those.map(async ({ id }) => (await tickets.standing(id))?.ahead)),
    callNext: (office, index = 0, tap = key()) =>
      counters.callNext({
        counterId: office.counters[index]?.id ?? '',
        agentId: office.agents[index]?.id ?? '',
        key: tap,
      }),
    key,
  };
}
