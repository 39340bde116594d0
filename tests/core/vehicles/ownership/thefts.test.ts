import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { isLisoloError } from '../../../../core/errors.ts';
import { ownershipWorld, type OwnershipWorld } from './ownership-world.ts';

let world: OwnershipWorld;
beforeAll(async () => void (world = await ownershipWorld()), 60_000);
afterAll(() => world.database.drop());

const theft = { day: '2026-11-20', place: 'Gombe, avenue de la Justice', report: 'PV 12/2026' };
let keys = 0;
const by = (id: string) => ({ by: id, as: 'owner' as const, key: `turn:${(keys += 1)}` });

describe('a stolen vehicle', () => {
  it('is marked at once, once, with who said it and when, and its owner is told', async () => {
    const owner = await world.person('Grace');
    const { id } = await world.vehicle(owner.id);
    const actor = by(owner.id);
    await Promise.all([world.thefts.report(id, theft, actor), world.thefts.report(id, theft, by(owner.id))]);
    const stolen = await world.thefts.report(id, theft, actor);
    expect(stolen).toMatchObject({ stolen: true, theft, revision: 2 });
    expect(stolen.thefts).toMatchObject([{ stolen: true, at: world.now(), as: 'owner', by: owner.id }]);
    await world.settle();
    expect(world.told(owner)).toEqual([expect.stringContaining('volé')]);
  });

  it('is found again by its owner, with a reason, and both changes are kept', async () => {
    const owner = await world.person('Joseph');
    const { id } = await world.vehicle(owner.id);
    await world.thefts.report(id, theft, by(owner.id));
    world.pass(1);
    const found = await world.thefts.lift(id, 'found', by(owner.id));
    expect(found).toMatchObject({ stolen: false, thefts: [{ stolen: true }, { stolen: false, reason: 'found' }] });
    expect(found.theft).toBeUndefined();
    await world.settle();
    expect(world.told(owner)).toHaveLength(2);
  });

  it('is neither marked nor found by somebody else', async () => {
    const [owner, stranger] = [await world.person('Awa'), await world.person('Fatou')];
    const { id } = await world.vehicle(owner.id);
    const refused = await world.thefts.report(id, theft, by(stranger.id)).catch((error: unknown) => error);
    expect(isLisoloError(refused, 'forbidden')).toBe(true);
    await world.thefts.report(id, theft, by(owner.id));
    const lifted = await world.thefts.lift(id, 'found', by(stranger.id)).catch((error: unknown) => error);
    expect(isLisoloError(lifted, 'forbidden')).toBe(true);
  });

  it('is found again by the administration, whichever way it writes it, and the owner hears of it', async () => {
    const owner = await world.person('Mamadou');
    const { id } = await world.vehicle(owner.id);
    await world.registry.update(id, { stolen: true });
    const { after } = await world.registry.update(id, { stolen: false });
    expect(after.thefts).toMatchObject([
      { stolen: true, as: 'administration' },
      { stolen: false, as: 'administration' },
    ]);
    await world.thefts.tellLate();
    await world.settle();
    expect(world.told(owner).every((text) => text.includes("L'administration"))).toBe(true);
    expect(world.told(owner)).toHaveLength(2);
  });

  it('tells its owner where it was seen, although they have just heard that it was, and that once an hour', async () => {
    const owner = await world.person('Ruth');
    const { id } = await world.vehicle(owner.id);
    await world.thefts.report(id, theft, by(owner.id));
    await world.settle();
    world.pass(0.1);
    await world.thefts.seenWhileStolen(id, {});
    await world.settle();
    await Promise.all([1, 2].map(() => world.thefts.seenWhileStolen(id, { place: 'Limete' })));
    await world.settle();
    await world.thefts.seenWhileStolen(id, { place: 'Gombe' });
    await world.thefts.seenWhileStolen(id, {});
    await world.settle();
    const news = world.told(owner).slice(1);
    expect(news).toHaveLength(2);
    expect(news[0]).not.toContain('Limete');
    expect(news[1]).toContain('Limete');
  });

  it('tells its owner when an agent comes across it, at most once an hour', async () => {
    const owner = await world.person('Chantal');
    const { id } = await world.vehicle(owner.id);
    await world.thefts.seenWhileStolen(id, { place: 'Matadi' });
    await world.thefts.report(id, theft, by(owner.id));
    await world.settle();
    world.pass(0.1);
    await Promise.all([1, 2, 3].map(() => world.thefts.seenWhileStolen(id, { place: 'Limete' })));
    await world.settle();
    world.pass(0.9);
    await world.thefts.seenWhileStolen(id, {});
    await world.settle();
    expect(world.told(owner).filter((text) => text.includes('contrôlé') || text.includes('controlé'))).toHaveLength(1);
    world.pass(0.1);
    await world.thefts.seenWhileStolen(id, {});
    await world.settle();
    const seen = world.told(owner).slice(1);
    expect(seen).toHaveLength(2);
    expect(seen[0]).toContain('Limete');
  });

  it('is told of after a crash, once, with all that happened meanwhile', async () => {
    const owner = await world.person('Albert');
    const { id } = await world.vehicle(owner.id);
    world.die(true);
    await world.thefts.report(id, theft, by(owner.id));
    await world.thefts.idle();
    world.pass(0.2);
    await world.thefts.seenWhileStolen(id, { place: 'Kintambo' });
    await world.thefts.idle();
    world.die(false);
    expect(world.told(owner)).toEqual([]);
    await world.thefts.tellLate();
    expect(await world.thefts.tellLate()).toBe(0);
    await world.settle();
    expect(world.told(owner)).toHaveLength(2);
  });

  it('forgets who reported it with the person', async () => {
    const owner = await world.person('Henri');
    const vehicle = await world.vehicle(owner.id);
    await world.thefts.report(vehicle.id, theft, by(owner.id));
    await world.identity.erase(owner.id);
    const kept = await world.vehicles.byPlate(vehicle.country, vehicle.plate);
    expect(kept?.stolen).toBe(true);
    expect(JSON.stringify(kept)).not.toContain(owner.id);
    expect(JSON.stringify(kept)).not.toContain('PV 12');
  });

  it('keeps what its owner has said of it when somebody else who once spoke of a theft is forgotten', async () => {
    const [before, owner, office] = [
      await world.person('Odile'),
      await world.person('Paul'),
      await world.person('Régie'),
    ];
    const { id } = await world.vehicle(before.id);
    await world.thefts.report(id, theft, by(before.id));
    await world.thefts.lift(id, 'vu au parking', { by: office.id, as: 'administration', key: 'turn:office' });
    await world.registry.update(id, { ownerId: owner.id });
    await world.thefts.report(id, theft, by(owner.id));
    await world.identity.erase(before.id);
    await world.identity.erase(office.id);
    expect(await world.vehicles.byId(id)).toMatchObject({ stolen: true, theft });
  });
});
