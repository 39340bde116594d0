import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../../../core/dialog/words.ts';
import { vehicleModel, verificationModel } from '../../../../core/vehicles/index.ts';
import { pageOf, ussdSurface } from '../../../../ussd/index.ts';
import { expectToFit, strictSpeak } from '../../../support/talk.ts';
import { registeredVin, verificationWorld, type VerificationWorld } from './verification-world.ts';

const phone = ussdSurface(160);
let world: VerificationWorld;
beforeAll(async () => void (world = await verificationWorld()));
beforeEach(async () => {
  world.reads({});
  await world.settle();
  world.delivered.length = 0;
  for (const name of ['vehicles', 'vehicle_verifications', 'vehicle_sightings'])
    await world.connection.collection(name).deleteMany({});
  await world.vehicle('1234AB01', { vin: registeredVin, ownerArea: 'Gombe' });
});
afterAll(() => world.database.drop());

const kept = () => verificationModel(world.connection).countDocuments({});

describe('an agent who has checked too many plates in a day', () => {
  const limits = { citizen: 1, staff: 1 };
  it('hears when to go on, may check three times as many as look, and the same one again', async () => {
    await world.connection.collection('vehicle_lookup_days').deleteMany({});
    const agent = await world.play({ surface: phone, limits });
    for (const plate of ['1234AB01', '5555KK05', '6666KK06']) {
      expect(await agent.says(plate)).toContain('/100');
      await agent.says('0');
    }
    expect(await agent.says('7777KK07')).toContain('22/11/2026 00h00');
    // A list of what is nearly a plate shows vehicles, too.
    expect(await agent.says('1235AB01')).toContain('22/11/2026 00h00');
    expect(await agent.says('1234AB01')).toContain('/100');
    expect(await kept()).toBe(4);
    const sent = await world.play({ surface: phone, limits, data: { plate: '8888KK08' } });
    expect(sent.screen()).toContain('22/11/2026 00h00');
    expect(await kept()).toBe(4);
    await world.connection.collection('vehicle_lookup_days').deleteMany({});
  });
});

describe('in a chat, an agent', () => {
  it('gets a verdict from the plate alone, with every reason and the report', async () => {
    const agent = await world.play();
    const facts = await agent.says('1234 ab 01');
    expect(facts).toContain('Patrick Ilunga');
    expect(facts).toContain(registeredVin);
    expect(facts).not.toContain('+243810000001');
    const verdict = await agent.presses('Voir le verdict');
    expect(verdict).toContain('EN RÈGLE : 100/100');
    expect(verdict).toContain('✅ Plaque copiée : aucun signe.');
    expect(verdict).toContain('❔ Châssis : non relevé.');
    expect(verdict).toMatch(/Contrôle V-CD-2026-\d{7}, le 21\/11\/2026 09h00/);
    expect(agent.reply().attachments).toHaveLength(1);
    expect(await kept()).toBe(1);
  });

  it('adds what he sees, each by itself, in any order, and goes on from the verdict', async () => {
    const agent = await world.play();
    await agent.says('1234AB01');
    await agent.presses('Couleur et modèle');
    await agent.presses('rouge');
    expect(await agent.presses('Oui, Toyota Corolla')).toContain('Couleur vue : rouge');
    expect(await agent.says(registeredVin)).toContain(`Châssis relevé : ${registeredVin}`);
    await agent.gives({ kind: 'location', latitude: -4.32, longitude: 15.31 });
    await agent.presses('Lieu du contrôle');
    expect(await agent.presses('Gombe')).toContain('Lieu : Gombe');
    world.reads({ plate: { value: '5678CD05', confidence: 0.9 } });
    await agent.gives({ kind: 'photo', fileId: await world.photo() });
    expect(await agent.presses('Carte grise')).toContain('Papiers photographiés : 1');
    await agent.gives({ kind: 'photo', fileId: await world.photo() });
    expect(await agent.presses('Le véhicule')).toContain('Photos du véhicule : 1');
    const verdict = await agent.presses('Voir le verdict');
    expect(verdict.indexOf('❌ Carte grise : autre plaque, 5678CD/05.')).toBeLessThan(
      verdict.indexOf('⚠️ Couleur : rouge au lieu de blanche.'),
    );
    expect(verdict).toContain('✅ Châssis : conforme.');
    const [stored] = await verificationModel(world.connection).find({}).lean();
    expect(stored).toMatchObject({ place: { text: 'Gombe', latitude: -4.32 }, photos: [expect.any(String)] });
    expect(world.printed.at(-1)?.photos).toHaveLength(2);
    expect(await agent.presses('Compléter le contrôle')).toContain('Couleur vue : rouge');
    await agent.presses('Voir le verdict');
    expect(await kept()).toBe(2);
    await agent.presses('Autre véhicule');
    expect(await agent.says('9999ZZ09')).not.toContain('Couleur vue');
  });

  it('is told what to type where it was nothing of the kind', async () => {
    const agent = await world.play();
    expect(await agent.says('??')).toContain("Ce n'est ni une plaque");
    await agent.says('1234AB01');
    await agent.presses('Numéro de châssis');
    expect(await agent.says('12345')).toContain('au moins les 6 derniers signes');
    expect(await agent.says('123456')).toContain('Châssis relevé : 123456');
  });

  it('chooses among plates that are nearly the one that was typed, or keeps to it', async () => {
    const agent = await world.play();
    expect(await agent.says('1235AB01')).toContain('1234AB/01 Toyota Corolla');
    await agent.presses('comme tapé');
    expect(await agent.presses('Voir le verdict')).toContain('ATTENTION : 45/100');
  });

  it('hears that the owner and the administration know where a stolen vehicle is', async () => {
    await vehicleModel(world.connection).updateMany({}, { $set: { stolen: true } });
    const agent = await world.play({ data: { country: 'CD', plate: '1234AB01' } });
    expect(agent.screen()).toContain('VOLÉ');
    expect(await agent.presses('Voir le verdict')).toContain("Le propriétaire et l'administration sont prévenus.");
  });
});

describe('who may', () => {
  it('is whoever checks vehicles or answers for them, with the PIN', async () => {
    for (const role of ['opj', 'admin'] as const) {
      const one = await world.play({ role });
      await one.says('1234AB01');
      expect(await one.presses('Voir le verdict')).not.toContain('Enregistrer une infraction');
    }
  });
  it('is nobody else', async () => {
    const other = await world.play({ role: 'customer' });
    expect(other.screen()).not.toContain('Plaque du véhicule à contrôler');
    expect(await kept()).toBe(0);
  });
});

describe('on a phone', () => {
  const worst = async (): Promise<void> => {
    const long = new Date(world.now().getTime() - 90 * 86_400_000);
    await vehicleModel(world.connection).updateMany(
      {},
      { $set: { stolen: true, make: 'Mercedes-Benz', model: 'Sprinter', insuranceUntil: long, inspectionUntil: long } },
    );
  };

  it.each(languages)('the verdict comes at once, on one page, also the worst of all, in %s', async (language) => {
    const page = (reply: Parameters<typeof pageOf>[0]): string => {
      expect(reply.page.of).toBe(1);
      const text = pageOf(reply, strictSpeak);
      expectToFit(text, language);
      return text;
    };
    const agent = await world.play({ surface: phone, language });
    await agent.says('1234AB01');
    expect(page(agent.reply())).toContain('100/100 1234AB/01');
    await worst();
    const again = await world.play({ surface: phone, language });
    await again.says('1234AB01');
    expect(page(again.reply())).toContain('0/100 1234AB/01');
    expect(await kept()).toBe(2);
  });

  it('all reasons follow by SMS when they are asked for, once', async () => {
    await worst();
    const agent = await world.play({ surface: phone });
    await agent.says('1234AB01');
    await agent.says('2');
    await agent.says('2');
    await world.settle();
    const [sms, ...others] = world.told(world.agent.phone);
    expect(others).toEqual([]);
    expect(sms).toContain('ALERTE 0/100 1234AB/01');
    expect(sms).toContain('X VOLÉ !');
    expect(sms).toContain('X Assurance EXPIRÉE');
    expect(sms).toContain('? Nom non lu');
    expect(sms).toMatch(/V-CD-2026-\d{7}/);
  });

  it('what is seen can be added afterwards', async () => {
    const agent = await world.play({ surface: phone });
    await agent.says('1234AB01');
    await agent.says('3');
    await agent.says('3');
    await agent.says('999999');
    await agent.says('1');
    expect(agent.screen()).toContain('ALERTE 0/100');
    expect(agent.screen()).toContain('Châssis différent');
    expect(await kept()).toBe(2);
  });
});
