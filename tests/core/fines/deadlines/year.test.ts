import { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { countries } from '../../../../core/countries/index.ts';
import { timeLines } from '../../../../core/fines/flows/time-lines.ts';
import { infractionModel, noteLines, tariffAmount, type Fine } from '../../../../core/fines/index.ts';
import { strictSpeak } from '../../../support/talk.ts';
import { dayMs, ownerPhone, start, tariff, timeWorld, type TimeWorld } from './time-world.ts';

let world: TimeWorld;
beforeAll(async () => {
  world = await timeWorld();
});
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const zone = countries.CD.timeZone;
const local = (moment: Date): string => DateTime.fromJSDate(moment, { zone }).toFormat('yyyy-MM-dd HH:mm');
const changes = ({ adjustments }: Fine) => adjustments.map(({ key, amount, at }) => [key, amount, local(at)]);
/** Recorded on 5 January; to pay until the end of 4 February. */
const allChanges = [
  ['discount:1', -30_000, '2026-01-05 10:00'],
  ['discount-over:1', 30_000, '2026-01-20 00:00'],
  ['increase:1', 25_000, '2026-02-06 00:00'],
  ['increase:2', 50_000, '2026-03-07 00:00'],
  // Cut down to what the cap leaves.
  ['increase:3', 25_000, '2026-04-06 00:00'],
];

describe('a fine that nobody pays', () => {
  it('loses its discount, grows step by step to the cap, and goes to the parquet', async () => {
    const { id } = await world.record();
    await world.live(130, 2);
    const fine = await world.fine(id);
    expect(changes(fine)).toEqual(allChanges);
    expect(fine).toMatchObject({ due: { amount: 2 * tariff }, state: 'forwarded' });
    expect(tariffAmount(fine)).toBe(tariff);
    expect(fine.history.at(-1)).toMatchObject({ from: 'recorded', to: 'forwarded', by: 'clock' });
    expect(local(fine.history.at(-1)?.at ?? start)).toBe('2026-05-06 00:00');
    expect(fine.schedule.nextAt).toBeUndefined();
  });

  it('tells the owner of each reminder and each change once, by day', async () => {
    await world.record();
    await world.live(130, 2);
    expect(world.sent.map(({ at, text }) => [local(at), text.split('\n')[0]?.replace(/CD-[\d-]+/, 'REF')])).toEqual([
      ['2026-01-20 08:00', 'Amende REF, plaque P1 : la réduction de 300 FC pour paiement rapide a pris fin le 19/01/2026.'],
      ['2026-01-28 09:00', 'Rappel : amende REF, plaque P1'],
      ['2026-02-03 09:00', 'Rappel : amende REF, plaque P1'],
      ['2026-02-05 09:00', 'Rappel : amende REF, plaque P1'],
      ['2026-02-06 08:00', "L'amende REF, plaque P1, n'était pas payée à temps : elle augmente de 250 FC depuis le 06/02/2026."],
      ['2026-02-11 09:00', 'Rappel : amende REF, plaque P1'],
      ['2026-03-07 08:00', "L'amende REF, plaque P1, n'était pas payée à temps : elle augmente de 500 FC depuis le 07/03/2026."],
      ['2026-04-06 08:00', "L'amende REF, plaque P1, n'était pas payée à temps : elle augmente de 250 FC depuis le 06/04/2026."],
      ['2026-05-06 08:00', "L'amende REF, plaque P1, n'est pas payée : le dossier est transmis au parquet. Vous pouvez encore payer."],
    ]); // prettier-ignore
    expect(new Set(world.sent.map(({ address }) => address))).toEqual(new Set([ownerPhone.CD]));
  });

  it('says in a reminder what to pay until when and how, what comes next, and how long it can be contested', async () => {
    const { shortCode } = await world.record();
    await world.live(31);
    expect(world.sent.slice(0, 4).map(({ text }) => text.split('\n').slice(1))).toEqual(
      [
        ['A payer : 1 000 FC, jusqu\'au 04/02/2026.'],
        ['A payer : 1 000 FC, jusqu\'au 04/02/2026.'],
        ['A payer : 1 000 FC, jusqu\'au 04/02/2026.'],
        ['Le délai pour payer a pris fin le 04/02/2026. A payer : 1 000 FC.'],
      ].map(([due]) => [
        due,
        'A partir du 06/02/2026 : 250 FC de plus.',
        `Payer : *384*123#, code ${shortCode}`,
        "Pas d'accord ? Vous pouvez contester jusqu'au 06/03/2026, au meme code.",
      ]),
    ); // prettier-ignore
  });

  it('stays as it is where its kind has no terms but the usual ones, and is reminded of', async () => {
    const { id } = await world.record({ typeCode: 'plain' });
    await world.live(60);
    expect(await world.fine(id)).toMatchObject({ adjustments: [], due: { amount: tariff }, state: 'recorded' });
    expect(world.sent).toHaveLength(4);
  });
});

describe('after an outage', () => {
  it('a year of it brings the same changes with the days on which they were due, told in one notice', async () => {
    const { id } = await world.record();
    await world.run();
    world.pass(365 * dayMs);
    await world.run(3);
    const fine = await world.fine(id);
    expect(changes(fine)).toEqual(allChanges);
    expect(local(fine.history.at(-1)?.at ?? start)).toBe('2026-05-06 00:00');
    expect(world.sent).toHaveLength(1);
    expect(world.sent[0]?.text).toContain('1 000 FC depuis le 06/04/2026');
    expect(world.sent[0]?.text).not.toContain('Rappel');
  });

  it('of the reminders missed only the newest is given, and none that no longer makes sense', async () => {
    await world.record({ typeCode: 'plain' });
    await world.run();
    world.pass(29 * dayMs);
    await world.run();
    expect(world.sent).toHaveLength(1);
    world.pass(3 * dayMs);
    await world.run();
    expect(world.sent[1]?.text).toContain('a pris fin le 04/02/2026');
    world.pass(60 * dayMs);
    await world.run();
    expect(world.sent).toHaveLength(2);
  });

  it('a process that dies before or after the outbox has the notice loses none and repeats none', async () => {
    for (const crash of ['before', 'after'] as const) {
      await world.clear();
      const { id } = await world.record();
      await world.run();
      world.moveTo(new Date('2026-02-06T10:00:00Z'));
      world.crash = crash;
      await world.run();
      world.pass(5 * 60_000);
      await world.run(3);
      await world.run();
      expect(world.sent.filter(({ key }) => key.includes('increase:1'))).toHaveLength(1);
      expect((await world.fine(id)).news).toEqual([]);
    }
  });
});

describe('time stands still', () => {
  it('for a fine that is paid, and goes on when the money is taken off again', async () => {
    const { id } = await world.record();
    await world.fines.applyPayment({
      fineId: id, paymentId: 'p', money: { amount: 70_000, currency: 'CDF' }, at: world.now(),
    }); // prettier-ignore
    await world.live(20);
    expect((await world.fine(id)).adjustments).toHaveLength(1);
    expect(world.sent).toEqual([]);
    await infractionModel(world.database.connection).updateOne(
      { _id: id },
      {
        $inc: { paidAmount: -70_000, rev: 1 },
        $push: { payments: { paymentId: 'refund:r', amount: -70_000, at: world.now(), refundOf: 'p' } },
        $set: { 'schedule.nextAt': world.now() },
      },
    );
    await world.live(1);
    expect((await world.fine(id)).adjustments.map(({ key }) => key)).toEqual(['discount:1', 'discount-over:1']);
  });

  it('while a payment is awaited, so that no amount changes under anybody’s hands', async () => {
    const { id } = await world.record();
    await world.run();
    world.moveTo(new Date('2026-01-19T22:58:00Z'));
    const until = new Date(world.now().getTime() + 5 * 60_000);
    await world.fines.reserve({ fineId: id, paymentId: 'p', until, now: world.now(), anyway: false });
    world.pass(3 * 60_000);
    await world.run();
    expect((await world.fine(id)).due.amount).toBe(70_000);
    world.pass(3 * 60_000);
    await world.run();
    expect(changes(await world.fine(id))).toEqual(allChanges.slice(0, 2));
  });

  it('while a fine is contested; then the days are counted anew and no increase comes twice', async () => {
    const { id } = await world.record();
    await world.run();
    world.moveTo(new Date('2026-02-07T09:00:00Z'));
    await world.run();
    const key = 'turn';
    await world.contestations.open({ fineId: id, personId: 'me', ground: 'not_there', key });
    const before = await world.fine(id);
    await world.live(25);
    const { schedule: _schedule, rev: _rev, ...still } = await world.fine(id);
    const { schedule: _before, rev: _revBefore, ...was } = before;
    expect(still).toEqual(was);
    await world.contestations.withdraw(id, 'me');
    expect(local((await world.fine(id)).deadline)).toBe('2026-04-03 23:59');
    await world.live(100);
    expect(changes(await world.fine(id)).slice(3)).toEqual([
      ['increase:2', 50_000, '2026-05-04 00:00'],
      ['increase:3', 25_000, '2026-06-03 00:00'],
    ]);
  });

  it('and once it is reduced without the increases before; those to come are of the new amount', async () => {
    const { id } = await world.record();
    await world.run();
    world.moveTo(new Date('2026-02-07T09:00:00Z'));
    await world.run();
    await world.contestations.open({ fineId: id, personId: 'me', ground: 'not_there', key: 'turn' });
    expect((await world.fine(id)).due.amount).toBe(125_000);
    const decision = { to: 'reduced', amount: 10_000, reason: 'wrong_amount', by: 'albert', role: 'opj' } as const;
    const reduced = await world.contestations.decide(id, decision);
    expect(reduced.due.amount).toBe(7_000);
    expect(noteLines(reduced).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['tariff', 100_000],
      ['reduction', -90_000],
      ['discount', -3_000],
    ]);
    expect(timeLines(reduced).map((words) => strictSpeak(words, 'fr'))).toEqual([expect.stringContaining('100 FC')]);
    await world.contestations.decide(id, decision);
    await world.live(100);
    const end = await world.fine(id);
    expect(changes(end).map(([key, amount]) => [key, amount])).toEqual([
      ['discount:1', -30_000],
      ['discount-over:1', 30_000],
      ['increase:1', 25_000],
      [expect.stringMatching(/^reduction:/), -90_000],
      [expect.stringMatching(/^increases-over:/), -25_000],
      ['discount:2', -3_000],
      ['discount-over:2', 3_000],
      ['increase:2', 5_000],
      // All that counts together is at most once the new amount.
      ['increase:3', 5_000],
    ]);
    expect(end.due.amount).toBe(20_000);
    expect(timeLines(end).map((words) => strictSpeak(words, 'fr'))).toEqual([expect.stringContaining('100 FC')]);
    expect(noteLines(end).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['tariff', 100_000],
      ['increase', 5_000],
      ['increase', 5_000],
      ['reduction', -90_000],
    ]);
  });
});

describe('who is told', () => {
  it('is the owner who has heard of a fine, once, when somebody else was right to contest it', async () => {
    const owner = (await world.identity.byPhone(ownerPhone.CD))?.id ?? '';
    const [others, own, unheard] = [await world.record(), await world.record(), await world.record()];
    const authors = [[others, 'me'], [own, owner], [unheard, 'me']] as const; // prettier-ignore
    for (const [{ id }, personId] of authors)
      await world.contestations.open({ fineId: id, personId, ground: 'not_there', key: id });
    // The owner becomes known and hears of two of them meanwhile.
    const infractions = infractionModel(world.database.connection);
    await infractions.updateMany({}, { $set: { ownerId: owner } });
    const heard = { 'told.begunAt': world.now() };
    await infractions.updateMany({ _id: { $in: [others.id, own.id] } }, { $set: heard });
    const decision = { to: 'upheld', reason: 'not_proven', by: 'albert', role: 'opj' } as const;
    for (const [{ id }] of [...authors, ...authors]) await world.contestations.decide(id, decision);
    await world.live(2, 2);
    expect(world.sent.map(({ text }) => text)).toEqual([expect.stringContaining(others.reference)]);
    expect(world.sent[0]?.text).toContain('classé le dossier sans suite');
    expect((await world.fine(others.id)).news).toEqual([]);
  });

  it.each([
    ['dismissed', 'classé le dossier sans suite. Rien à payer.'],
    ['forwarded', 'le dossier est transmis au parquet'],
  ] as const)('is the owner who has heard of a fine, once, when an officer has %s it', async (to, words) => {
    const [heard, unheard] = [await world.record(), await world.record()];
    await infractionModel(world.database.connection).updateOne(
      { _id: heard.id },
      { $set: { 'told.begunAt': world.now() } },
    );
    const decision = { by: 'albert', role: 'opj', reason: 'grave' } as const;
    for (const { id } of [heard, unheard]) {
      await world.fines.decide(id, { ...decision, to: 'validated' });
      await world.fines.decide(id, { ...decision, to });
    }
    await world.run(3);
    await world.run();
    expect(world.sent.map(({ text }) => text)).toEqual([expect.stringContaining(words)]);
    expect(world.sent[0]?.text).toContain(heard.reference);
  });

  it('is the driver where no owner is known, and nobody where neither is', async () => {
    await world.record({ plate: 'P2', typeCode: 'plain', driverPhone: '+243990000009' });
    await world.record({ plate: 'P3', typeCode: 'plain' });
    await world.live(24);
    expect(world.sent.map(({ address }) => address)).toEqual(['+243990000009']);
  });

  it('is nobody at night, in either country, whenever the job runs', async () => {
    const both = [await world.record(), await world.record({ country: 'SN' })];
    // The job comes late, at three in the morning.
    for (let event = 0; event < 40; event += 1) {
      world.moveTo(DateTime.fromJSDate(world.now(), { zone: 'UTC' }).plus({ days: 4 }).set({ hour: 2 }).toJSDate());
      await world.run();
      await world.live(1 / 3, 0);
    }
    expect(both).toHaveLength(2);
    expect(world.sent).toHaveLength(14);
    for (const { at, address } of world.sent) {
      const country = address === ownerPhone.CD ? 'CD' : 'SN';
      const { hour } = DateTime.fromJSDate(at, { zone: countries[country].timeZone });
      expect(hour).toBeGreaterThanOrEqual(8);
      expect(hour).toBeLessThan(20);
    }
  });
});
