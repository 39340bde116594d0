import { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { countries } from '../../../core/countries/index.ts';
import { languages } from '../../../core/dialog/index.ts';
import { endOfDayAfter, infractionModel, termsOf, type Fine } from '../../../core/fines/index.ts';
import { vehicleModel } from '../../../core/vehicles/index.ts';
import { roadWorld, type RoadWorld } from './road-world.ts';

let world: RoadWorld;
let people = 0;
beforeAll(async () => {
  world = await roadWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const plate = '1234AB01';
const register = (over: object = {}, of = plate) =>
  world.registry.create({ country: 'CD', plate: of, make: 'Toyota', model: 'Corolla', category: 'car', ...over });
const record = (over: object = {}): Promise<Fine> =>
  world.fines.record({
    country: 'CD', plate, typeCode: 'belt', place: { text: 'Gombe', commune: 'Gombe' }, at: world.now(), agentId: 'agent', ...over,
  }); // prettier-ignore
async function owner(over: { email?: string; language?: 'fr' | 'en' | 'ln' | 'sw' | 'wo' } = {}) {
  people += 1;
  const email = over.email?.replace('@', `${people}@`);
  return world.identity.create({
    name: 'Patrick', phone: `+24381000${1000 + people}`, country: 'CD', ...over, ...(email ? { email } : {}),
  }); // prettier-ignore
}
/** The job, until nothing is due. */
async function runJobs(): Promise<void> {
  world.pass(61);
  await world.ownerNews.bringLate();
  await world.ownerNotices.tellDue();
  await world.settle();
}
const told = () => world.delivered.map(({ route }) => route).sort();
const stateOf = async (fine: Fine) => (await world.fines.byId(fine.id))?.told?.state;

describe('the owner of the vehicle', () => {
  it('is told by chat, by SMS and by e-mail, each once', async () => {
    const { id, phone } = await owner({ email: 'patrick@example.org' });
    const caller = await world.identity.callerFor({ channel: 'simulator', address: phone ?? '', phone: phone ?? '' });
    await world.identity.consent(caller, 'fr');
    await register({ ownerId: id });
    const fine = await record();
    await world.ownerNotices.tell(fine.id);
    await world.ownerNotices.tell(fine.id);
    await runJobs();
    expect(told()).toEqual(['email', 'simulator', 'sms']);
    for (const { text } of world.delivered) {
      expect(text).toContain(fine.reference);
      expect(text).toContain('30 000 FC');
      expect(text).toContain('21/12/2026');
      expect(text).toContain(fine.shortCode);
    }
    expect(await world.fines.byId(fine.id)).toMatchObject({ ownerId: id, told: { state: 'done' } });
  });

  it('gets the note in the chat, and by e-mail also a QR code that names the fine', async () => {
    const { id } = await owner({ email: 'patrick@example.org' });
    await register({ ownerId: id });
    const fine = await record();
    await world.ownerNotices.tell(fine.id);
    await world.settle();
    const mail = world.delivered.find(({ route }) => route === 'email');
    expect(mail?.reply.attachments.map(({ mimeType }) => mimeType)).toEqual(['image/png', 'application/pdf']);
    expect(mail?.reply.link?.url).toMatch(/^https:\/\/lisolo\.example\/v\//);
    const qr = await world.files.read(mail?.reply.attachments[0]?.fileId ?? '');
    const { readQr } = await import('../../../core/documents/index.ts');
    expect(await readQr(qr.bytes)).toBe(mail?.reply.link?.url);
  });

  it.each(languages)('reads it in %s, in at most two parts of an SMS', async (language) => {
    const { id } = await owner({ language });
    await register({ ownerId: id });
    const fine = await record({ place: { text: 'Boulevard du 30 Juin, Gombe' } });
    await world.ownerNotices.tell(fine.id);
    await world.settle();
    expect(told()).toEqual(['sms']);
    expect(world.delivered[0]?.text.length).toBeLessThanOrEqual(306);
    expect(world.delivered[0]?.text).toContain(fine.reference);
  });

  it('is reached by a bare phone and a bare e-mail of the register', async () => {
    await register({ ownerName: 'Société Mbote', ownerPhone: '+243899999901', ownerEmail: 'fleet@example.org' });
    const fine = await record();
    await world.ownerNotices.tell(fine.id);
    await world.settle();
    expect(world.delivered.map(({ address }) => address).sort()).toEqual(['+243899999901', 'fleet@example.org']);
  });

  it('is found by the fiscal number on another vehicle', async () => {
    const { id } = await owner();
    await register({ ownerId: id, ownerNif: 'A1234567B' }, '7777CC05');
    await register({ ownerNif: 'A1234567B' });
    const fine = await record();
    await world.ownerNotices.tell(fine.id);
    expect((await world.fines.byId(fine.id))?.ownerId).toBe(id);
  });

  it('who has said STOP is not written to', async () => {
    const { id } = await owner({ email: 'patrick@example.org' });
    await world.identity.stop(id);
    await register({ ownerId: id });
    await world.ownerNotices.tell((await record()).id);
    await world.settle();
    expect(told()).toEqual([]);
  });
});

describe('a fine without a known owner', () => {
  it('waits on the plate and reaches the owner as soon as the register knows one, once', async () => {
    const vehicle = await register({ ownerName: 'Somebody' });
    const fines = [await record(), await record({ typeCode: 'phone' })];
    for (const fine of fines) await world.ownerNotices.tell(fine.id);
    expect(await stateOf(fines[0]!)).toBe('waiting');
    const { id } = await owner();
    await world.registry.update(vehicle.id, { ownerId: id });
    await world.settle();
    expect(told()).toEqual(['sms', 'sms']);
    await world.registry.update(vehicle.id, { ownerId: (await owner()).id });
    await world.settle();
    await runJobs();
    expect(told()).toEqual(['sms', 'sms']);
  });

  it('waits for a vehicle that nobody has registered yet, and for one of the same fiscal number', async () => {
    const fine = await record();
    await world.ownerNotices.tell(fine.id);
    await register({ ownerNif: 'A1234567B' });
    await world.settle();
    expect(await stateOf(fine)).toBe('waiting');
    await register({ ownerId: (await owner()).id, ownerNif: 'A1234567B' }, '7777CC05');
    await world.settle();
    expect(told()).toEqual(['sms']);
  });

  it('reaches the owner also when the program dies between the register and the news', async () => {
    const vehicle = await register({ ownerName: 'Somebody' });
    const fine = await record();
    await world.ownerNotices.tell(fine.id);
    const { id } = await owner();
    // What the register has written when it dies.
    await vehicleModel(world.database.connection).updateOne(
      { _id: vehicle.id },
      { $set: { ownerId: id, ownerNews: world.now() }, $unset: { ownerName: 1 } },
    );
    await runJobs();
    await runJobs();
    expect(told()).toEqual(['sms']);
    expect(await vehicleModel(world.database.connection).countDocuments({ ownerNews: { $exists: true } })).toBe(0);
  });

  it('is to be paid within days that begin when its owner becomes known', async () => {
    const vehicle = await register({ ownerName: 'Somebody' });
    const [fine, closed] = [await record(), await record({ typeCode: 'phone' })];
    for (const { id } of [fine, closed]) await world.ownerNotices.tell(id);
    const changes = { 'schedule.done': ['before:7', 'before:1'], state: 'validated' };
    await infractionModel(world.database.connection).updateOne({ _id: fine.id }, { $set: changes });
    await infractionModel(world.database.connection).updateOne({ _id: closed.id }, { $set: { state: 'forwarded' } });
    world.pass(40 * 24 * 60);
    await world.registry.update(vehicle.id, { ownerId: (await owner()).id });
    await world.settle();
    const after = await world.fines.byId(fine.id);
    const days = termsOf(fine).daysToPay;
    expect(after?.deadline).toEqual(endOfDayAfter(world.now(), days, 'CD'));
    expect(after).toMatchObject({
      rev: fine.rev + 1,
      schedule: { done: [], nextAt: world.now() },
      told: { state: 'done' },
    });
    const day = DateTime.fromJSDate(after!.deadline, { zone: countries.CD.timeZone }).toFormat('dd/MM/yyyy');
    expect(world.delivered.filter(({ text }) => text.includes(fine.shortCode))).toMatchObject([
      { text: expect.stringContaining(day) },
    ]);
    // What the parquet has already is no longer ours to put off.
    expect((await world.fines.byId(closed.id))?.deadline).toEqual(closed.deadline);
  });

  it('keeps its deadline where the owner becomes known within a day', async () => {
    const vehicle = await register({ ownerName: 'Somebody' });
    const fine = await record();
    await world.ownerNotices.tell(fine.id);
    world.pass(23 * 60);
    await world.registry.update(vehicle.id, { ownerId: (await owner()).id });
    await world.settle();
    expect(await world.fines.byId(fine.id)).toMatchObject({ deadline: fine.deadline, told: { begunAt: world.now() } });
  });

  it('misses no owner who is registered in the very moment in which it begins to wait', async () => {
    for (let round = 0; round < 8; round += 1) {
      await world.clear();
      const vehicle = await register({ ownerName: 'Somebody' });
      const fine = await record();
      const { id } = await owner();
      await Promise.all([world.ownerNotices.tell(fine.id), world.registry.update(vehicle.id, { ownerId: id })]);
      await world.settle();
      await runJobs();
      expect(told()).toEqual(['sms']);
    }
  });
});

describe('a program that dies while it tells', () => {
  it.each([0, 1, 2])('tells nobody twice and forgets nobody, dying after %i notices', async (done) => {
    const { id } = await owner({ email: 'patrick@example.org' });
    await register({ ownerId: id, ownerNif: `N${done}` });
    const fine = await record();
    world.fail(done);
    const dying = world.ownerNotices.tell(fine.id);
    if (done < 2) await expect(dying).rejects.toThrow('dies here');
    else await dying;
    world.fail(Infinity);
    await runJobs();
    await runJobs();
    expect(told()).toEqual(['email', 'sms']);
    expect(await stateOf(fine)).toBe('done');
  });

  it('does not let one fine that cannot be told hold back the others', async () => {
    await register({ ownerId: (await owner()).id });
    const [first, second] = [await record(), await record({ typeCode: 'phone' })];
    world.fail(0);
    await world.ownerNotices.tellDue();
    world.fail(Infinity);
    expect([await stateOf(first), await stateOf(second)]).toEqual(['due', 'due']);
    expect(await world.ownerNotices.tellDue()).toBe(0);
    for (let hour = 0; hour < 3; hour += 1) await runJobs();
    expect(told()).toEqual(['sms', 'sms']);
  });
});

describe('a fine that is voided', () => {
  const voidIt = (fine: Fine) =>
    world.agentRecords.void(fine.id, { agentId: 'agent', reason: 'wrong_plate', channel: 'simulator' });

  it('is taken back with the owner who has heard of it, once', async () => {
    await register({ ownerId: (await owner()).id });
    const fine = await record();
    await world.ownerNotices.tell(fine.id);
    await voidIt(fine);
    await voidIt(fine);
    await runJobs();
    await runJobs();
    expect(told()).toEqual(['sms', 'sms']);
    expect(world.delivered[1]?.text).toContain('erreur');
    const { total } = await world.audit.list({ subjectId: fine.id, action: 'infractions.void', skip: 0, limit: 1 });
    expect(total).toBe(1);
  });

  it('is never told to an owner who has not heard of it', async () => {
    await register({ ownerId: (await owner()).id });
    const fine = await record();
    await voidIt(fine);
    await runJobs();
    expect(told()).toEqual([]);
    expect(await stateOf(fine)).toBe('done');
  });

  it('is always taken back when both happen at once', async () => {
    for (let round = 0; round < 8; round += 1) {
      await world.clear();
      await register({ ownerId: (await owner()).id });
      const fine = await record();
      await Promise.all([world.ownerNotices.tell(fine.id), voidIt(fine)]);
      await runJobs();
      await runJobs();
      const texts = world.delivered.map(({ text }) => text.includes('erreur'));
      expect(
        [[], [false, true], [true]].some((fits) => fits.join() === texts.sort().join()),
        String(texts),
      ).toBe(true);
      expect(texts.filter((isVoid) => !isVoid).length).toBeLessThanOrEqual(texts.filter((isVoid) => isVoid).length);
    }
  });

  it('or reserved for a payment: exactly one of the two wins', async () => {
    let paid = 0;
    for (let round = 0; round < 12; round += 1) {
      const fine = await record();
      const until = new Date(world.now().getTime() + 300_000);
      const [voided, reserved] = await Promise.allSettled([
        voidIt(fine),
        world.fines.reserve({ fineId: fine.id, paymentId: `p${round}`, until, now: world.now(), anyway: false }),
      ]);
      expect([voided.status, reserved.status].sort()).toEqual(['fulfilled', 'rejected']);
      if (reserved.status === 'fulfilled') {
        paid += 1;
        expect(await voidIt(fine).catch((error: { details: unknown }) => error.details)).toEqual({
          refusal: 'awaited',
        });
      } else expect(reserved.reason).toMatchObject({ code: 'conflict' });
    }
    expect(paid).toBeLessThanOrEqual(12);
  });

  it('takes no money any more, and is not voided once money has come', async () => {
    const [empty, paid] = [await record(), await record()];
    await voidIt(empty);
    const money = { amount: 1_000, currency: 'CDF' as const };
    const pay = (fine: Fine) => world.fines.applyPayment({ fineId: fine.id, paymentId: 'p', money, at: world.now() });
    expect(await pay(empty)).toEqual({ applied: 0, excess: 1_000 });
    await pay(paid);
    await expect(voidIt(paid)).rejects.toMatchObject({ code: 'forbidden', details: { refusal: 'paid' } });
  });

  it('only by the agent who recorded it, within a quarter of an hour, while nobody has decided', async () => {
    const [foreign, late, decided] = [await record({ agentId: 'other' }), await record(), await record()];
    const refusal = (fine: Fine) => voidIt(fine).catch((error: { details: unknown }) => error.details);
    expect(await refusal(foreign)).toEqual({ refusal: 'not_yours' });
    await world.fines.decide(decided.id, { to: 'validated', by: 'o', role: 'opj', reason: 'vu' });
    expect(await refusal(decided)).toEqual({ refusal: 'over' });
    for (const role of ['pcr_agent', 'opj'] as const)
      await expect(world.fines.decide(late.id, { to: 'voided', by: 'agent', role, reason: 'x' })).rejects.toMatchObject(
        { code: 'illegal_transition' },
      );
    world.pass(16);
    expect(await refusal(late)).toEqual({ refusal: 'too_late' });
  });
});

it('answers what agents ask for, and what waits to be told, through indexes alone', async () => {
  const { connection } = world.database;
  const infractions = infractionModel(connection).collection;
  const at = { $gte: new Date(0) };
  const asked: [Record<string, unknown>, Record<string, 1 | -1>][] = [
    [{ country: 'CD', plate, at }, { at: -1 }],
    [{ agentId: 'agent' }, { at: -1 }],
    [{ agentId: 'agent', at }, { at: -1 }],
    [{ country: 'CD', 'place.commune': 'Gombe' }, { at: -1 }],
    [{ 'told.state': 'due', 'told.nextAt': { $lte: new Date() } }, { 'told.nextAt': 1 }],
    [{ country: { $in: ['CD', 'SN'] }, plate, 'told.state': 'waiting' }, {}],
    [{ key: 'turn' }, {}],
    [
      {
        $or: [
          { country: 'CD', plate },
          { plateCountry: 'CD', plate },
        ],
      },
      { at: 1 },
    ],
  ];
  for (const [filter, sort] of asked) {
    const plan = JSON.stringify(await infractions.find(filter).sort(sort).explain('queryPlanner'));
    expect(plan, JSON.stringify(filter)).toContain('IXSCAN');
    expect(plan, JSON.stringify(filter)).not.toContain('COLLSCAN');
  }
  const vehicles = vehicleModel(connection).collection;
  for (const filter of [{ ownerNif: 'A1' }, { ownerNews: { $exists: true } }])
    expect(JSON.stringify(await vehicles.find(filter).explain('queryPlanner'))).not.toContain('COLLSCAN');
});
