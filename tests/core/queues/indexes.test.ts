import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createOfficeFinder } from '../../../core/organisations/index.ts';
import {
  createQueueFigures,
  createQueueNewsPart,
  createQueuesPart,
  queueJobs,
  queueNewsJobs,
  type QueuesPart,
  type Ticket,
} from '../../../core/queues/index.ts';
import { createDisplayPart, displayJobs } from '../../../core/queues/display/index.ts';
import { watchQueries, type QueryWatch } from '../../support/query-watch.ts';
import { fillLine, pastServices } from './busy-hall.ts';
import { openMonday, type TestOffice } from './office-world.ts';
import { ticketWorld, type TicketWorld } from './ticket-world.ts';

let world: TicketWorld;
let watch: QueryWatch;
let part: QueuesPart;
let office: TestOffice;
beforeAll(async () => {
  world = await ticketWorld();
  world.setNow(openMonday);
  // The others are what must not be looked at.
  for (const wish of [{}, {}]) {
    const other = await world.office(wish);
    await fillLine(world, other, 800);
    await pastServices(world, other, 800);
  }
  office = await world.openOffice({
    counters: 2,
    queues: [{ capacity: 5_000, strategy: 'mixed' }, {}],
    services: [{}, {}],
  });
  await fillLine(world, office, 1_200);
  await pastServices(world, office, 2_000);
  const collections = ['tickets', 'queue_lines', 'queue_stretches', 'queues', 'counters_of_branches', 'display_events'];
  watch = await watchQueries(world.database.uri, collections);
  const { connection } = watch;
  part = createQueuesPart({
    connection,
    clock: world.clock,
    log: silentLog,
    offices: createOfficeFinder({ connection }),
  });
}, 60_000);
afterAll(async () => {
  await watch.close();
  await world.database.drop();
});

it('whatever is asked about queues is answered by an index', async () => {
  const { tickets, counters, ticketsPersonalData } = part;
  const key = (): string => world.key();
  const [one, other] = [newId(), newId()];
  const holder = (personId: string) => ({ personId, channel: 'ussd', country: 'CD' }) as const;
  const take = (personId: string) =>
    tickets.join({
      key: key(), queueId: office.queue.id, serviceId: office.service.id, holder: holder(personId), by: personId,
    }); // prettier-ignore
  let mine: Ticket = await take(one);
  const own = () => ({ ticketId: mine.id, personId: one, key: key() });
  const seat = { counterId: office.counter.id, agentId: office.agent.id };
  const [second] = [{ counterId: office.counters[1]!.id, agentId: office.agents[1]!.id }];
  let called: Ticket | undefined;
  const called_ = () => ({ ticketId: called?.id ?? '', agentId: seat.agentId, key: key() });
  const lineId = mine.lineId;

  const uses: Readonly<Record<string, () => Promise<unknown>>> = {
    outlooks: () => tickets.outlooks(office.service.id),
    join: () => take(other),
    get: () => tickets.get(mine.id),
    ofPerson: () => tickets.ofPerson(one),
    standing: () => tickets.standing(mine.id),
    postpone: async () => {
      await tickets.postpone({ ...own(), places: 1 });
    },
    hold: () => tickets.hold({ ...own(), minutes: 5 }),
    arrive: () => tickets.arrive(own()),
    tellWhen: () => tickets.tellWhen({ ...own(), ahead: 5 }),
    setJourney: () => tickets.setJourney({ ...own(), journey: { mode: 'bus', minutes: 9, commune: 'Gombe' } }),
    nextInLine: () => tickets.nextInLine(lineId, 20),
    attach: () => tickets.attach({ ticketId: mine.id, personId: one, appointmentId: 'agreed' }),
    leave: async () => {
      mine = await tickets.leave(own());
    },
    ofBranch: () => counters.ofBranch(office.branch.id),
    ofAgent: () => counters.ofAgent(seat.agentId),
    pause: () => counters.pause(second),
    resume: () => counters.resume(second),
    close: () => counters.close(second),
    open: () => counters.open(second),
    callNext: async () => void (called = await counters.callNext({ ...seat, key: key() })),
    current: () => counters.current(seat.counterId),
    recall: () => counters.recall(called_()),
    putBack: async () => {
      await counters.putBack(called_());
      called = await counters.callNext({ ...seat, key: key() });
    },
    start: () => counters.start(called_()),
    finish: () => counters.finish(called_()),
    rate: () => tickets.rate({ ticketId: called?.id ?? '', personId: called?.personId ?? '', stars: 5 }),
    noShow: async () => {
      called = await counters.callNext({ ...seat, key: key() });
      await counters.noShow(called_());
    },
    transfer: async () => {
      called = await counters.callNext({ ...seat, key: key() });
      const there = { queueId: office.queues[1]!.id, serviceId: office.services[1]!.id };
      await counters.transfer({ ...called_(), ...there });
    },
    setQueueState: () =>
      counters.setQueueState({ queueId: office.queues[1]!.id, agentId: seat.agentId, state: 'paused' }),
    queuesOf: () => counters.queuesOf(office.branch.id),
    prioritise: async () => {
      const { id: ticketId } = await take('elder');
      await counters.prioritise({ ticketId, agentId: seat.agentId, key: key(), priority: 'high' });
    },
    numbered: () => counters.numbered(office.branch.id, 'A700'),
    give: () =>
      counters.give({
        key: key(), agentId: seat.agentId, queueId: office.queue.id, serviceId: office.service.id, priority: 'high',
      }), // prettier-ignore
    cancel: async () => {
      const { id: ticketId } = await take('gone');
      await counters.cancel({ ticketId, agentId: seat.agentId, key: key() });
    },
    collect: () => ticketsPersonalData.collect(one),
    merge: async () => ticketsPersonalData.merge?.(other, one),
    erase: () => ticketsPersonalData.erase(one),
  };
  const faults: string[] = [];
  for (const [what, work] of Object.entries(uses)) faults.push(...(await watch.faults(what, work)));
  const all = [...Object.keys(tickets), ...Object.keys(counters)];
  expect(all.filter((each) => !(each in uses))).toEqual([]);
  expect(faults).toEqual([]);
}, 60_000);

it('and so is what the jobs ask', async () => {
  const faults: string[] = [];
  for (const { name, run } of queueJobs(part)) faults.push(...(await watch.faults(name, () => run(world.clock()))));
  expect(faults).toEqual([]);
}, 60_000);

it('and what is looked for to tell those who wait', async () => {
  const { connection } = watch;
  const news = createQueueNewsPart({
    ...world,
    ...part,
    connection,
    log: silentLog,
    config: { ussd: { serviceCode: '*384*123#' } },
  });
  const holder = { personId: newId(), channel: 'ussd', country: 'CD' } as const;
  const { queue, service, agent } = office;
  const wish = { key: world.key(), queueId: queue.id, serviceId: service.id, holder, by: holder.personId };
  const ticket = await part.tickets.join(wish);
  const journey = { mode: 'walking', minutes: 90, commune: 'Masina' } as const;
  await part.tickets.setJourney({ ticketId: ticket.id, personId: holder.personId, journey });
  await part.counters.setQueueState({ queueId: queue.id, agentId: agent.id, state: 'paused' });
  const faults = await watch.faults('tellOfTicket', () => news.tellOfTicket(ticket));
  for (const { name, run } of queueNewsJobs(news)) faults.push(...(await watch.faults(name, () => run(world.clock()))));
  expect(faults).toEqual([]);
}, 60_000);

it('and what screens and figures ask', async () => {
  const { connection } = watch;
  const offices = createOfficeFinder({ connection });
  const figures = createQueueFigures({ connection, offices });
  const { displayLog, displayBoards, displayFeed } = createDisplayPart({
    connection,
    clock: world.clock,
    log: silentLog,
    offices,
  });
  const append = (branchId: string, nth: number) =>
    displayLog.append({ branchId, key: `${branchId}:${nth}`, what: 'called', queueId: 'q', ticket: `A${nth}` });
  for (const branchId of [office.branch.id, 'other', 'another'])
    await Promise.all(Array.from({ length: 150 }, (_one, nth) => append(branchId, nth)));
  const { id } = office.branch;
  const uses: Readonly<Record<string, () => Promise<unknown>>> = {
    append: () => append(id, 150),
    'append again': () => append(id, 150),
    last: () => displayLog.last(id),
    after: () => displayLog.after(id, 140, 200),
    board: () => displayBoards.of(id),
    follow: async () => (await displayFeed.follow(id, { after: 145, tell: () => undefined }))?.(),
    figures: () => figures.of(id, { from: '2026-11-23', to: '2026-11-23' }),
  };
  const faults: string[] = [];
  for (const [what, work] of Object.entries(uses)) faults.push(...(await watch.faults(what, work)));
  world.pass(3 * 24 * 60);
  for (const { name, run } of displayJobs({ displayLog }))
    faults.push(...(await watch.faults(name, () => run(world.clock()))));
  expect(faults).toEqual([]);
}, 60_000);
