import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { languages } from '../../../../core/dialog/index.ts';
import { vehicleModel } from '../../../../core/vehicles/index.ts';
import { pagePhone, type Talk } from '../../../support/talk.ts';
import { ownershipWorld, type OwnershipWorld } from './ownership-world.ts';

let world: OwnershipWorld;
beforeAll(async () => void (world = await ownershipWorld()), 60_000);
afterAll(() => world.database.drop());

describe.each(languages)('in %s', (language) => {
  // Every screen is measured against a page of a simple phone in every language as it is played.
  it('a vehicle is handed over on a simple phone, confirmed twice, and accepted with its fines in sight', async () => {
    const [seller, buyer] = [await world.person('Patrick', { language }), await world.person('Chantal', { language })];
    const vehicle = await world.vehicle(seller.id);
    await world.fines.record({
      country: 'CD', plate: vehicle.plate, typeCode: 'belt', place: { text: 'Gombe' }, at: world.now(), agentId: 'agent',
    }); // prettier-ignore
    const hand = await world.play('transfer', seller, { surface: pagePhone, data: { vehicleId: vehicle.id } });
    await hand.says('x');
    expect(await hand.says((buyer.phone ?? '').replace('+243', '0'))).toContain(buyer.phone);
    await hand.says('1');
    expect(await world.transfers.openOf(vehicle.id)).toBeUndefined();
    expect(await hand.says('1')).toContain(buyer.phone);
    expect(hand.reply().end).toBe(true);
    await world.settle();

    const answer = await world.play('answer', buyer, { surface: pagePhone });
    expect(answer.screen()).toContain('Patrick');
    await answer.picks(1);
    expect(answer.screen()).toContain('30 000 FC');
    await answer.picks(1);
    expect(answer.reply().end).toBe(true);
    expect(await world.owner(vehicle)).toBe(buyer.id);
  }, 30_000);

  it('a theft is reported twice over and lifted again', async () => {
    const owner = await world.person('Grace', { language });
    const vehicle = await world.vehicle(owner.id);
    const talk = await world.play('stolen', owner, { surface: pagePhone, data: { vehicleId: vehicle.id } });
    await talk.says('20/11/2026');
    await talk.says('Gombe, avenue de la Justice');
    await talk.says('PV 12/2026');
    expect(talk.screen()).toContain('20/11/2026');
    await talk.says('1');
    expect((await world.vehicles.byPlate('CD', vehicle.plate))?.stolen).toBe(false);
    await talk.says('1');
    expect(talk.reply().end).toBe(true);
    expect(await world.vehicles.byPlate('CD', vehicle.plate)).toMatchObject({
      stolen: true, theft: { day: '2026-11-20', place: 'Gombe, avenue de la Justice', report: 'PV 12/2026' },
    }); // prettier-ignore
    const found = await world.play('stolen', owner, { surface: pagePhone, data: { vehicleId: vehicle.id } });
    await found.says('1');
    await found.says('1');
    expect((await world.vehicles.byPlate('CD', vehicle.plate))?.stolen).toBe(false);
  }, 30_000);
});

describe('in a chat', () => {
  it('every vehicle of a fleet can be reached, page after page, and those far back too', async () => {
    const owner = await world.person('Transporteur');
    const fleet = Array.from({ length: 95 }, (_, nth) => ({
      _id: `fleet-${100 + nth}`, country: 'CD', plate: `${8_100 + nth}FL01`, make: 'Toyota', model: 'Hiace',
      category: 'minibus', ownerId: owner.id, stolen: false, createdAt: world.now(),
    })); // prettier-ignore
    await vehicleModel(world.connection).collection.insertMany(fleet as never);
    const presses = async (talk: Talk, label: string): Promise<string> => {
      while (talk.reply().page.number < talk.reply().page.of && !talk.screen().includes(label)) await talk.says('98');
      return talk.presses(label);
    };
    const found: string[] = [];
    for (let page = 0, more = true; more; page += 1) {
      const part = await world.vehicles.pageOfOwner(owner.id, page);
      found.push(...part.vehicles.map(({ id }) => id));
      ({ more } = part);
    }
    expect(found).toEqual(fleet.map(({ _id }) => _id));
    const transfer = await world.play('transfer', owner, { data: { page: 3 } });
    await presses(transfer, 'Plaques suivantes');
    expect(await presses(transfer, '8194FL/01')).toContain('À qui cédez-vous 8194FL/01');
  });

  it('the vehicle is chosen from the own ones, and the offer can be taken back', async () => {
    const [seller, buyer] = [await world.person('Patrick'), await world.person('Joseph')];
    const [one, two] = [await world.vehicle(seller.id), await world.vehicle(seller.id)];
    const talk = await world.play('transfer', seller);
    expect(talk.screen()).toContain(one.plate.slice(0, 6));
    await talk.presses(two.plate.slice(0, 6));
    expect(await talk.says('pas un numéro')).toContain("Ce n'est pas un numéro");
    expect(await talk.says(seller.phone ?? '')).toContain("C'est votre propre numéro");
    await talk.says(buyer.phone ?? '');
    await talk.presses('Un autre numéro');
    await talk.says(buyer.phone ?? '');
    await talk.presses('Oui, continuer');
    await talk.presses('Oui, je cède');
    const again = await world.play('transfer', seller, { data: { vehicleId: two.id } });
    expect(again.screen()).toContain(buyer.phone);
    await again.presses("Retirer l'offre");
    expect(await again.presses('Oui, retirer')).toContain("L'offre est retirée");
    const none = await world.play('answer', buyer);
    expect(none.screen()).toContain('Personne ne vous offre de véhicule');
  });

  it('nobody hands over or reports what is not theirs', async () => {
    const [owner, stranger] = [await world.person('Grace'), await world.person('Curieux')];
    const vehicle = await world.vehicle(owner.id);
    for (const start of ['transfer', 'stolen'] as const) {
      const talk = await world.play(start, stranger, { data: { vehicleId: vehicle.id } });
      expect(talk.screen()).toContain("n'est pas enregistré à votre nom");
      expect((await world.play(start, stranger)).screen()).toContain('Aucun véhicule');
    }
  });

  it('a buyer who refuses is told so, and the vehicle stays', async () => {
    const [seller, buyer] = [await world.person('Patrick'), await world.person('Fatou')];
    const vehicle = await world.vehicle(seller.id);
    await world.transfers.offer({ key: 'no', vehicleId: vehicle.id, sellerId: seller.id, phone: buyer.phone ?? '' });
    const talk = await world.play('answer', buyer);
    expect(talk.screen()).toContain('Aucune amende');
    await talk.presses('Refuser');
    expect(await talk.presses('Oui, refuser')).toContain('refusé');
    await world.settle();
    expect(await world.owner(vehicle)).toBe(seller.id);
    // Of a phone that somebody has typed, nobody learns whose it is.
    expect(world.told(seller).at(-1)).toContain(`${buyer.phone} a refusé votre offre`);
  });

  it('a day that is to come, or none, is asked for again', async () => {
    const owner = await world.person('Albert');
    const vehicle = await world.vehicle(owner.id);
    const talk = await world.play('stolen', owner, { data: { vehicleId: vehicle.id } });
    for (const wrong of ['22/11/2026', '31/02/2026', 'hier soir', '20/11/2020'])
      expect(await talk.says(wrong)).toContain('Tapez une date passée');
    await talk.presses('Hier');
    await talk.says('12');
    await talk.says('Matete');
    await talk.presses('Pas encore');
    expect(talk.screen()).toContain('20/11/2026');
    await talk.presses('Oui');
    expect(await talk.presses('Non, pas volé')).toContain("Rien n'est signalé");
  });
});
