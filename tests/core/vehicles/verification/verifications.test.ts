import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  lookupModel,
  vehicleModel,
  verificationModel,
  verificationsPersonalData,
} from '../../../../core/vehicles/index.ts';
import { reasonOf } from '../../../../core/vehicles/verification/words.ts';
import { strictSpeak } from '../../../support/talk.ts';
import { goma, kinshasa, registeredVin, verificationWorld, type VerificationWorld } from './verification-world.ts';

let world: VerificationWorld;
beforeAll(async () => void (world = await verificationWorld()));
beforeEach(async () => {
  world.die(false);
  world.reads({});
  await world.settle();
  world.delivered.length = 0;
  for (const name of ['vehicles', 'vehicle_verifications', 'vehicle_lookups', 'vehicle_sightings'])
    await world.connection.collection(name).deleteMany({});
});
afterAll(() => world.database.drop());

const reasonsOf = ({ findings }: { findings: readonly { reason: string }[] }): string[] =>
  findings.map(({ reason }) => reason);
const kept = () => verificationModel(world.connection).countDocuments({});

describe('a verification', () => {
  it('is numbered and kept as it was made, whatever becomes of the vehicle', async () => {
    const { id } = await world.vehicle('1234AB01', { vin: registeredVin });
    const made = await world.verify('1234AB01', { seen: { vin: '123456', colour: 'white' }, place: kinshasa });
    expect(made).toMatchObject({ verdict: 'ok', vehicleId: id, ownerId: world.owner.id, place: kinshasa });
    expect(made.number).toMatch(/^V-CD-2026-\d{7}$/);
    await vehicleModel(world.connection).updateOne({ _id: id }, { $set: { stolen: true, colour: 'red' } });
    expect(await world.verifications.byId(made.id)).toEqual(made);
  });

  it('keeps of the register what an agent may see, and nothing more', async () => {
    await world.vehicle('1234AB01', { vin: registeredVin, ownerNif: 'A1234567' });
    const { facts } = await world.verify('1234AB01');
    expect(facts).toMatchObject({ vin: registeredVin, ownerName: 'Patrick Ilunga' });
    expect(facts).not.toHaveProperty('ownerPhone');
    expect(facts).not.toHaveProperty('ownerNif');
  });

  it('is made once for a key, also when it comes many times at once, with its photos', async () => {
    await world.vehicle('1234AB01');
    const photos = [await world.photo(), await world.photo()];
    const again = () => world.verify('1234AB01', { key: 'the same', photos, place: kinshasa });
    const made = await Promise.all([again(), again(), again()]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await again()).toEqual(made[0]);
    expect(made[0]?.photos.length).toBe(2);
    expect(await kept()).toBe(1);
    expect(await lookupModel(world.connection).countDocuments({ what: 'verification', found: true })).toBe(1);
  });

  it('does not wait for a photo that is gone', async () => {
    await world.vehicle('1234AB01');
    const made = await world.verify('1234AB01', { photos: ['gone', await world.photo()] });
    expect(made.photos.length).toBe(1);
  });

  it('reads the papers, and believes only what was read for sure', async () => {
    await world.vehicle('1234AB01', { vin: registeredVin });
    const paper = { kind: 'registration' as const, fileId: await world.photo() };
    const wrong = { value: '5678CD05', confidence: 0.9 };
    world.reads({ plate: wrong, vin: { value: 'VF3KB20U0F3999998', confidence: 0.2 } });
    const sure = await world.verify('1234AB01', { papers: [paper] });
    expect(reasonsOf(sure)).toEqual(expect.arrayContaining(['plate.differs', 'vin.notSeen']));
    world.reads({ plate: { ...wrong, confidence: 0.3 } });
    expect(reasonsOf(await world.verify('1234AB01', { papers: [paper] }))).toContain('plate.notShown');
  });

  it('finds the vehicle to which a chassis number belongs, and two of them under one plate', async () => {
    await world.vehicle('1234AB01');
    await world.vehicle('5678CD05', { vin: registeredVin });
    const first = await world.verify('1234AB01', { seen: { vin: registeredVin } });
    expect(first.findings).toContainEqual(
      expect.objectContaining({ reason: 'usurpation.vinElsewhere', with: { plate: '5678CD/05' } }),
    );
    const second = await world.verify('1234AB01', { seen: { vin: 'VF3KB20U0F3999998' } });
    expect(reasonsOf(second)).toContain('usurpation.twoVins');
  });

  it('finds the plate, or the chassis number, on papers of another vehicle; one that nobody has looked at only warns', async () => {
    await world.vehicle('1234AB01', { vin: registeredVin });
    const other = await world.vehicle('5678CD05');
    const by = { personId: world.owner.id, roles: [], onDuty: false, channel: 'simulator' as const };
    const send = async (key: string, said: object) =>
      world.vehiclePapers.send({
        key,
        vehicleId: other.id,
        kind: 'registration',
        by,
        said,
        // The same photo is no second paper.
        ...(key === 'its chassis number' ? { photo: await world.photo() } : {}),
      });
    await send('own plate', { plate: '5678CD05' });
    expect(reasonsOf(await world.verify('1234AB01'))).toContain('usurpation.none');
    expect(reasonsOf(await world.verify('5678CD05'))).toContain('usurpation.none');
    const paper = await send('its chassis number', { vin: registeredVin });
    const waiting = await world.verify('1234AB01');
    expect(waiting.findings).toContainEqual(
      expect.objectContaining({ reason: 'usurpation.paperWaiting', outcome: 'warning', with: { plate: '5678CD/05' } }),
    );
    await world.vehiclePapers.decide(paper.id, { to: 'validated', by: world.admin.id });
    expect(reasonsOf(await world.verify('1234AB01'))).toContain('usurpation.twoPapers');
    await send('its plate', { plate: '9999ZZ09' });
    expect(reasonsOf(await world.verify('9999ZZ09'))).toContain('usurpation.paperWaiting');
  });

  it('says where an official register knows otherwise, and nothing of one that agrees or does not answer', async () => {
    await world.vehicle('1234AB01', { vin: registeredVin, colour: 'white' });
    const facts = {
      make: 'TOYOTA',
      model: 'Corola',
      category: 'car' as const,
      vin: registeredVin,
      colour: 'red' as const,
    };
    world.officially(() => Promise.resolve({ country: 'CD', plate: '1234AB01', facts }));
    const differs = await world.verify('1234AB01');
    expect(differs.findings.filter(({ check }) => check === 'register')).toEqual([
      {
        check: 'register',
        reason: 'register.differs',
        outcome: 'warning',
        score: 50,
        with: { field: 'colour', seen: 'red', registered: 'white' },
      },
    ]);
    expect(strictSpeak(reasonOf(differs.findings.at(-1)!, 'CD'), 'fr')).toBe(
      'Registre officiel (Couleur) : rouge au lieu de blanche.',
    );
    for (const answer of [
      () =>
        Promise.resolve({ country: 'CD' as const, plate: '1234AB01', facts: { ...facts, colour: 'silver' as const } }),
      () => Promise.resolve(undefined),
      () => Promise.reject(new Error('out of reach')),
    ]) {
      world.officially(answer);
      expect(reasonsOf(await world.verify('1234AB01'))).not.toContain('register.differs');
    }
    world.officially(() => Promise.resolve(undefined));
  });

  it('of a plate that nobody knows warns, and notes the look', async () => {
    const made = await world.verify('9999ZZ09');
    expect(made).toMatchObject({ verdict: 'warning', score: 45 });
    expect(await lookupModel(world.connection).countDocuments({ plate: '9999ZZ09', found: false })).toBe(1);
  });
});

describe('a plate that is seen in two places', () => {
  it('alarms where no vehicle could have driven so fast, and its owner hears of it once', async () => {
    await world.vehicle('1234AB01');
    expect((await world.verify('1234AB01', { place: kinshasa })).verdict).toBe('ok');
    world.pass(2);
    const far = await world.verify('1234AB01', { place: goma });
    expect(far).toMatchObject({ verdict: 'fail', score: 0 });
    expect(reasonsOf(far)).toContain('usurpation.elsewhere');
    await world.verify('1234AB01', { place: goma });
    await world.settle();
    const told = world.told(world.owner.phone);
    expect(told.length).toBe(1);
    expect(told[0]).toContain('Goma');
    expect(world.told(world.admin.phone)).toEqual([]);
  });

  it('is found by at least one of two agents who look at the same moment', async () => {
    await world.vehicle('1234AB01');
    const both = await Promise.all([
      world.verify('1234AB01', { place: kinshasa }),
      world.verify('1234AB01', { place: goma }),
    ]);
    expect(both.some(({ verdict }) => verdict === 'fail')).toBe(true);
  });

  it('alarms nobody after a day, which is time enough', async () => {
    await world.vehicle('1234AB01');
    await world.verify('1234AB01', { place: kinshasa });
    world.pass(23);
    expect((await world.verify('1234AB01', { place: goma })).verdict).toBe('ok');
  });
});

describe('a stolen vehicle', () => {
  it('is told to its owner and to the administrators at once, with the place', async () => {
    await world.vehicle('1234AB01', { stolen: true });
    expect(await world.verify('1234AB01', { place: goma })).toMatchObject({ verdict: 'fail', score: 0 });
    await world.settle();
    for (const phone of [world.owner.phone, world.admin.phone]) {
      expect(world.told(phone).length).toBe(1);
      expect(world.told(phone)[0]).toContain('Goma');
    }
    expect(world.told(world.agent.phone)).toEqual([]);
  });

  it('is told by the job, once, where the process died between keeping and telling', async () => {
    await world.vehicle('1234AB01', { stolen: true });
    world.die(true);
    await world.verify('1234AB01', { place: goma });
    await world.settle();
    expect(world.delivered).toEqual([]);
    world.die(false);
    world.pass(0.1);
    expect(await world.verificationNews.tellDue()).toBe(1);
    expect(await world.verificationNews.tellDue()).toBe(0);
    await world.settle();
    expect(world.told(world.admin.phone).length).toBe(1);
  });
});

it('a vehicle in order, or only doubtful, is told to nobody', async () => {
  await world.vehicle('1234AB01');
  await world.verify('1234AB01', { seen: { colour: 'red' } });
  await world.settle();
  expect(world.delivered).toEqual([]);
});

it('of an owner who is forgotten no name is left', async () => {
  await world.vehicle('1234AB01');
  const { id } = await world.verify('1234AB01', { seen: { ownerName: 'ILUNGA PATRICK' } });
  const bare = await world.verify('1234AB01');
  const part = verificationsPersonalData(world);
  expect(await part.collect(world.owner.id)).toHaveLength(2);
  await part.erase(world.owner.id);
  await part.erase(world.owner.id);
  for (const one of [id, bare.id]) expect(JSON.stringify(await world.verifications.byId(one))).not.toMatch(/ilunga/i);
  expect(await part.collect(world.owner.id)).toEqual([]);
});
