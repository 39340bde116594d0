import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import { flagModel, mostComments, type CommentRecord } from '../../../core/reports/index.ts';
import { mentionsIn } from '../../../core/reports/community/mentions.ts';
import { reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';
import { talkIn } from './talk-world.ts';

let world: ReportWorld;
let moderator: StaffMember;
beforeAll(async () => {
  world = await reportWorld();
  moderator = await world.staff('moderator');
});
afterAll(() => world.database.drop());

const { talk, moderation, comments, say, flag, read, eventsOf, neighbours } = talkIn(() => world);

describe('talking about a report', () => {
  it('gives each who speaks a number of their own, also when many begin at once, and the same one later', async () => {
    const report = await world.tell();
    const people = await neighbours(5);
    const said = await Promise.all(people.map((who) => say(report, who)));
    expect(said.map(({ speaker }) => speaker).sort()).toEqual([1, 2, 3, 4, 5]);
    const again = await Promise.all(people.map((who) => say(report, who, 'Encore')));
    expect(again.map(({ speaker }) => speaker)).toEqual(said.map(({ speaker }) => speaker));
    expect(await world.record(report.id)).toMatchObject({ comments: 10 });
    expect((await eventsOf(report)).filter((what) => what === 'commented')).toHaveLength(10);
  });

  it('takes a comment that is sent twice once, the two at the same time or not', async () => {
    const report = await world.tell();
    const act = { ...world.act(report, await world.neighbour()), text: 'Une fois' };
    const [one, two] = await Promise.all([talk().comment(act), talk().comment(act)]);
    expect(two.id).toBe(one.id);
    expect((await talk().comment(act)).id).toBe(one.id);
    expect(await read(report)).toHaveLength(1);
    expect(await world.record(report.id)).toMatchObject({ comments: 1 });
    expect((await eventsOf(report)).filter((what) => what === 'commented')).toHaveLength(1);
  });

  it('lets an operator speak for the body that it is sent to, and for no other', async () => {
    const [own, stranger] = [await world.staff('operator'), await world.staff('operator')];
    await world.body({ areas: ['kinshasa.cd/Lemba'], operators: [own.actor.personId] });
    const report = await world.tell();
    expect(await say(report, own)).toMatchObject({ speaker: 0, role: 'operator' });
    expect(await say(report, stranger)).toMatchObject({ speaker: 1, role: 'citizen' });
    expect(await say(report, moderator)).toMatchObject({ speaker: 2, role: 'moderator' });
  });

  it('shows nobody who wrote it', async () => {
    const report = await world.tell();
    const author = await world.neighbour();
    await say(report, author);
    for (const viewer of [undefined, author, moderator]) {
      const [seen] = await read(report, viewer);
      expect(seen?.mine).toBe(viewer === author);
      expect(JSON.stringify(seen)).not.toContain(author.actor.personId);
    }
  });

  it.each([
    ['@3 oui', [3]],
    ['voyez @service et @12, @3 @3', [0, 12, 3]],
    ['@huduma', [0]],
    ['nom@3.cd et @0 et @1234 et @voisin', []],
    ['(@7)', [7]],
  ] as const)('reads whom "%s" calls', (text, called) => expect(mentionsIn(text)).toEqual(called));

  it('takes no empty text, none that is too long, and none on a hidden report', async () => {
    const report = await world.tell();
    const who = await world.neighbour();
    for (const text of ['', '   ', 'x'.repeat(501)])
      await expect(say(report, who, text)).rejects.toMatchObject({ code: 'invalid_input' });
    await moderation().hide({ ...world.act(report, moderator), reason: 'false' });
    await expect(say(report, who)).rejects.toMatchObject({ code: 'not_found' });
    await expect(say(report, moderator)).rejects.toMatchObject({ code: 'conflict', details: { reason: 'hidden' } });
    await expect(read(report, who)).rejects.toMatchObject({ code: 'not_found' });
    expect(await comments().countDocuments({ reportId: report.id })).toBe(0);
  });

  it('takes so many comments and no more, and keeps nothing of one that came too late', async () => {
    const report = await world.tell();
    const first = await say(report, await world.neighbour());
    const { _id, ...like } = (await comments().findById(first.id).lean<CommentRecord>())!;
    await comments().insertMany(
      Array.from({ length: mostComments - 2 }, () => ({ ...like, _id: newId(), key: newId() })),
    );
    const people = await neighbours(4);
    const photoId = await world.photo();
    const tries = await Promise.allSettled(people.map((who) => say(report, who, 'Le dernier', { photoId })));
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ details: { reason: 'too_many_comments' } });
    const left = mostComments - (await comments().countDocuments({ reportId: report.id }));
    expect(left).toBeGreaterThanOrEqual(0);
    for (let nth = 0; nth < left; nth += 1) await say(report, people[0]!);
    await expect(say(report, people[1]!)).rejects.toMatchObject({ details: { reason: 'too_many_comments' } });
    const files = await world.connection.collection('files').find({}).toArray();
    const kept = files.filter(({ name }) => name === `commentaire-${report.number}.jpg`).length;
    expect(kept).toBe(await comments().countDocuments({ reportId: report.id, photo: { $exists: true } }));
  });

  it('takes so much of one person in a day, and goes on the next day', async () => {
    const [report, who] = [await world.tell(), await world.neighbour()];
    const { id } = await say(report, who);
    const { _id, ...like } = (await comments().findById(id).lean<CommentRecord>())!;
    const more = Array.from({ length: 49 }, () => ({ ...like, _id: newId(), key: newId(), reportId: newId() }));
    await comments().insertMany(more);
    await expect(say(report, who)).rejects.toMatchObject({ details: { reason: 'too_much_said' } });
    world.pass(24 * 60);
    await say(report, who);
  });

  it('shows a photo at once, or where faces are likely to its author and moderators only until one has looked', async () => {
    const who = await world.neighbour();
    const open = await world.tell();
    await say(open, who, '', { photoId: await world.photo() });
    expect((await read(open))[0]?.photo).toMatchObject({ state: 'shown' });

    const checked = await world.tell({ category: 'noise' });
    const { photo } = await say(checked, who, '', { photoId: await world.photo() });
    expect((await read(checked))[0]?.photo).toBeUndefined();
    expect((await read(checked, who))[0]?.photo).toMatchObject({ state: 'waiting' });
    expect((await read(checked, moderator))[0]?.photo).toMatchObject({ state: 'waiting' });
    await moderation().judgePhoto({ ...world.act(checked, moderator), fileId: photo?.fileId ?? '', show: true });
    expect((await read(checked))[0]?.photo).toMatchObject({ state: 'shown' });
    expect(await eventsOf(checked)).toContain('photo_shown');
  });

  it('writes into the history what a crash has left over, once', async () => {
    const report = await world.tell();
    const said = await say(report, await world.neighbour());
    const { _id, ...like } = (await comments().findById(said.id).lean<CommentRecord>())!;
    const key = newId();
    await comments().create({ ...like, _id: newId(), key, news: [{ key, what: 'commented', role: 'citizen' }], pendingSince: world.clock() });
    expect(await world.part.talkCarrying.late()).toBe(0);
    world.pass(1);
    expect(await world.part.talkCarrying.late()).toBe(1);
    expect(await world.part.talkCarrying.late()).toBe(0);
    expect(await world.record(report.id)).toMatchObject({ comments: 2 });
    expect((await eventsOf(report)).filter((what) => what === 'commented')).toHaveLength(2);
  }); // prettier-ignore
});

describe('what is held of whoever speaks', () => {
  it('is shown, and goes with them; their number is given to nobody else', async () => {
    const report = await world.tell();
    const [leaving, staying, late] = (await neighbours(3)) as [StaffMember, StaffMember, StaffMember];
    const said = await say(report, leaving, 'Je suis le voisin du 12');
    await say(report, staying);
    await flag(report, leaving, (await read(report))[1]?.id);
    const { talkPersonalData } = world.part;
    const { personId } = leaving.actor;
    expect(await talkPersonalData.collect(personId)).toMatchObject({
      comments: [{ text: 'Je suis le voisin du 12' }],
      flags: [{ reason: 'insult' }],
    });
    for (let twice = 0; twice < 2; twice += 1) await talkPersonalData.erase(personId);
    expect(await talkPersonalData.collect(personId)).toEqual({ comments: [], flags: [] });
    for (const name of ['report-comments', 'report-flags', 'report-speakers']) {
      const kept = await world.connection.collection(name).find({ reportId: report.id }).toArray();
      expect(JSON.stringify(kept)).not.toContain(personId);
    }
    expect(await flagModel(world.connection).countDocuments({ reportId: report.id })).toBe(1);
    expect((await read(report)).find(({ id }) => id === said.id)).toMatchObject({ text: '', speaker: said.speaker });
    expect((await say(report, late)).speaker).toBe(3);
  });

  it('goes over to who somebody turned out to be', async () => {
    const report = await world.tell();
    const [from, into, both] = (await neighbours(3)) as [StaffMember, StaffMember, StaffMember];
    const [a, b] = [await say(report, from), await say(report, into)];
    await flag(report, from);
    await flag(report, both);
    const { talkPersonalData } = world.part;
    for (let twice = 0; twice < 2; twice += 1) await talkPersonalData.merge?.(from.actor.personId, into.actor.personId);
    expect((await read(report, into)).filter(({ mine }) => mine).map(({ id }) => id)).toEqual([a.id, b.id]);
    expect((await say(report, into)).speaker).toBe(b.speaker);
    await flag(report, into);
    expect(await flagModel(world.connection).countDocuments({ reportId: report.id })).toBe(2);
  });
});
