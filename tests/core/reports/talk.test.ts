import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import { commentModel, flagModel, mostComments, type CommentRecord, type Report } from '../../../core/reports/index.ts';
import { auditedModel } from '../../../core/reports/moderation/audited.model.ts';
import { mentionsIn } from '../../../core/reports/community/mentions.ts';
import { reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

let world: ReportWorld;
let moderator: StaffMember;
let other: StaffMember;
beforeAll(async () => {
  world = await reportWorld();
  moderator = await world.staff('moderator');
  other = await world.staff('moderator');
});
afterAll(() => world.database.drop());

const talk = () => world.part.reportTalk;
const moderation = () => world.part.reportModeration;
const comments = () => commentModel(world.connection);
const everything = { offset: 0, limit: 50 };
const say = (report: Report, who: StaffMember, text = 'Chez moi aussi', more: object = {}) =>
  talk().comment({ ...world.act(report, who), text, ...more });
const flag = (report: Report, who: StaffMember, commentId?: string) =>
  talk().flag({ reportId: report.id, actor: who.actor, reason: 'insult', ...(commentId && { commentId }) });
const read = async (report: Report, who?: StaffMember) =>
  (await talk().comments(report.id, who?.actor, everything)).items;
const eventsOf = async (report: Report) => (await world.record(report.id)).history.map(({ what }) => what);
/** What flags came before a look is told by the clock. */
const neighbours = (many: number) => Promise.all(Array.from({ length: many }, () => world.neighbour()));
const audited = async (report: Report) =>
  (await world.audit.list({ subjectId: report.id, oldestFirst: true, skip: 0, limit: 50 })).items.map(({ action }) =>
    action.replace('report-moderation.', ''),
  );

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

describe('flags', () => {
  it('count once for each person, and three hide a report until a moderator has looked', async () => {
    const report = await world.tell();
    const people = await neighbours(6);
    await Promise.all([flag(report, people[0]!), flag(report, people[0]!), flag(report, people[1]!)]);
    expect(await world.record(report.id)).toMatchObject({ flags: 2, hidden: false, toModerate: true });
    await flag(report, people[2]!);
    expect(await world.record(report.id)).toMatchObject({ flags: 3, hidden: true });
    await expect(read(report, people[3])).rejects.toMatchObject({ code: 'not_found' });

    world.pass(1);
    await moderation().keep(world.act(report, moderator));
    expect(await world.record(report.id)).toMatchObject({ flags: 0, hidden: false, toModerate: false });
    expect(await eventsOf(report)).toEqual(expect.arrayContaining(['hidden', 'restored']));
    world.pass(1);
    // Those from before count no more.
    await Promise.all([flag(report, people[3]!), flag(report, people[4]!)]);
    expect(await world.record(report.id)).toMatchObject({ flags: 2, hidden: false });
    await flag(report, people[5]!);
    expect(await world.record(report.id)).toMatchObject({ hidden: true });
    expect(await audited(report)).toEqual(['hide', 'restore', 'hide']);
  });

  it('hide a comment too, and what is counted of it', async () => {
    const report = await world.tell();
    const people = await neighbours(4);
    const said = await say(report, people[0]!);
    await Promise.all(people.slice(1).map((who) => flag(report, who, said.id)));
    expect(await read(report)).toEqual([]);
    expect((await read(report, people[0]))[0]).toMatchObject({ hidden: true, mine: true });
    expect(await world.record(report.id)).toMatchObject({ comments: 0, hidden: false });
    world.pass(1);
    await moderation().keep({ ...world.act(report, moderator), commentId: said.id });
    expect(await read(report)).toHaveLength(1);
    expect(await world.record(report.id)).toMatchObject({ comments: 1 });
    await moderation().hide({ ...world.act(report, moderator), commentId: said.id, reason: 'insult' });
    world.pass(1);
    await expect(flag(report, people[1]!, said.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await audited(report)).toEqual(['hide', 'restore', 'hide']);
  });

  it('that a crash has left uncounted are counted', async () => {
    const report = await world.tell();
    await flagModel(world.connection).create({
      _id: `${report.id}:${newId()}`, reportId: report.id, personId: newId(), reason: 'spam', at: world.clock(), pendingSince: world.clock(),
    }); // prettier-ignore
    world.pass(1);
    await world.part.talkCarrying.late();
    expect(await world.record(report.id)).toMatchObject({ flags: 1, toModerate: true });
  });
});

describe('moderating', () => {
  it('gives two moderators different things, the oldest first, and nobody what is their own', async () => {
    const fresh = await Promise.all([world.staff('moderator'), world.staff('moderator')]);
    const [one, two] = fresh;
    const report = await world.tell({ reporterId: one.actor.personId });
    const [neighbour] = await neighbours(1);
    await flag(report, neighbour!);
    const everythingOf = async (who: StaffMember): Promise<string[]> => {
      const ids: string[] = [];
      for (;;) {
        const next = await moderation().next(who.actor, ids);
        if (!next) return ids;
        ids.push(next.comment?.id ?? next.report.id);
      }
    };
    const first = await everythingOf(one);
    expect(first).not.toContain(report.id);
    // What the one has before them, the other is not shown for ten minutes.
    expect(await everythingOf(two)).toEqual([report.id]);
    await expect(moderation().keep(world.act(report, one))).rejects.toMatchObject({ code: 'forbidden' });
    await moderation().keep(world.act(report, two));
    world.pass(11);
    expect(new Set(await everythingOf(two))).toEqual(new Set(first));
  });

  it('does what a turn says once, whatever became of it since', async () => {
    const report = await world.tell();
    const said = await say(report, await world.neighbour());
    const hide = { ...world.act(report, moderator), reason: 'private', words: 'Une adresse' } as const;
    await moderation().hide(hide);
    await moderation().restore(world.act(report, other));
    expect(await moderation().hide(hide)).toMatchObject({ hidden: false });
    const hideComment = { ...world.act(report, moderator), commentId: said.id, reason: 'private' } as const;
    await moderation().hide(hideComment);
    await moderation().restore({ ...world.act(report, other), commentId: said.id });
    await moderation().hide(hideComment);
    expect(await read(report)).toHaveLength(1);
    expect(await audited(report)).toEqual(['hide', 'restore', 'hide', 'restore']);
    expect((await world.record(report.id)).history.find(({ what }) => what === 'hidden')).toMatchObject({
      role: 'moderator',
      by: moderator.actor.personId,
      reason: 'private',
      words: 'Une adresse',
    });
  });

  it('writes each act into the audit log once, however many carry it on at once or after a crash', async () => {
    const report = await world.tell();
    const change = (seq: number) => ({ seq, what: 'hidden', at: world.clock(), role: 'moderator', by: 'm' }) as const;
    const write = (seq: number) => world.part.auditModeration(report, change(seq));
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => write(98)));
    expect(all.some(({ status }) => status === 'fulfilled')).toBe(true);
    await write(98);
    expect(await audited(report)).toEqual(['hide']);
    // Of two who died, one had written it already.
    for (const seq of [98, 99])
      await auditedModel(world.connection).findByIdAndUpdate(
        `${report.id}:${seq}`,
        { at: world.clock(), done: false },
        { upsert: true },
      );
    await expect(write(99)).rejects.toThrow('somebody else');
    world.pass(2);
    for (const seq of [98, 99, 99]) await write(seq);
    expect(await audited(report)).toEqual(['hide', 'hide']);
  });

  it('is for the reports of the own country', async () => {
    const abroad = await world.tell({ country: 'SN', place: { commune: 'Yoff' }, category: 'noise', photos: [await world.photo()] });
    const said = await say(abroad, await world.neighbour());
    const act = world.act(abroad, moderator);
    const fileId = abroad.photos[0]?.fileId ?? '';
    const refused = { code: 'forbidden', details: { reason: 'other_country' } };
    for (const work of [
      () => moderation().hide({ ...act, reason: 'spam' }),
      () => moderation().hide({ ...act, reason: 'spam', commentId: said.id }),
      () => moderation().judgePhoto({ ...act, fileId, show: true }),
      () => world.work.reject({ ...act, reason: 'not_ours' }),
    ])
      await expect(work()).rejects.toMatchObject(refused);
    expect(await world.part.moderationList.one(moderator.actor, abroad.id)).toBeUndefined();
    const administrator = await world.staff('admin');
    expect(await moderation().hide({ ...world.act(abroad, administrator), reason: 'spam' })).toMatchObject({ hidden: true });
  }); // prettier-ignore

  it('judges each photo of a report, and is done when none waits', async () => {
    const photos = [await world.photo(), await world.photo()];
    const report = await world.tell({ category: 'insecurity', photos });
    const judged = await world.part.moderationList.one(moderator.actor, report.id);
    const [shown = '', blocked = ''] = judged?.waitingPhotos ?? [];
    const act = (fileId: string, show: boolean) =>
      moderation().judgePhoto({ ...world.act(report, moderator), fileId, show });
    await Promise.all([act(shown, true), act(blocked, false)]);
    const record = await world.record(report.id);
    expect(record.photos.map(({ state }) => state)).toEqual(['shown', 'hidden']);
    expect(record.toModerate).toBe(false);
    await expect(act(newId(), true)).rejects.toMatchObject({ code: 'not_found' });
    expect((await audited(report)).sort()).toEqual(['hide-photo', 'show-photo']);
  });
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
