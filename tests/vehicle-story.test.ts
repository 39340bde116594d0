import { afterEach, describe, expect, it } from 'vitest';
import { showPlate } from '../core/plates/index.ts';
import { insuranceCertificate, photographed } from './core/vehicles/papers/documents.ts';
import { arrive, doorways, pinOf, type Visitor } from './support/doorways.ts';
import { codeOnSheet, offlineChecker, type PublishedKeys } from './support/offline-checker.ts';
import { platePhoto } from './support/plates/scene.ts';
import { startProduct } from './support/product.ts';
import type { Product } from './support/product.ts';

const didier = '+243810000011';
const joseph = '+243820000004';
const stranger = '+243830004321';

let product: Product | undefined;
afterEach(async () => {
  await product?.stop();
  product = undefined;
});

/** A photo of a van in a street. */
const street = platePhoto({ seed: 5, kind: 'cd', plateWidth: 420, size: { width: 1_280, height: 960 } });

/** Joseph's new van, and the photo of it. */
async function aVan({ app }: Product): Promise<{ plate: string; photo: Buffer }> {
  const { jpeg, plate: art } = await street;
  const plate = art?.text ?? '';
  const owner = await app.identity.byPhone(joseph);
  await app.vehicleRegistry.create({
    country: 'CD', plate, make: 'Toyota', model: 'Hiace', year: 2019, colour: 'white', category: 'minibus',
    vin: 'JN1KB20U5F3999999', ownerId: owner?.id, insuranceUntil: new Date(Date.now() + 200 * 86_400_000),
  }); // prettier-ignore
  return { plate, photo: jpeg };
}

/** Turns the pages of a phone, and puts them together. */
async function wholeOf(person: Visitor, first: string): Promise<string> {
  let whole = first;
  for (let page = first, turned = 0; /98 /.test(page) && turned < 5; turned++) whole += `\n${(page = await person.says('98'))}`;
  return whole;
} // prettier-ignore

describe.each(doorways)('on $name', ({ enter }) => {
  it('anybody sees the card of a plate, an agent checks it against its papers, and its owner is told and sees who looked', async () => {
    const world = await startProduct();
    product = world;
    const { plate, photo } = await aVan(world);
    const shown = showPlate(plate);
    const [somebody, agent, owner] = [stranger, didier, joseph].map((phone) => enter(world, phone)) as [
      Visitor, Visitor, Visitor,
    ]; // prettier-ignore
    await arrive(owner);
    await arrive(somebody);

    let card: string;
    if (somebody.sendsPhoto) {
      expect(await somebody.sendsPhoto(photo)).toContain(`Est-ce bien ${shown}`);
      card = await somebody.picks('Oui');
    } else {
      await somebody.picks('Vérifier un véhicule');
      card = await wholeOf(somebody, await somebody.says(plate));
    }
    expect(card).toContain(shown);
    expect(card).toContain('Toyota Hiace');
    expect(card).toContain('Assurance');
    expect(card).not.toMatch(/Kabasele|JN1KB|Châssis/);

    await arrive(agent);
    await agent.picks('ler un véhicule');
    await agent.says(pinOf(world, didier));
    if (agent.sendsPhoto) {
      expect(await agent.sendsPhoto(photo)).toContain(shown);
      expect(await agent.picks('Oui')).toContain('Kabasele');
      await agent.sendsPhoto(await photographed(insuranceCertificate));
      await agent.picks('Assurance');
    } else {
      // A simple phone has the verdict at once; what is seen can be added.
      expect(await agent.says(plate)).toContain('REGLE');
      await agent.picks('Compl');
    }
    await agent.picks('Couleur et mod');
    await agent.picks('rouge');
    await agent.picks('Oui');
    // The chassis number of another of Joseph's vehicles: one of the two plates is a copy.
    await agent.picks('Numéro de ch');
    await agent.says('JTFKB20U8C3236780');
    const verdict = await agent.picks('Voir le verdict');
    expect(verdict).toContain('ALERTE');
    if (agent.sendsPhoto) expect(verdict).toContain('1234AB/01');
    else {
      await agent.picks('tails');
      expect(await agent.hears('Autre couleur')).toContain('2345BC/02');
    }

    const [checked] = (await world.app.verifications.page({ plate }, { skip: 0, limit: 1 })).items;
    const { fileId } = await world.app.verificationReports.print(checked!, 'fr');
    const sheet = (await world.app.files.read(fileId)).bytes;
    const keys = (await (await fetch(`${world.baseUrl}/.well-known/lisolo-keys.json`)).json()) as PublishedKeys;
    expect(offlineChecker(keys)(codeOnSheet(sheet))?.[0]).toBe('verification');

    expect(await owner.hears(shown)).toMatch(/plaque est peut-.tre copi/);
    await owner.begins();
    await owner.says('mes véhicules');
    await owner.picks(shown);
    const looks = await wholeOf(owner, await owner.picks('Qui a consulté'));
    expect(looks).toContain('Didier Mukendi');
    expect(looks).toContain('une personne');
  }, 240_000);
});
