import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../../core/dialog/index.ts';
import { lookupsPersonalData } from '../../../../core/vehicles/index.ts';
import type { NewLookup } from '../../../../core/vehicles/index.ts';
import { ussdSurface } from '../../../../ussd/index.ts';
import { known, lookupWorld, type LookupWorld } from './lookup-world.ts';

let world: LookupWorld;
let patrick: Caller;
let didier: Caller;
let grace: Caller;
let vehicleId: string;
beforeAll(async () => {
  world = await lookupWorld();
  patrick = await world.person('Patrick Ilunga', '+243810000001');
  didier = await world.person('Didier Mukendi', '+243810000011', 'pcr_agent');
  grace = await world.person('Grâce Nsimba', '+243840000003');
});
afterAll(() => world.database.drop());
beforeEach(async () => {
  await world.clear();
  vehicleId = await world.vehicle({ ownerId: patrick.personId! });
});

const look = (key: string, some: Partial<NewLookup> = {}): Promise<void> =>
  world.lookups.record({
    key, vehicle: { ...known, id: vehicleId, ownerId: patrick.personId! }, viewer: 'public', found: true, what: 'card',
    by: { personId: grace.personId, roles: [], channel: 'whatsapp' }, ...some,
  }); // prettier-ignore
const byOfficer = (): Pick<NewLookup, 'viewer' | 'by'> => ({
  viewer: 'agent',
  by: { personId: didier.personId!, roles: ['pcr_agent'], channel: 'ussd' },
});
const ask = (who: Partial<Caller>, surface?: ReturnType<typeof ussdSurface>) =>
  world.play(who, { start: 'who-looked', data: { vehicleId }, ...(surface ? { surface } : {}) });

describe('the owner who asks who looked', () => {
  it('reads officers by role and name and citizens without, newest first, with the looks of each month', async () => {
    await look('old');
    world.pass(60 * 24 * 30);
    await look('a');
    world.pass(5);
    await look('b', byOfficer());
    world.pass(5);
    await look('c', { by: { personId: patrick.personId, roles: [], channel: 'telegram' }, viewer: 'owner' });
    const text = (await ask(patrick)).screen();
    expect(text).toContain('12/2026 : 3 consultations');
    expect(text).toContain('11/2026 : 1 consultation');
    const order = [
      'vous, fiche, par Telegram',
      'agent Didier Mukendi, fiche, par USSD',
      'une personne, fiche, par WhatsApp',
    ];
    expect(order.map((each) => text.indexOf(each))).toEqual(
      order.map((each) => text.indexOf(each)).sort((a, b) => a - b),
    );
    for (const each of order) expect(text).toContain(each);
    expect(text).not.toContain('Grâce');
  });

  it('turns through many of them, none twice and none left out', async () => {
    for (let nth = 0; nth < 19; nth += 1) {
      await look(`look ${nth}`);
      world.pass(nth % 3 === 0 ? 0 : 7);
    }
    const played = await ask(patrick);
    const seen = (text: string) => text.split('\n').filter((line) => line.includes('une personne')).length;
    const counts = [
      seen(played.screen()),
      seen(await played.presses('Plus anciennes')),
      seen(await played.presses('Plus anciennes')),
    ];
    expect(counts).toEqual([8, 8, 3]);
    expect(seen(await played.presses('plus récentes'))).toBe(8);
  });

  it('reads it by USSD too', async () => {
    for (let nth = 0; nth < 9; nth += 1) await look(`look ${nth}`, byOfficer());
    const played = await ask(patrick, ussdSurface(160));
    expect(played.screen()).toContain('1234AB/01');
    expect(played.reply().page.of).toBeGreaterThan(1);
  });

  it("reads nothing of the time when the vehicle was somebody else's, nor of how often anybody looked then", async () => {
    await look('while it was hers', byOfficer());
    world.pass(60);
    const sold = world.now();
    const former = { ownerId: grace.personId!, from: new Date('2025-01-01'), until: sold, how: 'declared' as const };
    const owners = [former, { ownerId: patrick.personId!, from: sold, how: 'transferred' as const }];
    await world.database.connection
      .collection<{ _id: string }>('vehicles')
      .updateOne({ _id: vehicleId }, { $set: { owners } });
    expect((await ask(patrick)).screen()).toContain("Personne n'a encore consulté");
    world.pass(60);
    await look('since');
    const text = (await ask(patrick)).screen();
    expect(text).toContain('11/2026 : 1 consultation');
    expect(text).not.toContain('Didier');
    const beatrice = await world.person('Béatrice Lumbala', '+243830000014', 'super_admin');
    const onDuty = { ...beatrice, staffUntil: new Date(world.now().getTime() + 900_000).toISOString() };
    const all = (await ask(onDuty)).screen();
    expect(all).toContain('11/2026 : 2 consultations');
    expect(all).toContain('Didier');
  });

  it('is told when nobody has', async () => {
    expect((await ask(patrick)).screen()).toContain("Personne n'a encore consulté");
  });
});

it('nobody else reads who looked', async () => {
  await look('a', byOfficer());
  for (const who of [grace, didier, { address: '+243890000099', language: 'fr' as const }]) {
    const { screen } = await ask(who);
    expect(screen()).toContain('Seul le propriétaire');
    expect(screen()).not.toContain('Didier');
  }
});

describe('the record of looks', () => {
  it('holds one look of one key, whatever is repeated at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => look('same')));
    await world.lookups.recordMany([]);
    expect(await world.noted()).toHaveLength(1);
  });

  it('is forgotten when it has been kept long enough, and not before', async () => {
    await look('a');
    world.pass(60 * 24 * 729);
    expect(await world.lookups.sweep()).toBe(0);
    world.pass(60 * 24 * 2);
    expect(await world.lookups.sweep()).toBe(1);
    expect(await world.noted()).toEqual([]);
  });

  it('tells of a stolen vehicle that somebody on duty saw, and of no other', async () => {
    const heard: string[] = [];
    world.lookups.onStolenSeen(async ({ id }, { key }) => void heard.push(`${id} ${key}`));
    const stolen = { ...known, id: vehicleId, stolen: true };
    await look('a', { ...byOfficer(), vehicle: stolen });
    await look('b', { vehicle: stolen });
    await look('c', byOfficer());
    await world.lookups.idle();
    expect(heard).toEqual([`${vehicleId} a`]);
  });

  it('shows a person their own looks, forgets who it was, and follows them when two turn out to be one', async () => {
    const part = lookupsPersonalData({ connection: world.database.connection });
    await look('a');
    expect(await part.collect(grace.personId!)).toMatchObject([
      { plate: '1234AB01', what: 'card', channel: 'whatsapp' },
    ]);
    await part.merge?.(grace.personId!, 'survivor');
    expect(await part.collect(grace.personId!)).toEqual([]);
    expect(await part.collect('survivor')).toHaveLength(1);
    await part.erase('survivor');
    await part.erase('survivor');
    expect(await world.noted()).toMatchObject([{ plate: '1234AB01' }]);
    expect((await world.noted())[0]).not.toHaveProperty('personId');
  });
});
