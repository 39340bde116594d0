import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seen, type Actor, type Report, type SeenReport } from '../../../core/reports/index.ts';
import { reportModel } from '../../../core/reports/report.model.ts';
import { supportModel } from '../../../core/reports/support.model.ts';
import { inLemba, north, reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

let world: ReportWorld;
let operator: StaffMember;
let stranger: StaffMember;
let moderator: StaffMember;
let administrator: StaffMember;
let teller: StaffMember;
let neighbour: StaffMember;
beforeAll(async () => {
  world = await reportWorld();
  [operator, stranger, moderator, administrator, teller, neighbour] = await Promise.all([
    world.staff('operator'), world.staff('operator'), world.staff('moderator'), world.staff('admin'), world.neighbour(),
    world.neighbour(),
  ]); // prettier-ignore
  await world.body({ operators: [operator.actor.personId] });
  await world.body({ areas: ['CD'], operators: [stranger.actor.personId] });
});
afterAll(() => world.database.drop());

const see = async (report: Report, actor?: Actor): Promise<SeenReport> => {
  const [one] = await world.part.reportSeeing.see([report], actor, north(900));
  if (!one) throw new Error('of each report something is seen');
  return one;
};

describe('who sees what', () => {
  it('of something private: its place and its photo are for those who told it, who work on it and who guard it', async () => {
    const report = await world.tell({
      category: 'insecurity',
      reporterId: teller.actor.personId,
      place: { position: inLemba, street: 'Rue de la Paix', landmark: 'Chez Mama Joie' },
      photos: [await world.photo()],
    });
    for (const viewer of [undefined, neighbour.actor, stranger.actor]) {
      const one = await see(report, viewer);
      expect(one).toMatchObject({ blurred: true, photos: [], commune: 'Lemba', toModerate: false });
      expect(JSON.stringify(one)).not.toMatch(/Paix|Mama Joie|4\.393|15\.327/);
      expect((one.metres ?? 1) % 500).toBe(0);
    }
    for (const { actor } of [moderator, operator, administrator, teller]) {
      const one = await see(report, actor);
      expect(one).toMatchObject({ blurred: false, position: inLemba, street: 'Rue de la Paix', metres: 900 });
      // An operator waits for the moderator as the public does.
      expect(one.photos).toHaveLength(actor === operator.actor ? 0 : 1);
    }
  });

  it('of something hidden: that it is there; its words are for who told it and who guards it', async () => {
    const told = await world.tell({ reporterId: teller.actor.personId, photos: [await world.photo()], words: 'Un mot dur' });
    await world.work.update({ ...world.act(told, operator), words: 'Vu hier' });
    await reportModel(world.connection).updateOne({ _id: told.id }, { $set: { hidden: true, flags: 3 } });
    const report = (await world.reports.get(told.id))!;
    // Two reports that differ in all else look the same to those who may not look behind.
    const other = await world.tell({ category: 'noise', place: { commune: 'Ngaba' }, words: 'Autre chose', reporterId: teller.actor.personId });
    await reportModel(world.connection).updateOne({ _id: other.id }, { $set: { hidden: true, votes: 7, bodyId: 'nobody' } });
    for (const viewer of [undefined, neighbour.actor, operator.actor]) {
      const one = await see(report, viewer);
      expect(one).toMatchObject({ hidden: true, number: told.number, words: '', photos: [], flags: 0, history: [], votes: 0 });
      expect(JSON.stringify(one)).not.toMatch(/dur|hier|Kasa-Vubu|Lemba|kinshasa|garbage/);
      const { id, number, ...rest } = await see((await world.reports.get(other.id))!, viewer);
      expect({ ...one, id, number, revision: 0 }).toEqual({ id, number, ...rest, revision: 0 });
    }
    expect(await see(report, teller.actor)).toMatchObject({ words: 'Un mot dur', photos: [{}], flags: 0 });
    expect(await see(report, moderator.actor)).toMatchObject({ words: 'Un mot dur', photos: [{}], flags: 3 });
    await expect(world.reports.vote({ reportId: told.id, actor: neighbour.actor, on: true })).rejects.toMatchObject({
      details: { reason: 'hidden' },
    });
  }); // prettier-ignore

  it('nobody learns which citizen it was; which of the staff it was, the staff learns', async () => {
    const told = await world.tell({ reporterId: teller.actor.personId });
    const report = await world.work.take(world.act(told, operator));
    const all = [undefined, neighbour, teller, operator, stranger, moderator, administrator];
    for (const who of all) {
      const text = JSON.stringify({ ...(await see(report, who?.actor)), mine: undefined });
      expect(text).not.toContain(teller.actor.personId);
      const isStaff = [operator, moderator, administrator].some((one) => one === who);
      expect(text.includes(operator.actor.personId)).toBe(isStaff);
    }
    expect((await see(report, teller.actor)).mine).toEqual({ told: true, voted: false, follows: true });
    await world.reports.vote({ reportId: report.id, actor: neighbour.actor, on: true });
    expect((await see(report, neighbour.actor)).mine).toEqual({ told: false, voted: true, follows: true });
    expect(seen(report, undefined).mine).toBeUndefined();
    // Nobody in particular is not whoever was forgotten.
    expect(seen({ ...report, reporterId: '' }, { personId: '', role: 'citizen' }).mine?.told).toBe(false);
  });
});

describe('what a person has told and follows', () => {
  it('is listed newest first, also page by page, and shown to them when they ask what is kept', async () => {
    const who = await world.neighbour();
    const first = await world.tell({ reporterId: who.actor.personId });
    world.pass(1);
    const followed = await world.tell({ reporterId: teller.actor.personId });
    await world.reports.follow({ reportId: followed.id, actor: who.actor, on: true });
    world.pass(1);
    const last = await world.tell({ reporterId: who.actor.personId });
    const ids = async (page: { offset: number; limit: number }) => {
      const { items, total } = await world.reports.ofPerson(who.actor.personId, page);
      return [...items.map(({ id }) => id), total];
    };
    expect(await ids({ offset: 0, limit: 10 })).toEqual([last.id, followed.id, first.id, 3]);
    expect(await ids({ offset: 1, limit: 1 })).toEqual([followed.id, 3]);
    await world.reports.follow({ reportId: followed.id, actor: who.actor, on: false });
    expect(await ids({ offset: 0, limit: 10 })).toEqual([last.id, first.id, 2]);
    expect(await world.part.reportsPersonalData.collect(who.actor.personId)).toMatchObject({
      told: [{ number: first.number, words: first.words, acts: [{ what: 'reported' }] }, { number: last.number }],
      supported: [{}, {}, {}],
    });
  });

  it('goes on without a name while it is active, and without words and place once it is closed', async () => {
    const who = await world.neighbour();
    const { personId } = who.actor;
    const place = { position: north(30), street: 'Rue Bukavu' };
    const wish = { reporterId: personId, place, words: 'Devant ma porte bleue' };
    const [active, closed, other] = [await world.tell(wish), await world.tell({ ...wish, photos: [await world.photo()] }), await world.tell()];
    await world.work.resolve({ ...world.act(closed, operator), words: 'Fait' });
    await world.work.resolve(world.act(other, operator));
    await world.reports.vote({ reportId: other.id, actor: who.actor, on: true });
    await world.reports.reopen({ ...world.act(other, who), words: 'Ma cousine le dit aussi' });
    for (let twice = 0; twice < 2; twice += 1) await world.part.reportsPersonalData.erase(personId);

    const records = await reportModel(world.connection).find({ _id: { $in: [active.id, closed.id, other.id] } }).lean();
    expect(JSON.stringify(records)).not.toContain(personId);
    expect(await supportModel(world.connection).countDocuments({ personId })).toBe(0);
    expect(await world.reports.get(active.id)).toMatchObject({ words: wish.words, street: 'Rue Bukavu', followers: 0 });
    const left = await world.record(closed.id);
    expect(left).toMatchObject({ words: '', commune: 'Lemba', photos: [], state: 'resolved' });
    expect(JSON.stringify(left)).not.toMatch(/bleu|Bukavu|"location"/);
    expect(left.history.at(-1)).toMatchObject({ words: 'Fait', by: operator.actor.personId });
    expect(await world.reports.get(other.id)).toMatchObject({ votes: 0, state: 'open' });
    expect(JSON.stringify(await world.record(other.id))).not.toContain('cousine');
    // What was still needed then goes when it is no longer.
    await world.work.resolve(world.act(active, operator));
    expect(JSON.stringify(await world.record(active.id))).not.toMatch(/bleu|Bukavu|"location"/);
  }); // prettier-ignore

  it('waits for others again when an operator who has it is forgotten', async () => {
    const gone = await world.staff('operator');
    const body = await world.body({
      operators: [gone.actor.personId, operator.actor.personId],
      categories: ['sewage'],
    });
    const [inHand, done] = [await world.tell({ category: 'sewage' }), await world.tell({ category: 'sewage' })];
    for (const report of [inHand, done]) await world.work.take(world.act(report, gone));
    await world.work.resolve(world.act(done, gone));
    for (let twice = 0; twice < 2; twice += 1) await world.part.reportsPersonalData.erase(gone.actor.personId);
    const left = await world.record(inHand.id);
    expect(left).toMatchObject({ state: 'open', bodyId: body.id });
    expect(left.takenBy).toBeUndefined();
    expect(left.history.slice(-2)).toMatchObject([
      { what: 'taken', by: '' },
      { what: 'given_back', role: 'system', from: 'in_progress', to: 'open' },
    ]);
    expect(await world.record(done.id)).toMatchObject({ state: 'resolved', takenBy: '' });
    expect((await world.work.take(world.act(inHand, operator))).takenBy).toBe(operator.actor.personId);
  });

  it('is one person’s when two turn out to be one', async () => {
    const [old, young] = [await world.neighbour(), await world.neighbour()];
    const told = await world.tell({ reporterId: old.actor.personId });
    const both = await world.tell();
    await world.reports.vote({ reportId: both.id, actor: old.actor, on: true });
    await world.reports.follow({ reportId: both.id, actor: young.actor, on: true });
    const merge = world.part.reportsPersonalData.merge?.bind(world.part.reportsPersonalData);
    for (let twice = 0; twice < 2; twice += 1) await merge?.(old.actor.personId, young.actor.personId);
    expect(await world.reports.get(both.id)).toMatchObject({ votes: 1, followers: 1 });
    const mine = await world.reports.ofPerson(young.actor.personId, { offset: 0, limit: 5 });
    expect(mine.items.map(({ id }) => id).sort()).toEqual([told.id, both.id].sort());
    expect(mine.items.map(({ mine: own }) => own?.told).sort()).toEqual([false, true]);
  });
});

describe('what an operator is shown next', () => {
  it('is past its target first, then what most people want, then what waits longest; nobody else is shown it', async () => {
    const own = await reportWorld();
    try {
      const [one, two] = await Promise.all([own.staff('operator'), own.staff('operator')]);
      await own.body({ operators: [one.actor.personId, two.actor.personId] });
      const old = await own.tell({ category: 'pothole' });
      own.pass(60);
      const late = await own.tell({ category: 'power_cut' });
      own.pass(60 * 30);
      const wanted = await own.tell({ place: { commune: 'Ngaba' } });
      const fresh = await own.tell();
      for (const who of [await own.neighbour(), await own.neighbour()])
        await own.reports.vote({ reportId: wanted.id, actor: who.actor, on: true });
      await own.work.take(own.act(await own.tell(), one));
      const next = async (who: StaffMember, query: object = {}) => (await own.work.next(who.actor, query))?.id;
      expect(await next(one)).toBe(late.id);
      expect(await next(one)).toBe(late.id);
      expect(await next(one, { except: [late.id] })).toBe(wanted.id);
      // What the one puts off, the other is shown at once; not what the one has before them.
      expect(await next(two)).toBe(late.id);
      expect(await next(two, { except: [late.id] })).toBe(old.id);
      expect(await next(two, { except: [late.id, old.id] })).toBe(fresh.id);
      expect(await next(two, { area: 'kinshasa.cd/Ngaba' })).toBeUndefined();
      own.pass(11);
      expect(await next(two, { area: 'kinshasa.cd/Ngaba' })).toBe(wanted.id);
      const page = { offset: 0, limit: 2 };
      const listed = await own.work.ofOperator(two.actor, { state: 'open', page });
      expect(listed).toMatchObject({ items: [{ id: old.id }, { id: late.id }], total: 4 });
      expect(await own.work.ofOperator(one.actor, { mine: true, page })).toMatchObject({ total: 1 });
      const stranger = await own.staff('operator');
      expect(await own.work.ofOperator(stranger.actor, { page })).toEqual({ items: [], total: 0 });
      expect((await own.work.ofOperator((await own.staff('admin')).actor, { page })).total).toBe(5);
      await expect(own.work.next((await own.neighbour()).actor, {})).rejects.toMatchObject({ code: 'forbidden' });
    } finally {
      await own.database.drop();
    }
  });
});
