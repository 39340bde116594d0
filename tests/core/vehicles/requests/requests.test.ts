import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parsePhone } from '../../../../core/countries/index.ts';
import { requestModel } from '../../../../core/vehicles/requests/request.model.ts';
import { requestsPersonalData } from '../../../../core/vehicles/requests/personal-data.ts';
import { askedBy, corolla, requestWorld, type RequestWorld } from './request-world.ts';

let world: RequestWorld;
let patrick: Awaited<ReturnType<RequestWorld['citizen']>>;
let chantal: typeof patrick;
let boss = '';
beforeAll(async () => {
  world = await requestWorld();
  patrick = await world.citizen('Patrick Ilunga', '+243810000001');
  chantal = await world.citizen('Chantal Mbuyi', '+243990000002');
  boss = (await world.admin()).personId;
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const { country, plate, ...declared } = corolla;
const requests = () => world.part.vehicleRequests;
const declare = (over: object = {}) =>
  requests().open({ key: 'd1', kind: 'declare', by: askedBy(patrick), country, plate, wish: declared, ...over });
const claim = async (over: object = {}) =>
  requests().open({
    key: 'c1', kind: 'claim', by: askedBy(patrick), country, plate, photos: [await world.photo()], ...over,
  }); // prettier-ignore
const change = (wish: object, over: object = {}) =>
  requests().open({ key: 'p1', kind: 'change', by: askedBy(patrick), country, plate, wish, ...over });
const accept = (id: string, over: object = {}) => requests().decide(id, { to: 'accepted', by: boss, ...over });
const reject = (id: string, over: object = {}) =>
  requests().decide(id, { to: 'rejected', by: boss, reason: 'not_proven', ...over });
const refusal = (name: string) => ({ details: { refusal: name } });

describe('a declaration', () => {
  it('becomes a vehicle of whoever declared it once an administrator accepts it, and tells them', async () => {
    const { id } = await declare();
    expect(await world.stored()).toBeUndefined();
    expect((await accept(id)).state).toBe('accepted');
    expect(await world.stored()).toMatchObject({
      ...corolla,
      ownerId: patrick.personId,
      owners: [{ how: 'declared' }],
    });
    expect(await world.heardBy(patrick.phone)).toEqual([expect.stringContaining('1234AB/01')]);
  });

  it('is refused for a plate that is registered, and for what the register would not take', async () => {
    await expect(declare({ wish: { ...declared, year: 1850 } })).rejects.toMatchObject({ details: { field: 'year' } });
    await expect(declare({ wish: { ...declared, ownerId: boss } })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(declare({ plate: '1234AB' })).rejects.toMatchObject({ details: { field: 'plate' } });
    await world.vehicle();
    await expect(declare()).rejects.toMatchObject(refusal('registered'));
  });

  it('waits for another look when somebody registers the plate before it is accepted', async () => {
    const { id } = await declare();
    await world.vehicle({ make: 'Nissan' });
    await expect(accept(id)).rejects.toMatchObject(refusal('plate_taken'));
    expect((await requests().byId(id))?.state).toBe('pending');
    expect((await reject(id, { reason: 'already_registered' })).state).toBe('rejected');
    expect((await world.heardBy(patrick.phone))[0]).toContain('déjà');
  });
});

describe('a claim', () => {
  it('needs a photo, or the end of the chassis number and something else that only an owner knows', async () => {
    await world.vehicle();
    await expect(claim({ photos: [] })).rejects.toMatchObject(refusal('proof'));
    await expect(claim({ photos: [], vinEnd: '123456' })).rejects.toMatchObject(refusal('proof'));
    await expect(claim({ photos: [], vinEnd: '12', words: 'x' })).rejects.toMatchObject({
      details: { field: 'vinEnd' },
    });
    const open = await claim({ photos: [], vinEnd: 'zz 99-99', words: 'Achetée à Limete en 2019' });
    // Whether it was right is for the administrator: else anybody could try numbers until one fits.
    expect(open).toMatchObject({ state: 'pending', vinEnd: 'ZZ9999' });
  });

  it('brings the fine that waits on the plate to the new owner once it is accepted', async () => {
    await world.vehicle();
    const agent = await world.agent('+243810000011');
    await world.fines.record({
      country, plate, typeCode: 'red_light', place: { text: 'Gombe' }, at: world.now(), agentId: agent.personId ?? '',
    }); // prettier-ignore
    await world.ownerNotices.tellDue();
    const { id } = await claim();
    await accept(id);
    expect(await world.stored()).toMatchObject({ ownerId: patrick.personId, owners: [{ how: 'claimed' }] });
    await world.settle();
    await world.ownerNotices.tellDue();
    expect((await world.heardBy(patrick.phone)).join('\n')).toMatch(/à votre nom[^]*Amende|Amende[^]*à votre nom/);
  });

  it('against an owner tells that owner, and is accepted after seven days or an objection only', async () => {
    await world.vehicle({ ownerId: chantal.personId, ownerArea: 'Bukavu', ownerNif: 'A1234567B' });
    const { id } = await claim();
    const [told] = await world.heardBy(chantal.phone);
    expect(told).toContain('28/11/2026');
    expect(told).not.toContain('Ilunga');
    await expect(accept(id)).rejects.toMatchObject(refusal('waits'));
    expect(await requests().against({ personId: chantal.personId })).toHaveLength(1);
    await expect(requests().object(id, { personId: boss })).rejects.toMatchObject({ code: 'forbidden' });
    await requests().object(id, { personId: chantal.personId, words: 'Elle est à moi.' });
    expect((await accept(id)).objection?.words).toBe('Elle est à moi.');
    const after = await world.stored();
    expect(after).toMatchObject({ ownerId: patrick.personId });
    expect([after?.ownerArea, after?.ownerNif]).toEqual([undefined, undefined]);
    expect((await world.heardBy(chantal.phone)).join()).toContain("au nom d'une autre personne");
  });

  it('reaches an owner who is known by a phone only, who can object too', async () => {
    const phone = parsePhone('0990000077', 'CD') ?? '';
    await world.vehicle({ ownerName: 'Kabasele', ownerPhone: phone });
    const { id } = await claim();
    expect(await world.heardBy(phone)).toHaveLength(1);
    world.pass(8 * 24 * 60);
    expect((await accept(id)).state).toBe('accepted');
    expect(await world.heardBy(phone)).toHaveLength(1);
  });

  it('reaches an owner who is known by e-mail only, and waits for an answer', async () => {
    const email = 'Kabasele@exemple.cd';
    await world.vehicle({ ownerName: 'Kabasele', ownerEmail: email });
    const { id } = await claim();
    expect(await world.heardBy(email.toLowerCase())).toEqual([expect.stringContaining('1234AB/01')]);
    await expect(accept(id)).rejects.toMatchObject(refusal('waits'));
    world.pass(8 * 24 * 60);
    expect((await accept(id)).state).toBe('accepted');
    expect(await world.heardBy(email.toLowerCase())).toHaveLength(1);
    const data = requestsPersonalData({ connection: world.database.connection, clock: world.now, identity: world.identity }); // prettier-ignore
    const owner = await world.identity.create({ country: 'CD', roles: ['support'], email });
    await data.erase(owner.id);
    expect(JSON.stringify(await world.record(id))).not.toContain(email.toLowerCase());
  });

  it('is made once by one person, and keeps no photo of a second one', async () => {
    await world.vehicle({ ownerName: 'Kabasele' });
    await claim();
    const kept = () => world.database.connection.collection('files').countDocuments({ key: /^vehicle-request:/ });
    const before = await kept();
    expect(before).toBeGreaterThan(0);
    await expect(claim({ key: 'c9' })).rejects.toMatchObject(refusal('open'));
    expect(await kept()).toBe(before);
  });

  it('asks whoever the vehicle belongs to since, and is accepted once that one had the time to object', async () => {
    const owned = await world.vehicle({ ownerId: chantal.personId });
    const { id } = await claim();
    await requests().object(id, { personId: chantal.personId, words: 'Non' });
    expect(await world.heardBy(chantal.phone)).toHaveLength(1);
    const odette = await world.citizen('Odette Ngalula', '+243990000003');
    await world.registry.update(owned.id, { ownerId: odette.personId });
    const { revision = 0 } = (await world.stored()) ?? {};
    const seen = { vehicleRevision: revision };
    await expect(accept(id, seen)).rejects.toMatchObject(refusal('owner_asked'));
    await expect(accept(id, seen)).rejects.toMatchObject(refusal('waits'));
    expect((await world.stored())?.ownerId).toBe(odette.personId);
    expect(await world.heardBy(odette.phone)).toEqual([expect.stringContaining('28/11/2026')]);
    expect(await world.heardBy(chantal.phone)).toEqual([]);
    expect(await requests().against({ personId: chantal.personId })).toEqual([]);
    expect((await requests().against({ personId: odette.personId }))[0]?.objection).toBeUndefined();
    world.pass(8 * 24 * 60);
    expect((await accept(id, seen)).state).toBe('accepted');
    expect((await world.stored())?.ownerId).toBe(patrick.personId);
    expect((await world.heardBy(odette.phone)).join()).toContain("au nom d'une autre personne");
  });

  it('is decided neither by whoever the vehicle belongs to since, nor waits for the author themselves', async () => {
    const owned = await world.vehicle({ ownerName: 'Kabasele' });
    const { id } = await claim();
    world.pass(1);
    await world.registry.update(owned.id, { ownerId: boss });
    await expect(accept(id, { vehicleRevision: 2 })).rejects.toMatchObject(refusal('party'));
    await world.registry.update(owned.id, { ownerId: patrick.personId });
    await expect(accept(id)).rejects.toMatchObject(refusal('changed'));
    expect((await accept(id, { vehicleRevision: 3 })).state).toBe('accepted');
  });

  it('asks an owner who is known by a phone only, once, though they are a known person by then', async () => {
    const owned = await world.vehicle({ ownerName: 'Kabasele' });
    const { id } = await claim();
    await world.registry.update(owned.id, { ownerPhone: chantal.phone });
    await expect(accept(id, { vehicleRevision: 2 })).rejects.toMatchObject(refusal('owner_asked'));
    await world.registry.update(owned.id, { ownerId: chantal.personId });
    world.pass(8 * 24 * 60);
    expect((await accept(id, { vehicleRevision: 3 })).state).toBe('accepted');
  });

  it('is refused to the owner, and decided by nobody whom it concerns', async () => {
    await world.vehicle({ ownerId: boss });
    const { id } = await claim();
    await expect(reject(id)).rejects.toMatchObject(refusal('party'));
    await expect(claim({ key: 'c2', by: askedBy({ personId: boss, roles: [] }) })).rejects.toMatchObject(
      refusal('yours'),
    );
  });
});

describe('a proposed change', () => {
  it('is made by the owner or by staff on duty, and tells the owner of what others have put right', async () => {
    await world.vehicle({ ownerId: chantal.personId });
    const agent = await world.agent('+243810000011');
    await expect(change({ colour: 'red' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(change({ colour: 'red' }, { by: askedBy(agent) })).rejects.toMatchObject({ code: 'forbidden' });
    const { id } = await change({ colour: 'red', year: 2018 }, { by: askedBy(agent, true) });
    expect((await requests().byId(id))?.wish).toEqual({ colour: 'red' });
    await accept(id);
    expect(await world.stored()).toMatchObject({ colour: 'red', year: 2018, ownerId: chantal.personId });
    expect(await world.heardBy(chantal.phone)).toEqual([expect.stringContaining('1234AB/01')]);
  });

  it('needs a fresh look where the register has changed since, and is shown as such', async () => {
    const { id: vehicleId } = await world.vehicle({ ownerId: patrick.personId });
    const { id } = await change({ insuranceUntil: '2027-05-01' });
    await world.registry.update(vehicleId, { insuranceUntil: new Date('2027-06-01') });
    await expect(accept(id)).rejects.toMatchObject(refusal('changed'));
    await expect(accept(id, { vehicleRevision: 1 })).rejects.toMatchObject(refusal('changed'));
    expect((await accept(id, { vehicleRevision: 2 })).state).toBe('accepted');
    expect((await world.stored())?.insuranceUntil).toEqual(new Date('2027-05-01'));
  });

  it('of a plate that another vehicle has got meanwhile waits, and says why', async () => {
    await world.vehicle({ ownerId: patrick.personId });
    const { id } = await change({ plate: '5678 CD 01' });
    await world.vehicle({ plate: '5678CD01' });
    await expect(accept(id)).rejects.toMatchObject(refusal('plate_taken'));
    expect(await requests().byId(id)).toMatchObject({ state: 'pending', setBack: { why: 'plate_taken' } });
  });

  it('that says what the register says already is refused', async () => {
    await world.vehicle({ ownerId: patrick.personId });
    await expect(change({ colour: 'white' })).rejects.toMatchObject(refusal('same'));
  });
});

describe('asking too much', () => {
  it('is one request of a kind at a time, however fast it is sent, and the same one when it is repeated', async () => {
    const same = await Promise.all([declare(), declare(), declare()]);
    expect(new Set(same.map(({ id }) => id)).size).toBe(1);
    const others = await Promise.allSettled([declare({ key: 'x' }), declare({ key: 'y' })]);
    expect(others.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await requests().withdraw(same[0]?.id ?? '', patrick.personId);
    expect((await declare({ key: 'z' })).state).toBe('pending');
  });

  it('is ten open ones, and twenty in a day', async () => {
    const one = (index: number) => declare({ key: `k${index}`, plate: `${1000 + index}AB01` });
    for (let index = 0; index < 10; index += 1) await one(index);
    await expect(one(10)).rejects.toMatchObject(refusal('enough'));
    for (const { id } of await requests().ofPerson(patrick.personId)) await requests().withdraw(id, patrick.personId);
    for (let index = 10; index < 20; index += 1) await requests().withdraw((await one(index)).id, patrick.personId);
    await expect(one(20)).rejects.toMatchObject(refusal('enough'));
    world.pass(25 * 60);
    expect((await one(20)).state).toBe('pending');
  });
});

describe('a person who is forgotten', () => {
  it('asks nothing any more, and nothing that they have said or shown is kept', async () => {
    const { connection } = world.database;
    const data = requestsPersonalData({ connection, clock: world.now, identity: world.identity });
    await world.vehicle({ ownerId: chantal.personId });
    const { id } = await claim({ vinEnd: '123456', words: 'Achetée à Limete' });
    await requests().object(id, { personId: chantal.personId, words: 'Non' });
    expect(JSON.stringify(await data.collect(patrick.personId))).toContain('Limete');
    await data.erase(chantal.personId);
    await data.erase(patrick.personId);
    const left = JSON.stringify(await world.record(id));
    expect(left).toContain('"state":"withdrawn"');
    expect(left).not.toMatch(new RegExp(`Limete|${patrick.personId}|${chantal.personId}|"Non"|123456`));
    await data.erase(patrick.personId);
    expect(JSON.stringify(await world.record(id))).toBe(left);
  });

  it('leaves no objection behind where the register knew them by a phone only, and reads it before', async () => {
    const data = requestsPersonalData({
      connection: world.database.connection,
      clock: world.now,
      identity: world.identity,
    });
    await world.vehicle({ ownerName: 'Chantal', ownerPhone: chantal.phone, ownerNif: 'A1234567B' });
    const { id } = await claim();
    const { holder: _known, ...rest } = await world.record(id);
    // As it is where they have become known since.
    await requestModel(world.database.connection).replaceOne(
      { _id: id },
      { ...rest, holder: { phone: chantal.phone } },
    );
    await requests().object(id, { personId: chantal.personId, phone: chantal.phone, words: 'Je la garde' });
    expect(JSON.stringify(await data.collect(chantal.personId))).toContain('Je la garde');
    expect(JSON.stringify(await data.collect(chantal.personId))).not.toContain(patrick.personId);
    await data.erase(chantal.personId);
    expect(JSON.stringify(await world.record(id))).not.toMatch(
      new RegExp(`Je la garde|${chantal.personId}|\\${chantal.phone}`),
    );
  });

  it('leaves what they asked to whom they turn out to be, once where both asked the same', async () => {
    const data = requestsPersonalData({
      connection: world.database.connection,
      clock: world.now,
      identity: world.identity,
    });
    await declare();
    const { id: second } = await declare({ key: 'd2', by: askedBy(chantal) });
    world.crash('before');
    await expect(accept(second)).rejects.toThrow('dies here');
    await declare({ key: 'd3', by: askedBy(chantal), plate: '9999ZZ01' });
    await data.merge?.(chantal.personId, patrick.personId);
    await data.merge?.(chantal.personId, patrick.personId);
    const all = await requestModel(world.database.connection).find({ personId: patrick.personId }).lean();
    expect(all.map(({ state }) => state).sort()).toEqual(['pending', 'pending', 'withdrawn']);
    world.pass(2);
    expect(await world.part.carryingOver.carryLate()).toBe(0);
    expect(await world.stored()).toBeUndefined();
  });
});
