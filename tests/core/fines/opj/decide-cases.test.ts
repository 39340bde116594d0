import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { languages } from '../../../../core/dialog/words.ts';
import type { Fine } from '../../../../core/fines/index.ts';
import { pagePhone, type Talk } from '../../../support/talk.ts';
import { payerPhone } from '../../payments/money-world.ts';
import { author, contestWorld, francs, officer, type ContestWorld } from '../contestations/contest-world.ts';

let world: ContestWorld;
beforeAll(async () => {
  world = await contestWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const other = 'd'.repeat(24);
const albert = { id: officer, country: 'CD' as const };
const now = async (fine: Fine): Promise<Fine> => (await world.fines.byId(fine.id)) ?? fine;
const sits = async (id = officer): Promise<Talk> => {
  const talk = await world.play({ start: 'decide', caller: { personId: id } });
  await talk.presses('Dossier suivant');
  return talk;
};

describe('the work list', () => {
  it('gives contestations first, then what the agent can no longer take back, oldest first', async () => {
    const old = await world.recorded();
    world.pass(5);
    const second = await world.contested();
    world.pass(5);
    const third = await world.contested();
    world.pass(10);
    await world.recorded();
    await world.recorded('plain', { agentId: officer });
    expect(await world.workList.counts(albert)).toEqual({ contested: 2, undecided: 1 });
    const given: string[] = [];
    for (let fine = await world.workList.next(albert, []); fine; fine = await world.workList.next(albert, given))
      given.push(fine.id);
    expect(given).toEqual([second.id, third.id, old.id]);
  });

  it('never gives one case to two officers at once, and to another after ten minutes', async () => {
    for (let count = 0; count < 6; count += 1) await world.contested();
    const officers = ['o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7'];
    const given = await Promise.all(officers.map((id) => world.workList.next({ id, country: 'CD' }, [])));
    const ids = given.flatMap((fine) => fine?.id ?? []);
    expect([new Set(ids).size, ids.length]).toEqual([6, 6]);
    expect(await world.workList.hold(ids[0]!, 'o7')).toBe(false);
    world.pass(11);
    expect((await world.workList.next({ id: 'o7', country: 'CD' }, []))?.id).toBe(ids.sort()[0]);
  });

  it('shows nothing of another country, nor what concerns the officer himself', async () => {
    await world.contested('plain', { ownerId: officer, driverPhone: payerPhone });
    await world.contested('plain', { agentId: officer });
    const fine = await world.contested();
    world.pass(20);
    expect(await world.workList.counts({ id: author, country: 'CD' })).toEqual({ contested: 0, undecided: 0 });
    expect(await world.workList.counts({ id: other, country: 'CD' })).toEqual({ contested: 3, undecided: 0 });
    expect(await world.workList.counts({ id: officer, country: 'SN' })).toEqual({ contested: 0, undecided: 0 });
    expect((await world.workList.next(albert, []))?.id).toBe(fine.id);
    expect(await world.workList.next(albert, [fine.id])).toBeUndefined();
  });
});

describe('an officer', () => {
  it('reads what both sides say, sees all photos, and upholds', async () => {
    const fine = await world.recorded('early', { proofs: [await world.photo()] });
    const photos = [await world.photo()];
    await world.contestations.open({ fineId: fine.id, personId: author, ground: 'sold', text: 'Vendue en mai.', photos, key: 'k' });
    const talk = await sits();
    expect(talk.screen()).toMatch(/CONTESTÉE le .* : Véhicule vendu avant/);
    expect(talk.screen()).toContain('"Vendue en mai."');
    expect(talk.screen()).toContain('Tarif : 50 000 FC');
    expect(talk.reply().attachments).toHaveLength(2);
    await talk.presses('Accepter');
    await talk.presses('Autre véhicule');
    expect(talk.screen()).toContain(`annuler ${fine.reference}, plaque 1234AB/01 ?`);
    expect(await talk.presses('Oui, décider')).toContain(`${fine.reference} est annulée. Le citoyen est averti.`);
    expect(talk.screen()).toContain("Aucun dossier n'attend");
    expect(await now(fine)).toMatchObject({ state: 'dismissed', contestations: [{ state: 'upheld' }] });
    await world.contestationNotices.idle();
    expect(world.textOf(world.told[0])).toContain("Motif de l'OPJ : Autre véhicule");
  }); // prettier-ignore

  it('reduces to an amount that makes sense, in words of his own', async () => {
    const fine = await world.contested();
    const talk = await sits();
    await talk.presses('Réduire');
    for (const typed of ['beaucoup', '000', '50000', '60 000 FC'])
      expect(await talk.says(typed)).toContain('plus petit que 50 000 FC');
    expect(await talk.says('20 000 FC')).toContain('Motif ?');
    expect(await talk.says('x')).toContain('Écrivez le motif');
    await talk.says('Panneau caché par un arbre.');
    expect(talk.screen()).toContain('à 20 000 FC ?');
    await talk.presses('Oui, décider');
    expect((await now(fine)).due.amount).toBe(francs(20_000));
  });

  it('validates, dismisses, forwards or skips one case after the other', async () => {
    const fines = [await world.recorded(), await world.recorded(), await world.recorded(), await world.recorded()];
    world.pass(20);
    const talk = await sits();
    for (const [choice, reason] of [
      ['Valider', 'Infraction prouvée'],
      ['Classer', 'Enregistrée deux fois'],
      ['Transmettre', 'Fait grave'],
    ] as const) {
      await talk.presses(choice);
      await talk.presses(reason);
      await talk.presses('Oui, décider');
    }
    await talk.presses('Passer');
    expect(talk.screen()).toContain('Infractions à décider : 1');
    const after = await Promise.all(fines.map(now));
    expect(after.map(({ state }) => state)).toEqual(['validated', 'dismissed', 'forwarded', 'recorded']);
    expect(after[0]?.history.at(-1)).toMatchObject({ by: officer, reason: 'proven' });
    // It is free for the others.
    expect(await world.workList.hold(fines[3]!.id, other)).toBe(true);
  });

  it('decides once when the step is done again after a crash', async () => {
    const fine = await world.recorded();
    world.pass(20);
    const talk = await sits();
    await talk.presses('Valider');
    await talk.presses('Infraction prouvée');
    await world.fines.decide(fine.id, { to: 'validated', by: officer, role: 'opj', reason: 'proven' });
    expect(await talk.presses('Oui, décider')).toContain('est validée');
    expect((await now(fine)).history).toHaveLength(2);
  });

  it('hears it when another was faster, has the case, or when the citizen contests in that moment', async () => {
    const fine = await world.recorded();
    world.pass(20);
    const talk = await sits();
    await talk.presses('Valider');
    await talk.presses('Infraction prouvée');
    await world.fines.decide(fine.id, { to: 'dismissed', by: other, role: 'opj', reason: 'twice' });
    expect(await talk.presses('Oui, décider')).toContain('déjà décidé');

    const second = await world.contested();
    const late = await sits();
    world.pass(11);
    await world.workList.next({ id: other, country: 'CD' }, []);
    expect(await late.presses('Refuser')).toContain('Un autre officier a ce dossier');
    expect((await now(second)).contestations[0]?.state).toBe('open');
    await world.contestations.withdraw(second.id, author);
    await world.fines.decide(second.id, { to: 'validated', by: other, role: 'opj', reason: 'proven' });

    const third = await world.recorded();
    world.pass(20);
    const slow = await sits();
    await slow.presses('Transmettre');
    await slow.presses('Fait grave');
    await world.contestations.open({ fineId: third.id, personId: author, ground: 'sold', key: 'just now' });
    expect(await slow.presses('Oui, décider')).toContain("répondez d'abord à la contestation");
    expect(slow.screen()).toContain('Refuser la contestation');
    await slow.presses('Refuser la contestation');
    expect(slow.screen()).toContain('Motif ?');
  });

  it('answers only what he has read, when the citizen takes it back and contests otherwise meanwhile', async () => {
    const fine = await world.contested();
    const again = async (key: string, ground: string) => {
      await world.contestations.withdraw(fine.id, author);
      await world.contestations.open({ fineId: fine.id, personId: author, ground, key });
    };
    const talk = await sits();
    await again('second', 'emergency');
    expect(await talk.presses('Refuser')).toContain('Urgence (malade, danger)');
    await talk.presses('Refuser');
    await talk.presses('Pas de preuve');
    await again('third', 'sold');
    expect(await talk.presses('Oui, décider')).toContain('déjà décidé');
    expect(talk.screen()).toContain('Véhicule vendu avant');
    const states = async () => (await now(fine)).contestations.map(({ state }) => state);
    expect(await states()).toEqual(['withdrawn', 'withdrawn', 'open']);
    await talk.presses('Refuser');
    await talk.presses('Pas de preuve');
    await talk.presses('Oui, décider');
    expect(await states()).toEqual(['withdrawn', 'withdrawn', 'rejected']);
  });
});

it.each(languages)('goes through contestations by phone in %s, without photos, on pages that fit', async (language) => {
  const photos = [await world.photo()];
  for (const key of ['a', 'b', 'c']) {
    const { id } = await world.recorded('early');
    await world.contestations.open({ fineId: id, personId: author, ground: 'other', text: `É${'é'.repeat(100)} ${key}`, photos, key });
  }
  const talk = await world.play({ start: 'decide', surface: pagePhone, caller: { language } });
  const choose = async (number: number): Promise<void> => {
    while (!talk.reply().options.some((option) => option.number === number)) await talk.says('98');
    await talk.says(String(number));
  };
  await choose(1);
  for (const [decision, ...more] of [[1, 1], [2, '10000', 4], [3, 2]] as const) {
    expect(talk.reply().attachments).toEqual([]);
    await choose(decision);
    for (const answer of more) await (typeof answer === 'string' ? talk.says(answer) : choose(answer));
    await choose(1);
  }
  expect(await world.workList.counts(albert)).toEqual({ contested: 0, undecided: 0 });
}); // prettier-ignore
