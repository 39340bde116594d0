import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { finesPersonalData, infractionModel, type Fine } from '../../../../core/fines/index.ts';
import { languages } from '../../../../core/dialog/words.ts';
import { payerPhone } from '../../payments/money-world.ts';
import { author, contestWorld, francs, officer, type ContestWorld } from './contest-world.ts';

let world: ContestWorld;
beforeAll(async () => {
  world = await contestWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const decide = (fine: Fine, to: 'upheld' | 'rejected' | 'reduced', over: object = {}) =>
  world.contestations.decide(fine.id, { to, by: officer, role: 'opj', words: 'Photo nette.', ...over });
const told = async (fine: Fine): Promise<string[]> => {
  world.contestationNotices.soon(fine.id);
  await world.contestationNotices.idle();
  return world.told.map((notice) => world.textOf(notice));
};

it('tells the author once that it came, and once what was decided, even after STOP', async () => {
  const fine = await world.contested();
  await Promise.all([told(fine), told(fine)]);
  await decide(fine, 'rejected');
  await told(fine);
  await told(fine);
  const [one] = fine.contestations;
  expect(world.told).toMatchObject([
    { key: `contestation:${one?.id}:received`, to: { personId: author }, essential: true },
    { key: `contestation:${one?.id}:decision`, to: { personId: author }, essential: true },
  ]);
  expect(await world.contestationNotices.tellDue()).toBe(0);
});

it('says why, what is to be paid and until when, and what less is enough until when', async () => {
  const fine = await world.contested('early');
  await decide(fine, 'reduced', { amount: francs(20_000) });
  const [, ...lines] = (await told(fine))[0]?.split('\n') ?? [];
  expect((await told(fine))[0]).toContain(`l'amende ${fine.reference}, plaque 1234AB/01, est réduite à 20 000 FC`);
  expect(lines).toEqual([
    "Motif de l'OPJ : Photo nette.",
    "À payer : 14 000 FC jusqu'au 05/12/2026, ensuite 20 000 FC jusqu'au 21/12/2026.",
    `Pour payer : composez *384*123#, ou écrivez ${fine.shortCode} à Lisolo.`,
  ]);
});

it('says how much is given back', async () => {
  const upheld = await world.contested();
  await world.pay(upheld, 20_000);
  await decide(upheld, 'upheld', { words: undefined, reason: 'plate_misread' });
  // The money may be gone already when the news goes out.
  await world.giveBack();
  const [text] = await told(upheld);
  expect(text).toContain('est annulée. Rien à payer.');
  expect(text).toContain('Motif de l\'OPJ : Plaque mal lue');
  expect(text).toContain('Payé en trop : 20 000 FC. Cette somme revient à qui');
}); // prettier-ignore

it('is taken up by the job after a crash, and says only how it stands by then', async () => {
  const fine = await world.contested();
  world.fail(1);
  expect(await told(fine)).toEqual([]);
  await decide(fine, 'rejected');
  expect(await world.contestationNotices.tellDue()).toBe(1);
  expect(world.told.map(({ key }) => key.split(':').at(-1))).toEqual(['decision']);
});

it('tries again later what the outbox did not take', async () => {
  const fine = await world.contested();
  world.fail(1);
  await world.contestationNotices.tellDue();
  expect(await world.contestationNotices.tellDue()).toBe(0);
  world.pass(6);
  expect(await world.contestationNotices.tellDue()).toBe(1);
  expect(world.told).toHaveLength(1);
  expect((await world.fines.byId(fine.id))?.contestations[0]?.tellAt).toBeUndefined();
});

it('says nothing of a contestation that its author took back', async () => {
  const fine = await world.contested();
  await world.contestations.withdraw(fine.id, author);
  expect(await told(fine)).toEqual([]);
  expect(await world.contestationNotices.tellDue()).toBe(0);
});

it.each(languages)('has every word in %s', async (language) => {
  for (const to of ['upheld', 'rejected', 'reduced'] as const) {
    const fine = await world.contested('early');
    await world.pay(fine, 35_000);
    await told(fine);
    const why = { words: undefined, reason: to === 'upheld' ? 'twice' : to === 'reduced' ? 'first_time' : 'proven' };
    await decide(fine, to, { ...why, ...(to === 'reduced' ? { amount: francs(20_000) } : {}) });
    await told(fine);
  }
  const texts = world.told.map((notice) => world.textOf(notice, language));
  expect(texts).toHaveLength(6);
  for (const text of texts) expect(text).toContain('CD-20');
});

const part = () => finesPersonalData({ ...world.database, identity: { phonesOf: () => Promise.resolve([]) } });

it('puts the contestation into the copy of its author, of nobody else', async () => {
  const fine = await world.contested('plain', { ownerId: 'owner', driverPhone: payerPhone });
  await world.contestations.addEvidence({ fineId: fine.id, personId: author, text: 'Encore', key: 'more' });
  expect(await part().collect(author)).toMatchObject([
    { reference: fine.reference, contestations: [{ ground: 'not_there', later: [{ text: 'Encore' }] }] },
  ]);
  expect((await part().collect('owner')) as object[]).toHaveLength(1);
  expect(((await part().collect('owner')) as object[])[0]).not.toHaveProperty('contestations');
});

it('forgets with its author all that was said and shown, and keeps the case', async () => {
  const fine = await world.contested();
  await world.contestations.addEvidence({ fineId: fine.id, personId: author, text: 'Encore', key: 'more' });
  await part().erase(author);
  await part().erase(author);
  const stored = await infractionModel(world.database.connection).findById(fine.id).lean();
  expect(JSON.stringify(stored?.contestations)).not.toContain(author);
  expect(JSON.stringify(stored?.contestations)).not.toContain('Encore');
  expect(stored?.contestations).toMatchObject([{ state: 'open', ground: 'not_there', photos: [] }]);
  await decide(fine, 'rejected');
  expect(await told(fine)).toEqual([]);
});

it('follows a person who is merged with another', async () => {
  const fine = await world.contested();
  await part().merge?.(author, 'survivor');
  await part().merge?.(author, 'survivor');
  expect((await world.contestations.withdraw(fine.id, 'survivor')).contestations[0]?.state).toBe('withdrawn');
});
