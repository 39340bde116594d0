import type { Connection } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectDatabase } from '../../../../core/database/index.ts';
import { silentLog } from '../../../../core/log.ts';
import { createOfficeFinder } from '../../../../core/organisations/index.ts';
import { displayEventModel } from '../../../../core/queues/display/display-event.model.ts';
import { createDisplayPart, type DisplayEvent, type DisplayNews } from '../../../../core/queues/display/index.ts';
import { openMonday, type TestOffice } from '../office-world.ts';
import { ticketWorld, type TicketWorld } from '../ticket-world.ts';

let world: TicketWorld;
let elsewhere: Connection;
let office: TestOffice;
/** What each process of two asks of the database. */
const asked = { here: 0, there: 0 };

const partOn = (connection: Connection) =>
  createDisplayPart({
    connection,
    clock: world.clock,
    log: silentLog,
    offices: createOfficeFinder({ connection }),
    displayTimes: { pollMs: 30, countMs: 60 },
  });
let here: ReturnType<typeof partOn>;
let there: ReturnType<typeof partOn>;

async function watched(name: keyof typeof asked): Promise<Connection> {
  const connection = await connectDatabase({ uri: `${world.database.uri}&monitorCommands=true`, log: silentLog });
  connection.getClient().on('commandStarted', () => void (asked[name] += 1));
  return connection;
}

let own: Connection;
beforeAll(async () => {
  world = await ticketWorld();
  [own, elsewhere] = [await watched('here'), await watched('there')];
  await displayEventModel(world.connection).init();
  [here, there] = [partOn(own), partOn(elsewhere)];
  world.part.onTicket(here.announceTicket);
  world.part.onTicket(there.announceTicket);
});
afterAll(async () => {
  await Promise.all([own.close(), elsewhere.close()]);
  await world.database.drop();
});
beforeEach(async () => void (office = await world.office({ counters: 2, queues: [{ name: 'Caisse' }, { state: 'paused', reason: 'panne' }] }))); // prettier-ignore

const call = (nth: number, part = here) =>
  part.displayLog.append({
    branchId: office.branch.id,
    key: `${office.branch.id}:${nth}`,
    what: 'called',
    queueId: office.queue.id,
    ticket: `A${nth}`,
    counter: '1',
  });
const numbersOf = (events: readonly DisplayEvent[]): number[] => events.map(({ number }) => number);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, nth) => nth + 1);
const logged = (): Promise<DisplayEvent[]> => here.displayLog.after(office.branch.id, 0, 10_000);

/** A screen that remembers what it was told, and where it was when it was cut off. */
function aScreen(of = office) {
  const told: DisplayNews[] = [];
  let stop: (() => void) | undefined;
  const last = (): number | undefined => told.at(-1)?.upTo;
  return {
    told,
    last,
    events: () => told.flatMap(({ events }) => events),
    async on(part: typeof here, after = last()) {
      stop = await part.displayFeed.follow(of.branch.id, {
        ...(after === undefined ? {} : { after }),
        tell: (news) => void told.push(news),
      });
    },
    off: () => stop?.(),
  };
}

describe('what screens are told', () => {
  it('has numbers without a gap and each thing once, however many write it at once in two processes', async () => {
    const writers = upTo(60).flatMap((nth) => [call(nth, here), call(nth, there)]);
    await Promise.all([...writers, call(7), call(7, there)]);
    const all = await logged();
    expect(numbersOf(all)).toEqual(upTo(60));
    expect(new Set(all.map(({ ticket }) => ticket)).size).toBe(60);
  });

  it('is deleted after two days without the numbers beginning anew, and whoever slept longer is told how it stands', async () => {
    for (const nth of upTo(4)) await call(nth);
    world.pass(3 * 24 * 60);
    await call(5);
    expect(await here.displayLog.sweep()).toBeGreaterThanOrEqual(4);
    expect(numbersOf(await logged())).toEqual([5]);
    world.pass(3 * 24 * 60);
    expect(await there.displayLog.sweep()).toBe(0);
    await call(6, there);
    expect(numbersOf(await logged())).toEqual([5, 6]);
    for (const [after, events] of [[2, []], [4, [5, 6]], [5, [6]], [99, []]] as const) {
      const screen = aScreen();
      await screen.on(here, after);
      expect(screen.told).toMatchObject([{ upTo: 6, board: { branch: 'Siège' } }]);
      expect(numbersOf(screen.events())).toEqual(events);
      screen.off();
    } // prettier-ignore
  });

  it('comes to a screen once and whole, through any number of breaks and now from one process, now from the other', async () => {
    const screen = aScreen();
    await screen.on(here);
    // Calls go on for as long as the screen is cut off: news are always on their way.
    let called = 0;
    let isOver = false;
    const writing = (async () => {
      while (!isOver) await call(++called, called % 3 === 0 ? there : here);
    })();
    for (let breaks = 0; breaks < 8; breaks++) {
      const before = screen.told.length;
      await vi.waitFor(() => expect(screen.told.length).toBeGreaterThan(before), { interval: 5, timeout: 5_000 });
      screen.off();
      await new Promise(setImmediate);
      await screen.on(breaks % 2 === 0 ? there : here);
    }
    isOver = true;
    await writing;
    await vi.waitFor(() => expect(screen.last()).toBe(called), { interval: 10, timeout: 5_000 });
    screen.off();
    expect(numbersOf(screen.events())).toEqual(upTo(called));
  });

  it('costs the database no more for two hundred screens than for one', async () => {
    const screens = upTo(200).map(() => aScreen());
    await Promise.all(screens.map((screen) => screen.on(there)));
    const before = asked.there;
    for (const nth of upTo(5)) await call(nth);
    await vi.waitFor(() => expect(screens.every(({ last }) => last() === 5)).toBe(true), {
      interval: 10,
      timeout: 10_000,
    });
    expect(asked.there - before).toBeLessThan(500);
    for (const screen of screens) screen.off();
    expect(screens.every((screen) => numbersOf(screen.events()).join() === '1,2,3,4,5')).toBe(true);

    // Nobody looks any more: nothing is asked any more.
    let before100Ms = -1;
    const isQuiet = (): boolean => {
      const same = asked.there === before100Ms;
      before100Ms = asked.there;
      return same;
    };
    await vi.waitFor(() => expect(isQuiet()).toBe(true), { interval: 100, timeout: 10_000 });
  });

  it('follows a ticket from its call to its end, with what waits and who is where, and names nobody', async () => {
    world.setNow(openMonday);
    const open = await world.openOffice({ counters: [{ name: '4' }, { name: 'Caisse' }] });
    const screen = aScreen(open);
    await screen.on(there);
    const people = [await world.citizen(), await world.citizen(), await world.citizen()];
    for (const one of people) await world.join(open, one);
    const seat = (nth: number) => ({ counterId: open.counters[nth]?.id ?? '', agentId: open.agents[nth]?.id ?? '' });
    const first = await world.counters.callNext({ ...seat(0), key: world.key() });
    const move = () => ({ ticketId: first?.id ?? '', agentId: seat(0).agentId, key: world.key() });
    world.pass(1);
    await world.counters.recall(move());
    await world.counters.start(move());
    await world.counters.callNext({ ...seat(1), key: world.key() });
    await vi.waitFor(() => expect(screen.told.at(-1)?.board.queues[0]?.waiting).toBe(1), { timeout: 5_000 });
    expect(screen.told.at(-1)?.board).toMatchObject({
      timeZone: 'Africa/Kinshasa',
      calls: [
        { ticket: 'A002', counter: 'Caisse', state: 'called' },
        { ticket: 'A001', counter: '4', state: 'serving' },
      ],
    });
    await world.counters.finish(move());
    await world.counters.setQueueState({ queueId: open.queue.id, agentId: seat(0).agentId, state: 'paused', reason: 'pause de midi' }); // prettier-ignore
    await vi.waitFor(() => expect(screen.events().at(-1)?.what).toBe('queue_state'), { timeout: 5_000 });
    screen.off();
    expect(screen.events().map(({ what, ticket, counter, state }) => [what, ticket ?? state, counter])).toEqual([
      ['called', 'A001', '4'],
      ['recalled', 'A001', '4'],
      ['started', 'A001', '4'],
      ['called', 'A002', 'Caisse'],
      ['ended', 'A001', '4'],
      ['queue_state', 'paused', undefined],
    ]);
    expect(screen.told.at(-1)?.board.queues[0]).toMatchObject({ state: 'paused', reason: 'pause de midi' });
    const kept = JSON.stringify(await displayEventModel(world.connection).find({ branchId: open.branch.id }).lean());
    for (const told of [kept, JSON.stringify(screen.told)])
      for (const { personId, phone } of people)
        expect(told.includes(`${personId}`) || told.includes(`${phone}`)).toBe(false);
  });

  it('is nothing for a branch that does not exist', async () => {
    const tell = vi.fn();
    expect(await here.displayFeed.follow('0'.repeat(24), { tell })).toBeUndefined();
    expect(tell).not.toHaveBeenCalled();
  });
});
