import fc from 'fast-check';
import { DateTime } from 'luxon';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../../core/database/index.ts';
import { bindFlow, type Caller, type Surface } from '../../../../core/dialog/index.ts';
import { gates, identityDialogs } from '../../../../core/identity/index.ts';
import { createOfficeFinder } from '../../../../core/organisations/index.ts';
import { createQueueCharts, createQueueFigures, queueSubjects } from '../../../../core/queues/index.ts';
import { seeQueueFigures } from '../../../../core/queues/figures/flows/see-queue-figures.ts';
import { ticketModel, type TicketRecord } from '../../../../core/queues/ticket.model.ts';
import type { TicketState } from '../../../../core/queues/index.ts';
import { chatSurface, pagePhone, strictSpeak, talk, type Talk } from '../../../support/talk.ts';
import { openMonday, staffPin, type TestOffice } from '../office-world.ts';
import { ticketWorld, type TicketWorld } from '../ticket-world.ts';

let world: TicketWorld;
let figures: ReturnType<typeof createQueueFigures>;
let charts: ReturnType<typeof createQueueCharts>;
/** In the east of the country, where the day begins an hour before it does in the capital. */
const zone = 'Africa/Lubumbashi';

beforeAll(async () => {
  world = await ticketWorld();
  const { connection, clock, files } = world;
  const offices = createOfficeFinder({ connection });
  figures = createQueueFigures({ connection, offices });
  charts = createQueueCharts({ offices, files, clock, speak: strictSpeak });
});
afterAll(() => world.database.drop());

const states = ['waiting', 'called', 'serving', 'served', 'cancelled', 'expired', 'no_show', 'transferred'] as const satisfies readonly TicketState[]; // prettier-ignore
const minute = 60_000;
const at = (from: Date, ms: number): Date => new Date(from.getTime() + ms);

/** One ticket in short. */
const someTicket = fc.record({
  state: fc.constantFrom(...states),
  joinedMinute: fc.integer({ min: 0, max: 3 * 24 * 60 }),
  wasCalled: fc.boolean(),
  waitMs: fc.integer({ min: 0, max: 3 * 60 * minute }),
  serviceTenths: fc.integer({ min: 0, max: 900 }),
  byClock: fc.boolean(),
  stars: fc.option(fc.integer({ min: 1, max: 5 })),
  queue: fc.integer({ min: 0, max: 1 }),
  service: fc.integer({ min: 0, max: 2 }),
  counter: fc.integer({ min: 0, max: 2 }),
});
type Short = typeof someTicket extends fc.Arbitrary<infer T> ? T : never;

/** The ticket as it is stored, and what is known of it by itself. */
function toRecord(office: TestOffice, short: Short, serial: number) {
  const { state, waitMs } = short;
  const joinedAt = at(new Date('2026-11-20T22:00:00Z'), short.joinedMinute * minute);
  const wasCalled =
    ['called', 'serving', 'served', 'no_show'].includes(state) || (state !== 'waiting' && short.wasCalled);
  const calledAt = at(joinedAt, waitMs);
  const counterId = office.counters[short.counter]?.id ?? '';
  const isMeasured = state === 'served' && !short.byClock;
  const history = [
    { to: 'waiting', at: joinedAt, by: '' },
    ...(wasCalled ? [{ from: 'waiting', to: 'called', at: calledAt, by: 'agent', counterId }] : []),
    ...(state === 'waiting' || state === 'called' ? [] : [{ from: wasCalled ? 'called' : 'waiting', to: state, at: calledAt, by: 'clock' }]),
  ] as TicketRecord['history']; // prettier-ignore
  const local = DateTime.fromJSDate(joinedAt, { zone });
  const record: TicketRecord = {
    _id: newId(), key: newId(), number: `A${serial}`, serial, lineId: 'line', queueId: office.queues[short.queue]?.id ?? '',
    branchId: office.branch.id, organisationId: office.organisation.id, serviceId: office.services[short.service]?.id ?? '',
    country: 'CD', day: local.toFormat('yyyy-MM-dd'), state, revision: 1, priority: 'medium', lane: 'ordinary', rank: serial,
    stretch: 0, calls: wasCalled ? 1 : 0, joinedAt, held: false, cameBack: false, postponed: 0, told: [], done: [], history,
    ...(isMeasured ? { served: { hour: 9, minutes: short.serviceTenths / 10 } } : {}),
    ...(state === 'served' && short.stars !== null ? { rating: { stars: short.stars, at: calledAt } } : {}),
  }; // prettier-ignore
  return {
    record,
    hour: local.hour,
    wait: wasCalled ? waitMs : undefined,
    service: isMeasured ? (short.serviceTenths / 10) * minute : undefined,
    counterId: wasCalled ? counterId : undefined,
    isUnserved: state === 'expired' && !wasCalled,
  };
}
type Known = ReturnType<typeof toRecord>;

/** The same figures, in the plainest way. */
function plainly(all: readonly Known[]) {
  const having = (...of: TicketState[]): number => all.filter(({ record }) => of.includes(record.state)).length;
  const unserved = all.filter((one) => one.isUnserved).length;
  const [served, absent] = [having('served'), having('no_show', 'expired') - unserved];
  const stars = all.flatMap(({ record }) => record.rating?.stars ?? []);
  const round = (value: number, by: number): number => Math.round(value * by) / by;
  const sum = (of: readonly number[]): number => of.reduce((total, one) => total + one, 0);
  const times = (of: readonly number[]): object => {
    const sorted = [...of].sort((a, b) => a - b);
    const rank = (share: number): number => round((sorted[Math.ceil(sorted.length * share) - 1] ?? NaN) / minute, 10);
    return of.length === 0
      ? { measured: 0, mean: null, p50: null, p80: null }
      : { measured: of.length, mean: round(sum(sorted) / of.length / minute, 10), p50: rank(0.5), p80: rank(0.8) };
  };
  return {
    tickets: all.length, served, absent, unserved, left: having('cancelled'), transferred: having('transferred'),
    open: having('waiting', 'called', 'serving'), ratings: stars.length,
    absentRate: served + absent > 0 ? round(absent / (served + absent), 10_000) : null,
    stars: stars.length > 0 ? round(sum(stars) / stars.length, 100) : null,
    wait: times(all.flatMap(({ wait }) => wait ?? [])),
    service: times(all.flatMap(({ service }) => service ?? [])),
  }; // prettier-ignore
}

describe('the figures of a branch', () => {
  it('are what a plain reckoning gives, for any tickets, in each table', async () => {
    const office = await world.office({
      branch: { timeZone: zone },
      queues: [{}, {}],
      services: [{}, {}, {}],
      counters: 3,
    });
    const tickets = ticketModel(world.connection);
    const oneRun = async (shorts: readonly Short[]): Promise<void> => {
      await tickets.deleteMany({ branchId: office.branch.id });
      const all = shorts.map((short, nth) => toRecord(office, short, nth));
      await tickets.insertMany(all.map(({ record }) => record));
      // The second and the third of the four days on which they were taken.
      const inside = all.filter(({ record: { day } }) => day === '2026-11-22' || day === '2026-11-23');
      const found = await figures.of(office.branch.id, { from: '2026-11-22', to: '2026-11-23' });
      expect(found.total).toEqual(plainly(inside));
      const tables = [
        [found.queues, 'queueId', ({ record }: Known) => record.queueId],
        [found.services, 'serviceId', ({ record }: Known) => record.serviceId],
        [found.counters, 'counterId', ({ counterId }: Known) => counterId],
        [found.days, 'day', ({ record }: Known) => record.day],
        [found.hours, 'hour', ({ hour }: Known) => hour],
      ] as const;
      for (const [rows, name, keyOf] of tables) {
        for (const row of rows) {
          const { [name as 'day']: key, name: _name, ...numbers } = row as { day: string; name?: string };
          expect(numbers).toEqual(plainly(inside.filter((one) => keyOf(one) === key)));
        }
        const keyed = inside.filter((one) => keyOf(one) !== undefined);
        expect(rows.reduce((sum, row) => sum + row.tickets, 0)).toBe(keyed.length);
      }
      expect(found.days.map(({ day }) => day)).toEqual(['2026-11-22', '2026-11-23']);
    };
    await fc.assert(fc.asyncProperty(fc.array(someTicket, { maxLength: 60 }), oneRun), { numRuns: 12 });
  });

  it('are empty on a day without tickets, and unknown for a branch that does not exist', async () => {
    const office = await world.office();
    const found = await figures.of(office.branch.id, { from: '2026-11-02', to: '2026-11-03' });
    expect(found).toMatchObject({
      hours: [],
      queues: [],
      total: { tickets: 0, absentRate: null, wait: { p50: null } },
    });
    expect(found.days.map(({ tickets }) => tickets)).toEqual([0, 0]);
    await expect(figures.of(newId(), { from: '2026-11-02', to: '2026-11-03' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

/** A morning at a counter: three are served after 4, 8 and 12 minutes, one is absent, one leaves, one waits. */
async function aMorning(): Promise<TestOffice> {
  world.setNow(openMonday);
  const office = await world.openOffice({ pin: staffPin, branch: { name: 'Gombe' }, counters: [{ name: '7' }] });
  const agentId = office.agent.id;
  const taken = [];
  for (let nth = 0; nth < 6; nth += 1) taken.push(await world.join(office, await world.citizen()));
  for (let nth = 0; nth < 4; nth += 1) {
    world.pass(4);
    const ticket = await world.counters.callNext({ counterId: office.counter.id, agentId, key: world.key() });
    const move = { ticketId: ticket?.id ?? '', agentId };
    if (nth === 3) await world.counters.noShow({ ...move, key: world.key() });
    else {
      await world.counters.start({ ...move, key: world.key() });
      await world.counters.finish({ ...move, key: world.key() });
    }
  }
  const [first, , , , fifth] = taken;
  await world.tickets.rate({ ticketId: first?.id ?? '', personId: first?.personId ?? '', stars: 4 });
  await world.tickets.leave({ ticketId: fifth?.id ?? '', personId: fifth?.personId ?? '', key: world.key() });
  return office;
}

describe('the figures in the conversation', () => {
  let office: TestOffice;
  beforeAll(async () => void (office = await aMorning()));

  const play = (personId: string, surface: Surface = chatSurface, caller: Partial<Caller> = {}): Promise<Talk> =>
    talk({
      flows: [
        bindFlow(seeQueueFigures, {
          offices: createOfficeFinder({ connection: world.connection }),
          queueFigures: figures,
          queueCharts: charts,
          screenUrl: (branchId) => `https://lisolo.example/display/${branchId}`,
        }),
        ...identityDialogs(world),
      ],
      gates,
      surface,
      now: world.clock,
      caller: {
        personId,
        roles: ['counter_agent'],
        language: 'fr',
        staffUntil: '2026-11-24T00:00:00Z',
        ...caller,
      },
    });

  it('are for whoever leads the branch and has typed the PIN', async () => {
    const locked = await play(office.manager.id, chatSurface, { staffUntil: '2026-11-22T00:00:00Z' });
    expect(locked.screen()).toContain('PIN');
    expect(await locked.says(staffPin)).toContain('Quels chiffres');
    expect((await play(office.agent.id)).screen()).toContain("réservés aux responsables d'un bureau");
    const citizen = await play(office.manager.id, chatSurface, { roles: [] });
    expect(citizen.screen()).not.toContain('Quels chiffres');
  });

  it('say the main figures beside a picture, and all of them on a phone without pictures', async () => {
    const manager = await play(office.manager.id);
    expect(manager.reply().link?.url).toBe(`https://lisolo.example/display/${office.branch.id}`);
    await manager.presses("Vue d'ensemble");
    const screen = await manager.presses('7 jours');
    for (const line of [
      'Gombe',
      '6 tickets du 17/11/2026 au 23/11/2026',
      'Servis : 3 (50 %)',
      "Absents à l'appel : 1 (25 % des appelés)",
      'Partis avant la fin : 1 (17 %)',
      'Attente : 8 min au plus pour la moitié, 16 min pour 8 sur 10',
      'Satisfaction : 4,0 sur 5. Avis : 1',
      'Heure la plus chargée : 10h-11h',
    ])
      expect(screen).toContain(line);
    const { file, bytes } = await world.files.read(manager.reply().attachments[0]?.fileId ?? '');
    expect(file.mimeType).toBe('image/png');
    expect((await sharp(bytes).metadata()).width).toBe(1080);

    const phone = await play(office.manager.id, pagePhone);
    expect(phone.reply().link).toBeUndefined();
    await phone.says('6');
    await phone.says('1');
    expect(phone.reply().attachments).toEqual([]);
    expect(phone.screen()).toContain('Guichet 7 : 4, 0 min par personne');
  });

  it('can all be looked at, in every language', async () => {
    for (const nth of queueSubjects.keys()) {
      const manager = await play(office.manager.id, pagePhone);
      await manager.says(String(nth + 1));
      await manager.says('2');
      expect(manager.session().frames.at(-1)?.screen).toBe('result');
    }
    const found = await figures.of(office.branch.id, { from: '2026-10-25', to: '2026-11-23' });
    expect((await sharp(await charts.draw('days', found, 'wo')).metadata()).format).toBe('png');
  });

  it('come with the last words of people', async () => {
    const tickets = world.connection.collection('tickets');
    await tickets.updateOne({ branchId: office.branch.id, day: '2026-11-23', state: 'served' }, { $set: { 'rating.stars': 4, 'rating.comment': 'Très bien reçu' } }); // prettier-ignore
    const phone = await play(office.manager.id, pagePhone);
    while (!phone.screen().includes('Derniers avis')) await phone.says('98');
    expect(await phone.presses('Derniers avis')).toMatch(/4 sur 5, 23\/11\/2026, .+ : Très bien reçu/);
  });

  it('are asked for by branch where somebody leads several, and say that there is nothing', async () => {
    const other = await world.office({ branch: { name: 'Limete', managers: [office.manager.id] } });
    const manager = await play(office.manager.id);
    expect(manager.screen()).toContain('Quel bureau ?');
    await manager.presses('Limete');
    await manager.presses('Par heure');
    expect(await manager.presses('7 jours')).toContain('Aucun ticket du 17/11/2026 au 23/11/2026.');
    expect(manager.reply().attachments).toEqual([]);
    await world.connection.collection('branches').deleteOne({ _id: other.branch.id as never });
  });
});
