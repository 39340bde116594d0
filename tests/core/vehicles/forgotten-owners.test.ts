import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Caller } from '../../../core/dialog/index.ts';
import { isLisoloError } from '../../../core/errors.ts';
import type { PersonalData } from '../../../core/identity/index.ts';
import { silentLog } from '../../../core/log.ts';
import {
  alertsPersonalData, createVehicleAlerts, papersPersonalData, requestsPersonalData, transfersPersonalData, vehicleModel,
  vehiclesPersonalData, verificationModel, verificationsPersonalData, type NewVehicle,
} from '../../../core/vehicles/index.ts'; // prettier-ignore
import { createRequestsPart } from '../../../core/vehicles/requests/requests-part.ts';
import { verificationWorld, type VerificationWorld } from './verification/verification-world.ts';

let world: VerificationWorld;
beforeAll(async () => {
  world = await verificationWorld();
  const deps = { ...world, clock: world.now };
  for (const part of partsOf(deps)) world.identity.register(part);
}, 60_000);
beforeEach(async () => {
  world.die(false);
  world.reads({});
  await world.settle();
  world.delivered.length = 0;
  for (const name of ['vehicles', 'vehicle_verifications', 'vehicle_papers', 'vehicle_alerts', 'vehicle_alert_sweeps'])
    await world.connection.collection(name).deleteMany({});
});
afterAll(() => world.database.drop());

/** In the order in which the product asks them. */
const partsOf = (deps: VerificationWorld & { clock: () => Date }): PersonalData[] => [
  transfersPersonalData(deps),
  requestsPersonalData(deps),
  papersPersonalData(deps),
  verificationsPersonalData(deps),
  vehiclesPersonalData(deps),
  alertsPersonalData(deps),
];

let people = 0;
const phoneOf = (nth: number): string => `+24389${String(5_000_000 + nth)}`;
/** Somebody who has written from a phone, and whom the register may know by it. */
async function citizen(over: { email?: string } = {}) {
  const phone = phoneOf((people += 1));
  const person = await world.identity.create({ name: 'Marie Kabasele', phone, country: 'CD', ...over });
  return { ...person, phone };
}
const byPhone = (phone: string): Partial<NewVehicle> => ({
  ownerId: undefined, ownerName: 'KABASELE MARIE', ownerPhone: phone, ownerArea: 'Limete', ownerNif: `A${phone.slice(-7)}`,
}); // prettier-ignore
const bare = (over: Partial<NewVehicle>): Partial<NewVehicle> => ({ ownerId: undefined, ...over });
const stored = async (id: string): Promise<string> =>
  JSON.stringify(await vehicleModel(world.connection).findById(id).lean());
const isKept = (fileId: string | undefined): Promise<boolean> =>
  world.files.read(fileId ?? '').then(
    () => true,
    (error: unknown) => !isLisoloError(error, 'not_found'),
  );
const agent = () => ({ personId: world.agent.id, roles: ['pcr_agent'], onDuty: true, channel: 'telegram' as const });

describe('an owner whom the register knows by a phone only', () => {
  it('reads in their copy what it says of them, and leaves nothing there', async () => {
    const email = 'marie@example.cd';
    const { id, phone } = await citizen({ email });
    const known = [
      await world.vehicle('1234AB01', byPhone(phone)),
      await world.vehicle('2234AB01', bare({ ownerName: 'Kabasele M.', ownerEmail: 'Marie@Example.cd' })),
      await world.vehicle('3234AB01', bare({ ownerName: 'Kabasele', ownerNif: `A${phone.slice(-7)}` })),
    ];
    const other = await world.vehicle('4234AB01', {
      ...byPhone(phone),
      ownerPhone: '+243899999999',
      ownerName: 'Mbuyi',
    });
    const before = await stored(other.id);
    const copy = JSON.stringify(await world.identity.copyOf(id));
    for (const shown of ['1234AB01', '2234AB01', '3234AB01', 'KABASELE MARIE', 'Limete']) expect(copy).toContain(shown);
    expect(copy).not.toMatch(/4234AB01|Mbuyi/);
    await world.identity.erase(id);
    for (const { id: vehicleId } of known)
      expect(await stored(vehicleId)).not.toMatch(
        new RegExp(`kabasele|marie|limete|${phone.slice(1)}|A${phone.slice(-7)}`, 'i'),
      );
    expect(await stored(other.id)).toBe(before);
  });

  it('is found by the phone that was theirs before, and by the one that is', async () => {
    const { phone: first } = await citizen();
    const caller: Caller = {
      channel: 'whatsapp',
      address: first,
      phone: first,
      country: 'CD',
      roles: [],
      consent: 'given',
    };
    const { id } = await world.identity.consent(caller, 'fr');
    const second = phoneOf((people += 1));
    await world.identity.linkPhone({ ...caller, personId: id }, second);
    const known = [await world.vehicle('1234AB01', byPhone(first)), await world.vehicle('2234AB01', byPhone(second))];
    await world.identity.erase(id);
    for (const { id: vehicleId } of known) expect(await stored(vehicleId)).not.toMatch(/kabasele/i);
  });

  it('is in no alert that waits for the morning, while somebody else’s stays', async () => {
    const { id, phone } = await citizen();
    const soon = { insuranceUntil: new Date(world.now().getTime() + 7 * 86_400_000) };
    await world.vehicle('1234AB01', { ...byPhone(phone), ...soon });
    await world.vehicle('2234AB01', { ...byPhone('+243899999999'), ...soon });
    const alerts = createVehicleAlerts({
      connection: world.connection, log: silentLog, ussdCode: '*384*123#',
      notifications: { notify: () => Promise.reject(new Error('the process dies here')) },
    }); // prettier-ignore
    await alerts.run(world.now());
    const waiting = () => world.connection.collection('vehicle_alerts').distinct('to');
    expect(await waiting()).toContain(`phone:${phone}`);
    expect(await world.identity.copyOf(id)).toMatchObject({ vehicleAlerts: [{ paper: 'insurance', step: 7 }] });
    await world.identity.erase(id);
    expect(await waiting()).toEqual(['phone:+243899999999']);
  });
});

describe('what an agent has photographed of an owner’s papers', () => {
  it.each(['a person', 'known by a phone only'])(
    'goes with the owner who is %s, and what was decided stays',
    async (who) => {
      const { id, phone } = await citizen();
      const vehicle = await world.vehicle('1234AB01', who === 'a person' ? { ownerId: id } : byPhone(phone));
      const send = async (key: string, kind: 'insurance' | 'tax') =>
      world.vehiclePapers.send({
        key: `${who} ${key}`, vehicleId: vehicle.id, kind, by: agent(), photo: await world.photo(),
        said: { until: new Date('2027-03-12'), holder: 'KABASELE MARIE', ...(key === 'other' ? {} : { policy: 'KIN-77' }) },
      }); // prettier-ignore
      const decided = await send('decided', 'insurance');
      await world.vehiclePapers.decide(decided.id, { to: 'validated', by: world.admin.id });
      expect(JSON.stringify(await world.identity.copyOf(id))).toContain('KIN-77');
      await world.identity.erase(id);
      expect(await isKept(decided.photoId)).toBe(false);
      const kept = await world.vehiclePapers.byId(decided.id);
      expect(kept).toMatchObject({ state: 'validated', until: new Date('2027-03-12'), personId: world.agent.id });
      expect(JSON.stringify(kept)).not.toMatch(new RegExp(`kabasele|KIN-77|photoId|${id}`, 'i'));
    },
  );

  it('is withdrawn where nobody has decided yet', async () => {
    const { id } = await citizen();
    const vehicle = await world.vehicle('1234AB01', { ownerId: id });
    const paper = await world.vehiclePapers.send({
      key: 'waits', vehicleId: vehicle.id, kind: 'tax', by: agent(), photo: await world.photo(), said: { until: new Date('2027-03-12') },
    }); // prettier-ignore
    await world.identity.erase(id);
    await world.identity.erase(id);
    expect(await isKept(paper.photoId)).toBe(false);
    expect(await world.vehiclePapers.byId(paper.id)).toMatchObject({ state: 'withdrawn', history: [{}, { by: '' }] });
  });

  it('in a check goes with its printed report, and the check stays with its vehicle’s photos and can be printed again', async () => {
    const { id, phone } = await citizen();
    for (const [plate, over] of [
      ['1234AB01', { ownerId: id }],
      ['2234AB01', byPhone(phone)],
    ] as const)
      await world.vehicle(plate, over);
    const paper = async () => ({ kind: 'registration' as const, fileId: await world.photo(), name: 'KABASELE MARIE' });
    const check = async (plate: string) =>
      world.verify(plate, { papers: [await paper()], photos: [await world.photo()], seen: { ownerName: 'Kabasele' } });
    const checks = [await check('1234AB01'), await check('2234AB01')];
    // As it was kept while nobody with that phone was known.
    await verificationModel(world.connection).updateOne({ plate: '2234AB01' }, { $unset: { ownerId: 1 } });
    const reports = await Promise.all(
      checks.map(async (made) =>
        world.verificationReports.print((await world.verifications.byId(made.id)) ?? made, 'fr'),
      ),
    );
    await world.identity.erase(id);
    for (const [nth, made] of checks.entries()) {
      const kept = await world.verifications.byId(made.id);
      if (!kept) throw new Error('the check is gone');
      expect(kept).toMatchObject({ number: made.number, verdict: made.verdict, by: made.by, photos: made.photos });
      expect(JSON.stringify(kept)).not.toMatch(new RegExp(`kabasele|marie|limete|${id}`, 'i'));
      expect(await isKept(made.papers[0]?.fileId)).toBe(false);
      expect(await isKept(made.photos[0])).toBe(true);
      expect(await isKept(reports[nth]?.fileId)).toBe(false);
      const again = await world.verificationReports.print(kept, 'fr');
      expect(await isKept(again.fileId)).toBe(true);
      expect(world.printed.at(-1)?.photos).toHaveLength(1);
    }
  });
});

describe('an owner with an e-mail address only', () => {
  const mail = 'garage@example.cd';
  it('hears that the vehicle is stolen, that it was seen and that there is a second one under its plate', async () => {
    const { id } = await world.vehicle('1234AB01', bare({ ownerName: 'Garage', ownerEmail: mail, stolen: false }));
    await world.vehicle('2234AB01', bare({ ownerName: 'X', vin: 'JTDKB20U0J3123456' }));
    await world.thefts.report(id, undefined, { by: world.admin.id, as: 'administration', key: 'office' });
    await world.settle();
    expect(world.told(mail)).toEqual([expect.stringContaining('volé')]);
    await world.verify('1234AB01', { seen: { vin: 'JTDKB20U0J3123456' }, place: { text: 'Matete' } });
    await world.settle();
    const news = world.told(mail).slice(1).join('\n');
    expect(world.told(mail)).toHaveLength(3);
    expect(news).toContain('Matete');
    expect(news).toContain('1234AB/01');
    await world.thefts.tellLate();
    await world.settle();
    expect(world.told(mail)).toHaveLength(3);
  });

  it('and a phone hears of a theft on both', async () => {
    const { phone } = { phone: '+243899999998' };
    const { id } = await world.vehicle('1234AB01', { ...byPhone(phone), ownerEmail: mail });
    await world.thefts.report(id, undefined, { by: world.admin.id, as: 'administration', key: 'office' });
    await world.settle();
    expect([world.told(mail).length, world.told(phone).length]).toEqual([1, 1]);
  });
});

describe('an owner who was asked about a claim', () => {
  const part = () =>
    createRequestsPart({
      ...world, clock: world.now, log: silentLog, vehicleRegistry: world.registry, ussdCode: '*384*123#',
    }); // prettier-ignore
  const claim = (requests: ReturnType<typeof part>, personId: string, key: string) =>
    requests.vehicleRequests.open({
      key, kind: 'claim', by: { personId, roles: [], onDuty: false }, country: 'CD', plate: '1234AB01', vinEnd: '123456', words: 'Achetée',
    }); // prettier-ignore

  it('hears once, and nothing else, that it has ended when the claimant is forgotten', async () => {
    const [holder, claimant] = [await citizen(), await citizen()];
    await world.vehicle('1234AB01', { ownerId: holder.id });
    const requests = part();
    await claim(requests, claimant.id, 'asked');
    await requests.requestNotices.tellDue();
    await world.settle();
    expect(world.told(holder.phone)).toHaveLength(1);
    await world.identity.erase(claimant.id);
    await world.identity.erase(claimant.id);
    await requests.requestNotices.tellDue();
    await requests.requestNotices.tellDue();
    await world.settle();
    expect(world.told(holder.phone).slice(1)).toEqual([
      'La demande sur votre véhicule 1234AB/01 est close : il reste à votre nom.',
    ]);
    expect(world.told(claimant.phone)).toEqual([]);
  });

  it('hears what was decided also when the claimant was forgotten right after', async () => {
    const [holder, claimant] = [await citizen(), await citizen()];
    await world.vehicle('1234AB01', { ownerId: holder.id });
    const requests = part();
    const { id } = await claim(requests, claimant.id, 'decided');
    await requests.requestNotices.tellDue();
    await requests.vehicleRequests.decide(id, { to: 'rejected', by: world.admin.id, reason: 'not_proven' });
    await world.identity.erase(claimant.id);
    await requests.requestNotices.tellDue();
    await world.settle();
    expect(world.told(holder.phone)).toHaveLength(2);
    expect(world.told(claimant.phone)).toEqual([]);
  });
});
