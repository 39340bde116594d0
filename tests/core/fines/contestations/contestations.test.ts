import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createAuditService } from '../../../../core/audit/index.ts';
import {
  changeFine, contestationStates, contestUntil, createAgentRecords, endOfDayAfter, infractionModel, tariffNow, type ContestationState, type Fine,
} from '../../../../core/fines/index.ts'; // prettier-ignore
import { roles, type Role } from '../../../../core/identity/index.ts';
import { payerPhone } from '../../payments/money-world.ts';
import { author, contestWorld, day, francs, officer, type ContestWorld } from './contest-world.ts';

let world: ContestWorld;
beforeAll(async () => {
  world = await contestWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const opening = (fine: Fine, over: object = {}) =>
  world.contestations.open({ fineId: fine.id, personId: author, ground: 'sold', key: `key:${fine.id}`, ...over });
const decision = { by: officer, role: 'opj' as const };
const reject = (fine: Fine, over: object = {}) =>
  world.contestations.decide(fine.id, { to: 'rejected', reason: 'proven', ...decision, ...over });
const reduce = (fine: Fine, units: number) =>
  world.contestations.decide(fine.id, { to: 'reduced', reason: 'wrong_amount', amount: francs(units), ...decision });
const uphold = (fine: Fine) => world.contestations.decide(fine.id, { to: 'upheld', reason: 'not_proven', ...decision });
const judge = (fine: Fine, to: 'validated' | 'dismissed' | 'forwarded', over: object = {}) =>
  world.fines.decide(fine.id, { to, by: officer, role: 'opj', reason: 'doublon', ...over });
const now = async (fine: Fine): Promise<Fine> => (await world.fines.byId(fine.id)) ?? fine;
const refusal = (code: string, reason: string) => ({ code, details: { refusal: reason } });

describe('a fine is contested', () => {
  it('once, however often the same wish is repeated at once', async () => {
    const fine = await world.recorded();
    const answers = await Promise.all([1, 2, 3, 4].map(() => opening(fine, { text: 'Vendue en mai.' })));
    expect(answers.map(({ contestations }) => contestations.length)).toEqual([1, 1, 1, 1]);
    expect((await now(fine)).contestations).toMatchObject([{ state: 'open', ground: 'sold', text: 'Vendue en mai.' }]);
  });

  it('by one of two people who do so in the same moment', async () => {
    const fine = await world.recorded();
    const wishes = ['one', 'two'].map((key) => opening(fine, { key, personId: key }));
    const ends = await Promise.allSettled(wishes);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ends.find((end) => end.status === 'rejected')).toMatchObject({ reason: refusal('conflict', 'open') });
  });

  it('until the end of the last day after it was recorded, or after its owner was told when that was later', async () => {
    const fine = await world.recorded('early');
    // Kinshasa is an hour ahead of UTC.
    const in30Days = new Date(world.now().getTime() + 30 * day * 60_000).toISOString().slice(0, 10);
    expect(contestUntil(fine)).toEqual(new Date(`${in30Days}T22:59:59.999Z`));
    world.pass(30 * day);
    await infractionModel(world.database.connection).updateOne(
      { _id: fine.id },
      { $set: { 'told.doneAt': world.now() } },
    );
    world.pass(29 * day);
    expect((await opening(fine)).contestations).toHaveLength(1);
    const late = await world.recorded('early');
    world.pass(31 * day);
    await expect(opening(late)).rejects.toMatchObject(refusal('conflict', 'too_late'));
  });

  it('again after it was withdrawn, but never after it was decided', async () => {
    const fine = await world.contested();
    await world.contestations.withdraw(fine.id, author);
    await opening(fine, { key: 'again' });
    await reject(fine);
    await expect(opening(fine, { key: 'third' })).rejects.toMatchObject(refusal('conflict', 'decided'));
  });

  it('while it is recorded or validated and something is left to pay', async () => {
    const [dismissed, forwarded, paid, validated] = await Promise.all([1, 2, 3, 4].map(() => world.recorded()));
    await judge(dismissed!, 'dismissed');
    await judge(forwarded!, 'forwarded');
    await judge(validated!, 'validated');
    await world.pay(paid!, 50_000);
    await expect(opening(dismissed!)).rejects.toMatchObject(refusal('conflict', 'closed'));
    await expect(opening(forwarded!)).rejects.toMatchObject(refusal('conflict', 'forwarded'));
    await expect(opening(paid!)).rejects.toMatchObject(refusal('conflict', 'paid'));
    expect((await opening(validated!)).state).toBe('validated');
  });

  it('for a listed ground, in not too many words, with photos that are photos', async () => {
    const fine = await world.recorded();
    await expect(opening(fine, { personId: '' })).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(opening(fine, { ground: 'whatever' })).rejects.toMatchObject({ details: { field: 'ground' } });
    await expect(opening(fine, { text: 'x'.repeat(501) })).rejects.toMatchObject({ details: { field: 'text' } });
    await expect(opening(fine, { photos: Array(9).fill('p') })).rejects.toMatchObject({ details: { field: 'photos' } });
    const note = await world.files.put({ bytes: Buffer.from('%PDF-1.4\n%%EOF'), name: 'x', owner: 'simulator' });
    await expect(opening(fine, { photos: [note.id] })).rejects.toMatchObject({ code: 'unsupported_media' });
    const photos = [await world.photo(), await world.photo()];
    expect((await opening(fine, { photos })).contestations[0]?.photos).toHaveLength(2);
  });

  it('and its author alone adds to it, while it is open, each thing once and not without end', async () => {
    const fine = await world.contested();
    const add = (key: string, over: object = {}) =>
      world.contestations.addEvidence({ fineId: fine.id, personId: author, text: 'Encore', key, ...over });
    await add('a');
    await add('a');
    await add('b', { text: undefined, photo: await world.photo() });
    expect((await now(fine)).contestations[0]?.later).toMatchObject([
      { text: 'Encore' },
      { photo: expect.any(String) },
    ]);
    await expect(add('c', { personId: 'other' })).rejects.toMatchObject(refusal('forbidden', 'not_yours'));
    for (let count = 2; count < 10; count += 1) await add(`more:${count}`);
    await expect(add('last')).rejects.toMatchObject(refusal('conflict', 'enough'));
    await reject(fine);
    await expect(add('late')).rejects.toMatchObject(refusal('conflict', 'over'));
  });
});

describe('the answer', () => {
  const moves: Record<Exclude<ContestationState, 'open'>, (fine: Fine) => Promise<Fine>> = {
    upheld: uphold,
    reduced: (fine) => reduce(fine, 20_000),
    rejected: reject,
    withdrawn: (fine) => world.contestations.withdraw(fine.id, author),
  };
  const ends = contestationStates.filter((state) => state !== 'open');

  it.each(ends.flatMap((from) => ends.filter((to) => to !== from).map((to) => [from, to] as const)))(
    'is final: %s never becomes %s',
    async (from, to) => {
      const fine = await world.contested();
      const before = await moves[from](fine);
      await expect(moves[to](fine)).rejects.toMatchObject({ code: /illegal_transition|conflict/ });
      expect(await now(fine)).toEqual(before);
    },
  );

  it.each(ends)('%s, repeated, changes nothing', async (to) => {
    const fine = await world.contested('early');
    const first = await moves[to](fine);
    expect(await moves[to](fine)).toEqual(first);
  });

  it('is given by the judicial police and the administration, and taken back by the author', async () => {
    const allowed: Role[] = [];
    for (const role of roles) {
      const fine = await world.contested();
      await reject(fine, { role }).then(
        () => allowed.push(role),
        (error: unknown) => expect(error).toMatchObject({ code: 'forbidden' }),
      );
    }
    expect(allowed).toEqual(['super_admin', 'admin', 'opj']);
    const fine = await world.contested();
    await expect(world.contestations.withdraw(fine.id, officer)).rejects.toMatchObject(
      refusal('forbidden', 'not_yours'),
    );
  });

  it('is never given by whoever recorded the fine, owes it or contests it', async () => {
    for (const over of [{ agentId: officer }, { ownerId: officer, driverPhone: payerPhone }]) {
      const fine = await world.contested('plain', over);
      await expect(reject(fine)).rejects.toMatchObject(refusal('forbidden', 'party'));
      await expect(judge(fine, 'validated')).rejects.toMatchObject(refusal('forbidden', 'party'));
    }
    const fine = await world.contested();
    await expect(reject(fine, { by: author })).rejects.toMatchObject(refusal('forbidden', 'party'));
  });

  it('comes from one of two officers who decide at once', async () => {
    const fine = await world.contested('early');
    const ends = await Promise.allSettled([uphold(fine), reject(fine, { by: 'other' }), reduce(fine, 20_000)]);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await now(fine)).contestations[0]?.history).toHaveLength(2);
  });

  it('needs a listed reason or words, and an amount where the fine is reduced', async () => {
    const fine = await world.contested();
    const bad = [
      { reason: 'first_time' },
      { reason: undefined },
      { words: ' ' },
      { words: 'x'.repeat(501) },
      { amount: 100 },
      { to: 'reduced', reason: 'wrong_amount' },
    ];
    for (const over of bad) await expect(reject(fine, over)).rejects.toMatchObject({ code: 'invalid_input' });
    for (const units of [0, -1, 50_000, 50_001, 0.001]) await expect(reduce(fine, units)).rejects.toMatchObject({ details: { field: 'amount' } });
    expect((await reject(fine, { reason: undefined, words: 'Photo nette.' })).contestations[0]?.history.at(-1)).toMatchObject({ words: 'Photo nette.' });
  }); // prettier-ignore

  it('dismisses the fine where the citizen was right, and what was paid goes back', async () => {
    const fine = await world.contested();
    await world.pay(fine, 20_000);
    const upheld = await uphold(fine);
    expect(upheld).toMatchObject({ state: 'dismissed', contestations: [{ state: 'upheld' }] });
    expect(upheld.history.at(-1)).toMatchObject({
      from: 'recorded',
      to: 'dismissed',
      by: officer,
      reason: 'not_proven',
    });
    await world.giveBack();
    expect((await now(fine)).paidAmount).toBe(0);
  });

  it('begins the time to pay anew where the fine stands, and renews a discount of which too little is left', async () => {
    const fine = await world.contested('early');
    expect(fine.due.amount).toBe(francs(35_000));
    world.pass(20 * day);
    const rejected = await reject(fine);
    expect(rejected.due.amount).toBe(francs(35_000));
    expect(rejected.adjustments.map(({ key, amount }) => [key, amount / 100])).toEqual([
      ['discount:1', -15_000],
      ['discount-over:1', 15_000],
      ['discount:2', -15_000],
    ]);
    expect(rejected.adjustments.at(-1)?.until).toEqual(endOfDayAfter(world.now(), 14, 'CD'));
    expect(rejected.deadline).toEqual(endOfDayAfter(world.now(), 30, 'CD'));
    expect(rejected.schedule).toEqual({ nextAt: world.now(), done: [] });
  });

  it('offers no discount to whoever has withdrawn, or to a kind that has none', async () => {
    const own = await world.contested('early');
    world.pass(20 * day);
    expect((await world.contestations.withdraw(own.id, author)).adjustments).toHaveLength(1);
    const plain = await reject(await world.contested());
    expect(plain).toMatchObject({ adjustments: [], due: { amount: francs(50_000) } });
  });

  it('reduces the tariff and its discount, and what was paid beyond that goes back', async () => {
    const fine = await world.contested('early');
    await world.pay(fine, 35_000);
    const reduced = await reduce(fine, 20_000);
    expect(tariffNow(reduced)).toBe(francs(20_000));
    expect(reduced).toMatchObject({ state: 'recorded', due: { amount: francs(14_000) }, overpaid: true });
    await world.giveBack();
    expect(await now(fine)).toMatchObject({ paidAmount: francs(14_000), moneyStatus: 'paid' });
    await world.giveBack();
    const after = await now(fine);
    expect(after.paidAmount).toBe(francs(14_000));
    expect(after.overpaid).toBeUndefined();
  });

  it('keeps the longer time of a discount that still counts', async () => {
    const fine = await world.contested('early');
    await changeFine(infractionModel(world.database.connection), fine.id, ({ adjustments: [first] }) => ({
      $set: { 'adjustments.0.until': new Date(first!.until!.getTime() + 30 * day * 60_000) },
    }));
    expect((await reject(fine)).adjustments).toHaveLength(1);
  });
});

describe('while it is open', () => {
  it('the fine is not forwarded, may be validated, and may still be paid', async () => {
    const fine = await world.contested();
    await expect(judge(fine, 'forwarded')).rejects.toMatchObject(refusal('conflict', 'contested'));
    await judge(fine, 'validated');
    await world.pay(fine, 50_000);
    expect(await now(fine)).toMatchObject({
      state: 'validated',
      moneyStatus: 'paid',
      contestations: [{ state: 'open' }],
    });
    expect((await reject(fine)).adjustments).toEqual([]);
  });

  it('dismissing the fine upholds it in the same step', async () => {
    const fine = await world.contested();
    const dismissed = await judge(fine, 'dismissed');
    expect(dismissed).toMatchObject({ state: 'dismissed', contestations: [{ state: 'upheld' }] });
    expect(dismissed.contestations[0]?.history.at(-1)).toMatchObject({ by: officer, words: 'doublon' });
    expect((await judge(await world.contested(), 'dismissed', { reason: 'twice' })).contestations[0]?.history.at(-1)).toMatchObject({ reason: 'twice' });
  }); // prettier-ignore

  it('the agent does not take his entry back', async () => {
    const { connection } = world.database;
    const audit = createAuditService({ connection, clock: world.now });
    const records = createAgentRecords({ connection, clock: world.now, files: world.files, audit });
    const fine = await world.contested();
    const by = { agentId: fine.agentId, reason: 'twice', channel: 'ussd' as const };
    await expect(records.void(fine.id, by)).rejects.toMatchObject(refusal('forbidden', 'contested'));
    await world.contestations.withdraw(fine.id, author);
    expect((await records.void(fine.id, by)).state).toBe('voided');
  });

  it('either it is opened or the fine is forwarded, when both come at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const fine = await world.recorded();
      await Promise.allSettled([opening(fine), judge(fine, 'forwarded')]);
      const { state, contestations } = await now(fine);
      expect([state, contestations.length]).toEqual(state === 'forwarded' ? ['forwarded', 0] : ['recorded', 1]);
    }
  });
});
