import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import { isLisoloError } from '../../../core/errors.ts';
import { strategies, ticketStates, type Strategy, type Ticket, type TicketState } from '../../../core/queues/index.ts';
import { priorities } from '../../../core/queues/queue.kinds.ts';
import { ticketModel, type TicketRecord } from '../../../core/queues/ticket.model.ts';
import { mayMoveTicket, ticketTransitions, type TicketMover } from '../../../core/queues/ticket.states.ts';
import { openMonday, type TestOffice } from './office-world.ts';
import { plainLines, type Card, type PlainLines } from './plain-line.ts';
import { ticketWorld, type TicketWorld } from './ticket-world.ts';

let world: TicketWorld;
beforeAll(async () => void (world = await ticketWorld()));
afterAll(() => world.database.drop());

it('has eight states, four of which are final', () => {
  expect(Object.keys(ticketTransitions).sort()).toEqual([...ticketStates].sort());
  const final = ticketStates.filter((from) => Object.keys(ticketTransitions[from]).length === 0);
  expect(final).toEqual(['served', 'cancelled', 'expired', 'transferred']);
  for (const [from, to, mover] of [
    ['waiting', 'served', 'counter'],
    ['called', 'serving', 'holder'],
    ['serving', 'waiting', 'counter'],
  ] as const)
    // prettier-ignore
    expect(mayMoveTicket(from, to, mover)).toBe(false);
});

const capacity = [3, 7] as const;
const what = fc.constantFrom(
  'join', 'join', 'join', 'join', 'join', 'leave', 'leave', 'postpone', 'hold', 'arrive', 'call', 'call', 'call', 'start', 'start', 'finish',
  'finish', 'noShow', 'putBack', 'transfer', 'absent', 'raise', 'raise',
); // prettier-ignore
const anyAct = fc.record({
  what,
  /** Of the people who come, and of the tickets that were taken. */
  which: fc.nat({ max: 11 }),
  line: fc.nat({ max: 1 }),
  counter: fc.nat({ max: 1 }),
  count: fc.integer({ min: 1, max: 4 }),
  priority: fc.constantFrom(...priorities),
  hasAppointment: fc.boolean(),
});
type Act = typeof anyAct extends fc.Arbitrary<infer T> ? T : never;

/** Does it, and holds what is refused against what should be. */
async function attempt<T>(refused: string | undefined, work: () => Promise<T>): Promise<T | undefined> {
  try {
    const done = await work();
    expect(refused, 'should have been refused').toBeUndefined();
    return done;
  } catch (error) {
    if (!isLisoloError(error)) throw error;
    const said = error.code === 'conflict' ? String(error.details['reason']) : error.code;
    expect(said).toBe(refused);
    return undefined;
  }
}

interface Play {
  readonly office: TestOffice;
  readonly plain: PlainLines;
  readonly people: readonly string[];
}

const now = (): number => world.clock().getTime();
const illegal = ({ state }: Card, to: TicketState, mover: TicketMover): string | undefined =>
  mayMoveTicket(state, to, mover) ? undefined : 'illegal_transition';

async function join({ office, plain, people }: Play, { which, line, priority, hasAppointment }: Act): Promise<void> {
  const who = people[which] ?? '';
  const refused = plain.of(who) ? 'already_waiting' : !hasAppointment && plain.isFull(line) ? 'full' : undefined;
  const appointmentId = hasAppointment ? newId() : undefined;
  const ticket = await attempt(refused, () =>
    world.join(office, { personId: who }, {
      queueId: office.queues[line]!.id, priority, ...(appointmentId !== undefined && { appointmentId }),
    }),
  ); // prettier-ignore
  if (ticket) plain.add({ id: ticket.id, who, line, since: now(), priority, hasAppointment });
}

async function call({ office, plain }: Play, { counter }: Act): Promise<void> {
  const [counterId, agentId] = [office.counters[counter]!.id, office.agents[counter]!.id];
  const refused = plain.at(counter) ? 'counter_busy' : undefined;
  const called = await attempt(refused, () => world.counters.callNext({ counterId, agentId, key: world.key() }));
  if (refused !== undefined) return;
  const card = plain.next(now());
  expect(called?.id).toBe(card?.id);
  if (!card) return;
  plain.move(card, 'called');
  Object.assign(card, { counter, calledAt: now(), calls: card.calls + 1 });
}

async function byHolder({ plain }: Play, { what: doing, count }: Act, card: Card): Promise<void> {
  const move = { ticketId: card.id, personId: card.who, key: world.key() };
  if (doing === 'leave') {
    const done = await attempt(illegal(card, 'cancelled', 'holder'), () => world.tickets.leave(move));
    if (done) plain.move(card, 'cancelled');
  } else if (doing === 'hold') {
    const refused = card.state !== 'waiting' ? 'illegal_transition' : card.held ? 'held_before' : undefined;
    if (await attempt(refused, () => world.tickets.hold({ ...move, minutes: count })))
      Object.assign(card, { held: true, heldUntil: now() + count * 60_000 });
  } else if (doing === 'postpone') {
    const behind = card.state === 'waiting' ? plain.behind(card) : 0;
    const own = card.postponed >= 3 ? 'postponed_enough' : behind === 0 ? 'nobody_behind' : undefined;
    const refused = card.state === 'waiting' ? own : 'illegal_transition';
    if (!(await attempt(refused, () => world.tickets.postpone({ ...move, places: count })))) return;
    plain.putBehind(card, count, (await world.record(card.id)).rank);
    card.postponed += 1;
  } else {
    const again = card.cameBack ? 'came_back_before' : plain.of(card.who) ? 'already_waiting' : undefined;
    const isHere = card.state === 'waiting' || card.state === 'called';
    const refused = card.state === 'no_show' ? again : isHere ? undefined : 'illegal_transition';
    if (!(await attempt(refused, () => world.tickets.arrive(move)))) return;
    if (card.state === 'waiting') card.heldUntil = undefined;
    if (card.state !== 'no_show') return;
    card.cameBack = true;
    plain.move(card, 'waiting');
  }
}

const goals = { start: 'serving', finish: 'served', noShow: 'no_show', putBack: 'waiting' } as const;

async function byCounter({ office, plain }: Play, { what: doing, line, priority }: Act, card: Card): Promise<void> {
  const move = { ticketId: card.id, agentId: office.manager.id, key: world.key() };
  if (doing === 'transfer') {
    const own = card.line === line ? 'same_queue' : undefined;
    const wish = { ...move, queueId: office.queues[line]!.id, serviceId: office.service.id };
    const refused = illegal(card, 'transferred', 'counter') ?? own;
    const sent = await attempt(refused, () => world.counters.transfer(wish));
    if (!sent) return;
    plain.move(card, 'transferred');
    const { who, priority, hasAppointment } = card;
    plain.add({ id: sent.id, who, line, since: now(), priority, hasAppointment }, true);
    return;
  }
  if (doing === 'raise') {
    const lower = priorities.indexOf(priority) <= priorities.indexOf(card.priority) ? 'not_higher' : undefined;
    const own = card.raised ? 'raised_before' : lower;
    const refused = card.state === 'waiting' ? own : 'illegal_transition';
    if (!(await attempt(refused, () => world.counters.prioritise({ ...move, priority })))) return;
    const { rank } = await world.record(card.id);
    expect(rank).toBeCloseTo(card.rank - plain.gain(card.priority, priority), 6);
    plain.raise(card, priority, rank);
    return;
  }
  const to = goals[doing as keyof typeof goals];
  const isBack = doing === 'putBack' && card.state === 'no_show';
  const refused = illegal(card, to, 'counter') ?? (isBack && plain.of(card.who) ? 'already_waiting' : undefined);
  if (!(await attempt<Ticket>(refused, () => world.counters[doing as keyof typeof goals](move)))) return;
  if (isBack) card.cameBack = true;
  plain.move(card, to);
}

async function act(play: Play, one: Act): Promise<void> {
  // Nobody does anything in the same second as somebody else.
  world.pass(1 / 60);
  const { plain } = play;
  if (one.what === 'join') return join(play, one);
  if (one.what === 'call') return call(play, one);
  if (one.what === 'absent') {
    world.pass(one.count);
    await world.part.queueDayEnd.absent();
    for (const card of plain.cards)
      if (card.state === 'called' && (card.calledAt ?? 0) <= now() - 5 * 60_000) plain.move(card, 'no_show');
    return;
  }
  const card = plain.cards.at(-1 - (one.which % Math.max(1, plain.cards.length)));
  if (!card) return;
  if (['leave', 'hold', 'postpone', 'arrive'].includes(one.what)) return byHolder(play, one, card);
  return byCounter(play, one, card);
}

async function stored({ office }: Play): Promise<TicketRecord[]> {
  return ticketModel(world.connection).find({ branchId: office.branch.id }).lean<TicketRecord[]>();
}

/** Everybody is where the plain lines have them, and positions are the order of the calls. */
async function compare(play: Play): Promise<void> {
  const { plain, office } = play;
  const states = new Map((await stored(play)).map(({ _id, state }) => [_id, state]));
  expect(states).toEqual(new Map(plain.cards.map(({ id, state }) => [id, state])));
  for (const [line, { id }] of office.queues.entries()) {
    const order = plain.order(line);
    const shown = await world.tickets.nextInLine(`${id}:2026-11-23`, 100);
    expect(shown.map((ticket) => ticket.id)).toEqual(order);
    expect(shown.map(({ ahead }) => ahead)).toEqual(order.map((_, place) => place));
  }
}

/** Every path is one that the table allows, and nobody was served twice or raised twice. */
function checkHistories(all: readonly TicketRecord[]): void {
  for (const { history, state, sentOn, calls } of all) {
    const path = history.map(({ to }) => to);
    expect(path.at(-1)).toBe(state);
    expect(path.filter((to) => to === 'served').length).toBeLessThanOrEqual(1);
    const raises = history.filter(({ reason }) => reason === 'prioritised');
    expect(raises.length).toBeLessThanOrEqual(1);
    for (const one of history.slice(1).filter((one) => !raises.includes(one)))
      expect(ticketTransitions[one.from!]).toHaveProperty(one.to);
    expect(history.slice(1).map(({ from }) => from)).toEqual(path.slice(0, -1));
    expect(path.filter((to) => to === 'called')).toHaveLength(calls);
    if (state === 'transferred') expect(all.map(({ _id }) => _id)).toContain(sentOn?.ticketId);
  }
}

/** Nobody was lost or served twice, and there is room for as many as should be. */
async function checkPaths(play: Play): Promise<void> {
  const all = await stored(play);
  checkHistories(all);
  for (const [line, most] of capacity.entries()) {
    const order = play.plain.order(line);
    const places = await Promise.all(order.map((id) => world.tickets.standing(id)));
    expect(places.map((place) => place?.ahead)).toEqual(order.map((_, place) => place));
    expect(places.every((place) => place?.waiting === order.length)).toBe(true);
    const there = all.filter(({ queueId, serial }) => queueId === play.office.queues[line]?.id && serial > 0);
    const left = there.filter(({ state, calls }) => calls === 0 && /cancelled|transferred/.test(state));
    // Whoever has an appointment finds a place beyond what is given to those who come without.
    const without = there.filter((one) => one.appointmentId === undefined && !left.includes(one));
    expect(without.length).toBeLessThanOrEqual(most);
  }
}

describe('whatever many people do, in any order', () => {
  it.each<Strategy>([...strategies])('everybody stands and is called by the rule "%s", and nobody is lost', async (strategy) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAct, { minLength: 16, maxLength: 36 }), async (acts) => {
        world.setNow(openMonday);
        const queues = capacity.map((most) => ({ strategy, capacity: most, reservedEvery: 3 }));
        const office = await world.openOffice({ counters: 2, queues });
        const people = Array.from({ length: 12 }, () => newId());
        const play = { office, people, plain: plainLines({ strategy, reservedEvery: 3 }, capacity) };
        for (const one of acts) {
          await act(play, one);
          await compare(play);
        }
        await checkPaths(play);
      }),
      // On a slow machine fewer runs, and a failure is told before the test's own time is over.
        { numRuns: Number(process.env['RUNS'] ?? 4), interruptAfterTimeLimit: 20_000 },
    );
  }, 60_000);
}); // prettier-ignore

/** Does it, whether or not it is refused: what others do at the same time decides about that. */
async function anyhow(work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    if (!isLisoloError(error)) throw error;
  });
}

async function atOnce({ office, people }: Omit<Play, 'plain'>, acts: readonly Act[]): Promise<void> {
  const taken = await ticketModel(world.connection).find({ branchId: office.branch.id }).lean<TicketRecord[]>();
  await Promise.all(
    acts.map(({ what: doing, which, line, counter, count, priority }) => {
      const key = world.key();
      const [ticket, queueId] = [taken.at(-1 - (which % Math.max(1, taken.length))), office.queues[line]!.id];
      const [ticketId, personId] = [ticket?._id ?? newId(), ticket?.personId ?? ''];
      const [held, served] = [{ ticketId, personId, key }, { ticketId, agentId: office.manager.id, key }];
      const works: Readonly<Record<string, () => Promise<unknown>>> = {
        join: () => world.join(office, { personId: people[which]! }, { queueId, priority }),
        call: () => world.counters.callNext({ counterId: office.counters[counter]!.id, agentId: office.agents[counter]!.id, key }),
        leave: () => world.tickets.leave(held),
        hold: () => world.tickets.hold({ ...held, minutes: count }),
        postpone: () => world.tickets.postpone({ ...held, places: count }),
        arrive: () => world.tickets.arrive(held),
        transfer: () => world.counters.transfer({ ...served, queueId, serviceId: office.service.id }),
        raise: () => world.counters.prioritise({ ...served, priority }),
        absent: () => world.part.queueDayEnd.absent(),
      };
      return anyhow(works[doing] ?? (() => world.counters[doing as keyof typeof goals](served)));
    }),
  );
} // prettier-ignore

it('whatever many people do at the same moment, nobody is lost, doubled or miscounted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anyAct, { minLength: 2, maxLength: 6 }), { minLength: 6, maxLength: 10 }),
      async (rounds) => {
        world.setNow(openMonday);
        const queues = capacity.map((most) => ({ strategy: 'mixed' as const, capacity: most, reservedEvery: 3 }));
        const office = await world.openOffice({ counters: 2, queues });
        const people = Array.from({ length: 12 }, () => newId());
        for (const acts of rounds) {
          world.pass(1);
          await atOnce({ office, people }, acts);
        }
        await world.part.ticketSettling.late();
        const all = await ticketModel(world.connection).find({ branchId: office.branch.id }).lean<TicketRecord[]>();
        checkHistories(all);
        const live = all.filter(({ open }) => open !== undefined);
        expect(new Set(live.map(({ personId }) => personId)).size).toBe(live.length);
        for (const { id } of office.queues) {
          const waiting = all.filter(({ queueId, state }) => queueId === id && state === 'waiting');
          const shown = await world.tickets.nextInLine(`${id}:2026-11-23`, 100);
          expect(shown.map((ticket) => ticket.id).sort()).toEqual(waiting.map(({ _id }) => _id).sort());
          expect(shown.map(({ ahead }) => ahead)).toEqual(waiting.map((_one, place) => place));
          const places = await Promise.all(shown.map((ticket) => world.tickets.standing(ticket.id)));
          expect(places.map((place) => place?.ahead)).toEqual(shown.map(({ ahead }) => ahead));
          const numbers = all.filter(({ queueId, serial }) => queueId === id && serial > 0).map(({ number }) => number);
          expect(new Set(numbers).size).toBe(numbers.length);
        }
      },
    ),
    { numRuns: Number(process.env['RUNS'] ?? 4), interruptAfterTimeLimit: 20_000 },
  );
}, 60_000);
