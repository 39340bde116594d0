import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { isLisoloError } from '../../../../core/errors.ts';
import { factsFor } from '../../../../core/vehicles/index.ts';
import { transferStates, transferTransitions } from '../../../../core/vehicles/ownership/transfer.states.ts';
import { ownershipWorld, type OwnershipWorld } from './ownership-world.ts';

let world: OwnershipWorld;
beforeAll(async () => void (world = await ownershipWorld()), 60_000);
afterAll(() => world.database.drop());

let keys = 0;
async function offered() {
  const [seller, buyer] = [await world.person('Patrick'), await world.person('Chantal')];
  const vehicle = await world.vehicle(seller.id);
  const offer = await world.transfers.offer({
    key: `offer:${(keys += 1)}`, vehicleId: vehicle.id, sellerId: seller.id, phone: buyer.phone ?? '',
  }); // prettier-ignore
  const by = { personId: buyer.id, phone: buyer.phone };
  return { seller, buyer, by, vehicle, offer };
}
const refusal = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!isLisoloError(error)) throw error;
    return error.details['refusal'] ?? error.code;
  }
};
const stateOf = async (id: string) => (await world.transfers.byId(id))?.state;

describe('a vehicle that is offered', () => {
  it('changes hands once both agree, and each is told once', async () => {
    const { seller, buyer, by, vehicle, offer } = await offered();
    await world.settle();
    expect(world.told(buyer)[0]).toContain('Patrick');
    expect(await world.owner(vehicle)).toBe(seller.id);
    await Promise.all([world.transfers.accept(offer.id, by), world.transfers.accept(offer.id, by)]);
    await world.transfers.accept(offer.id, by);
    await world.transfers.finish();
    await world.settle();
    expect(await world.owner(vehicle)).toBe(buyer.id);
    expect(world.told(buyer)).toHaveLength(2);
    expect(world.told(seller)).toEqual([expect.stringContaining('Chantal')]);
    const [after] = await world.vehicles.byOwner(buyer.id);
    expect(after?.owners?.map(({ ownerId, how }) => ({ ownerId, how }))).toEqual([
      { ownerId: seller.id, how: 'administration' },
      { ownerId: buyer.id, how: 'transferred' },
    ]);
    expect(after?.revision).toBe(2);
  });

  it('can be offered by whoever has it since, which ends what a former owner has offered', async () => {
    const { seller, buyer, by, vehicle, offer } = await offered();
    const heir = await world.person('Odette');
    await world.registry.update(vehicle.id, { ownerId: heir.id });
    expect(await world.transfers.refusal(vehicle.id, seller.id)).toBe('not_owner');
    expect(await world.transfers.refusal(vehicle.id, heir.id)).toBeUndefined();
    const wish = { key: 'heir', vehicleId: vehicle.id, sellerId: heir.id, phone: buyer.phone ?? '' };
    const [again] = await Promise.all([world.transfers.offer(wish), world.transfers.offer(wish)]);
    await world.settle();
    expect([await stateOf(offer.id), await stateOf(again.id)]).toEqual(['failed', 'offered']);
    expect(world.told(seller)).toHaveLength(1);
    await world.transfers.accept(again.id, by);
    expect(await world.owner(vehicle)).toBe(buyer.id);
  });

  it('shows its new owner nothing of the former one', async () => {
    const { seller, by, vehicle, offer } = await offered();
    await world.transfers.accept(offer.id, by);
    const after = await world.vehicles.byPlate(vehicle.country, vehicle.plate);
    const shown = JSON.stringify(factsFor('owner', after ?? vehicle));
    for (const secret of [seller.id, 'Patrick', seller.phone ?? '', vehicle.ownerArea ?? '', vehicle.ownerNif ?? ''])
      expect(shown).not.toContain(secret);
  });

  it('is offered to one person at a time, however often it is tapped', async () => {
    const { seller, buyer, vehicle, offer } = await offered();
    const other = await world.person('Joseph');
    const wish = { vehicleId: vehicle.id, sellerId: seller.id };
    const again = await Promise.all(
      [1, 2].map(() => world.transfers.offer({ ...wish, key: `offer:${keys}`, phone: buyer.phone ?? '' })),
    );
    expect(again.map(({ id }) => id)).toEqual([offer.id, offer.id]);
    expect(await refusal(world.transfers.offer({ ...wish, key: 'second', phone: other.phone ?? '' }))).toBe('open');
    await world.transfers.withdraw(offer.id, seller.id);
    expect(await refusal(world.transfers.offer({ ...wish, key: 'third', phone: other.phone ?? '' }))).toBe('done');
  });

  it('cannot be handed over by somebody else, to oneself, when stolen, or when somebody claims it', async () => {
    const [owner, stranger] = [await world.person('Grace'), await world.person('Henri')];
    const vehicle = await world.vehicle(owner.id);
    const offer = (sellerId: string, phone: string | undefined) =>
      refusal(
        world.transfers.offer({ key: `try:${(keys += 1)}`, vehicleId: vehicle.id, sellerId, phone: phone ?? '' }),
      );
    expect(await offer(stranger.id, owner.phone)).toBe('not_owner');
    expect(await offer(owner.id, owner.phone)).toBe('own_phone');
    world.claimed.add(vehicle.id);
    expect(await offer(owner.id, stranger.phone)).toBe('claimed');
    world.claimed.clear();
    await world.thefts.report(vehicle.id, undefined, { by: owner.id, as: 'owner', key: `t${(keys += 1)}` });
    expect(await offer(owner.id, stranger.phone)).toBe('stolen');
  });

  it('writes to no more than five strangers a day', async () => {
    const seller = await world.person('Vendeur');
    const made = [];
    for (let nth = 0; nth < 6; nth += 1) {
      const { id } = await world.vehicle(seller.id);
      const phone = `+24382${String(1_000_000 + nth)}`;
      made.push(
        await refusal(world.transfers.offer({ key: `many:${nth}`, vehicleId: id, sellerId: seller.id, phone })),
      );
    }
    expect(made).toEqual(['done', 'done', 'done', 'done', 'done', 'enough']);
  });

  it('stays where it is when it was stolen, claimed or given to somebody else before the buyer agrees', async () => {
    const spoil: ((of: Awaited<ReturnType<typeof offered>>) => Promise<unknown>)[] = [
      ({ vehicle, seller }) =>
        world.thefts.report(vehicle.id, undefined, { by: seller.id, as: 'owner', key: 's' + vehicle.id }),
      async ({ vehicle }) => world.claimed.add(vehicle.id),
      async ({ vehicle }) => world.registry.update(vehicle.id, { ownerId: (await world.person('Tiers')).id }),
      ({ seller }) => world.identity.erase(seller.id),
    ];
    for (const each of spoil) {
      const of = await offered();
      await each(of);
      const before = await world.owner(of.vehicle);
      expect((await world.transfers.accept(of.offer.id, of.by)).state).toBe('failed');
      expect(await world.owner(of.vehicle)).toBe(before);
      await world.settle();
      expect(world.told(of.buyer).at(-1)).toContain('annulée');
    }
    world.claimed.clear();
  });

  it('is answered by nobody but the buyer, and withdrawn by nobody but the seller', async () => {
    const { seller, buyer, offer } = await offered();
    const stranger = await world.person('Curieux');
    const as = { personId: stranger.id, phone: stranger.phone };
    expect(await refusal(world.transfers.accept(offer.id, as))).toBe('not_found');
    expect(await refusal(world.transfers.decline(offer.id, as))).toBe('not_found');
    expect(await refusal(world.transfers.withdraw(offer.id, buyer.id))).toBe('not_found');
    expect(await refusal(world.transfers.accept(offer.id, { personId: seller.id, phone: seller.phone }))).toBe(
      'not_found',
    );
    expect(await stateOf(offer.id)).toBe('offered');
  });

  it('ends after fourteen days, and both hear of it', async () => {
    const { seller, buyer, by, offer } = await offered();
    world.pass(14 * 24);
    expect(await refusal(world.transfers.accept(offer.id, by))).toBe('over');
    await world.transfers.expire();
    await world.settle();
    expect(await stateOf(offer.id)).toBe('expired');
    expect([world.told(seller).length, world.told(buyer).length]).toEqual([1, 2]);
  });

  it('tells its seller no name of whoever has the phone, unless they agree', async () => {
    const [refused, late] = [await offered(), await offered()];
    await world.transfers.decline(refused.offer.id, refused.by);
    await world.settle();
    world.pass(14 * 24);
    await world.transfers.expire();
    await world.settle();
    for (const { seller, buyer } of [refused, late]) {
      expect(world.told(seller)).toEqual([expect.stringContaining(buyer.phone ?? 'no phone')]);
      expect(world.told(seller).join()).not.toContain('Chantal');
    }
  });

  it('reaches somebody who is not known yet by SMS, and is theirs once they are', async () => {
    const seller = await world.person('Ancien');
    const vehicle = await world.vehicle(seller.id);
    const phone = '+243825551234';
    const offer = await world.transfers.offer({ key: 'unknown', vehicleId: vehicle.id, sellerId: seller.id, phone });
    await world.settle();
    expect(world.told({ phone })).toEqual([expect.stringContaining('*384*123#')]);
    const buyer = await world.identity.create({ name: 'Nouvelle', phone, country: 'CD' });
    expect((await world.transfers.offeredTo({ personId: buyer.id, phone })).map(({ id }) => id)).toEqual([offer.id]);
    await world.transfers.accept(offer.id, { personId: buyer.id, phone });
    expect(await world.owner(vehicle)).toBe(buyer.id);
  });

  it('comes into the register, and to the ears of both, when the process died in between', async () => {
    const { seller, buyer, by, vehicle, offer } = await offered();
    await world.settle();
    world.die(true);
    expect((await world.transfers.accept(offer.id, by)).state).toBe('accepted');
    expect(await world.owner(vehicle)).toBe(seller.id);
    world.die(false);
    world.pass(1);
    const third = await world.person('Tiers');
    expect(
      await refusal(world.transfers.offer({ key: 'between', vehicleId: vehicle.id, sellerId: seller.id, phone: third.phone ?? '' })),
    ).toBe('open'); // prettier-ignore
    expect(await world.transfers.finish()).toBeGreaterThan(0);
    expect(await world.transfers.finish()).toBe(0);
    await world.settle();
    expect(await world.owner(vehicle)).toBe(buyer.id);
    expect([world.told(seller).length, world.told(buyer).length]).toEqual([1, 2]);
  });

  it('ends with news to both when the register gives it another plate, before or after the buyer has agreed', async () => {
    const { seller, buyer, by, vehicle, offer } = await offered();
    await world.registry.update(vehicle.id, { plate: `${keys + 4_000}ZZ01` });
    await world.settle();
    expect(await stateOf(offer.id)).toBe('failed');
    expect([world.told(seller).length, world.told(buyer).length]).toEqual([1, 2]);
    expect(world.told(seller)[0]).toContain('annulée');
    expect((await world.transfers.accept(offer.id, by)).state).toBe('failed');
    const wish = { key: `anew:${keys}`, vehicleId: vehicle.id, sellerId: seller.id, phone: buyer.phone ?? '' };
    expect((await world.transfers.offer(wish)).plate).toBe(`${keys + 4_000}ZZ01`);

    const late = await offered();
    world.die(true);
    await world.transfers.accept(late.offer.id, late.by);
    world.die(false);
    const plate = `${keys + 4_000}ZZ01`;
    await world.registry.update(late.vehicle.id, { plate });
    await world.settle();
    expect(await stateOf(late.offer.id)).toBe('accepted');
    world.pass(1);
    await world.transfers.finish();
    await world.settle();
    expect(await stateOf(late.offer.id)).toBe('failed');
    expect(await world.owner({ ...late.vehicle, plate })).toBe(late.seller.id);
    expect(world.told(late.buyer).at(-1)).toContain('annulée');
  });

  it('ends as soon as an administrator gives the vehicle to somebody else', async () => {
    const { seller, vehicle, offer } = await offered();
    await world.registry.update(vehicle.id, { ownerId: (await world.person('Tiers')).id });
    await world.settle();
    expect(await stateOf(offer.id)).toBe('failed');
    expect(world.told(seller)).toEqual([expect.stringContaining('annulée')]);
  });

  it('that cannot be finished is put off, each time for longer, and keeps no other one from its turn', async () => {
    const { by, offer } = await offered();
    await world.settle();
    world.pass(1);
    await world.transfers.finish();
    world.die(true);
    await world.transfers.accept(offer.id, by);
    const taken: number[] = [];
    for (let minute = 0; minute < 4; minute += 1) {
      world.pass(1 / 60);
      taken.push(await world.transfers.finish());
    }
    expect(taken).toEqual([1, 0, 1, 0]);
    world.die(false);
    world.pass(1);
    await world.transfers.finish();
    expect(await stateOf(offer.id)).toBe('accepted');
    expect((await world.transfers.byId(offer.id))?.open).toBeUndefined();
  });

  it('keeps of two who are forgotten only that it changed hands', async () => {
    const { seller, buyer, by, offer } = await offered();
    await world.transfers.accept(offer.id, by);
    expect(await world.identity.copyOf(buyer.id)).toMatchObject({
      vehicleTransfers: { received: [{ state: 'accepted' }] },
    });
    await world.identity.erase(seller.id);
    await world.identity.erase(buyer.id);
    const kept = JSON.stringify(
      await world.connection.collection('vehicle_transfers').findOne({ _id: offer.id as never }),
    );
    for (const secret of [seller.id, buyer.id, buyer.phone ?? '']) expect(kept).not.toContain(secret);
  });
});

describe('the states of a transfer', () => {
  it('lead nowhere but along the table, in whatever order the two and the clock act', async () => {
    type Act = 'accept' | 'decline' | 'withdraw' | 'expire' | 'wait';
    const acts = fc.array(fc.constantFrom<Act>('accept', 'decline', 'withdraw', 'expire', 'wait'), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(acts, async (order) => {
        const { seller, buyer, by, vehicle, offer } = await offered();
        for (const act of order) {
          if (act === 'wait') world.pass(8 * 24);
          else if (act === 'expire') await world.transfers.expire();
          else if (act === 'withdraw') await refusal(world.transfers.withdraw(offer.id, seller.id));
          else await refusal(world.transfers[act](offer.id, by));
        }
        const { state, history = [], open } = (await world.transfers.byId(offer.id)) ?? offer;
        history.slice(1).forEach(({ from, to, by: who }) => {
          expect(from !== undefined && transferTransitions[from][to]?.includes(who)).toBe(true);
        });
        expect(transferStates).toContain(state);
        expect(await world.owner(vehicle)).toBe(state === 'accepted' ? buyer.id : seller.id);
        expect(open ?? false).toBe(state === 'offered');
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});
