import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import { flagModel } from '../../../core/reports/index.ts';
import { auditedModel } from '../../../core/reports/moderation/audited.model.ts';
import { reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';
import { talkIn } from './talk-world.ts';

let world: ReportWorld;
let moderator: StaffMember;
let other: StaffMember;
beforeAll(async () => {
  world = await reportWorld();
  moderator = await world.staff('moderator');
  other = await world.staff('moderator');
});
afterAll(() => world.database.drop());

const { moderation, say, flag, read, eventsOf, neighbours, audited } = talkIn(() => world);

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
