import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { supportId, supportModel } from '../../../core/reports/index.ts';
import { newsWorld, type NewsWorld } from './news-world.ts';
import type { StaffMember } from './report-world.ts';

let world: NewsWorld;
beforeAll(async () => {
  world = await newsWorld();
});
beforeEach(() => world.begin());
afterAll(() => world.database.drop());

describe('whoever told a report and those who follow it', () => {
  it('hear of each step in order and once, in their own words, and of nothing that they did themselves', async () => {
    const report = await world.told();
    const [voter, watcher] = [await world.follower(report, true), await world.follower(report)];
    await world.hear();
    await world.work.take(world.act(report, world.operator));
    await world.again(report);
    await world.work.update({ ...world.act(report, world.operator), words: 'Le camion vient demain' });
    await world.work.resolve(world.act(report, world.operator));
    await world.again(report);
    const heard = await world.hear();
    const of = ({ caller }: StaffMember) => heard.get(caller.address) ?? [];
    for (const who of [world.teller, voter, watcher]) {
      expect(of(who)).toHaveLength(3);
      expect(of(who)[0]).toContain("Voirie de Lemba s'en occupe");
      expect(of(who)[1]).toContain('Le camion vient demain');
      expect(of(who)[2]).toContain('résolu, dit Voirie de Lemba');
      expect(of(who)[2]).toContain(report.number);
      expect(of(who)[2]?.includes('Est-ce vraiment réparé')).toBe(who !== watcher);
    }
    expect(of(world.operator)).toEqual([]);

    await world.reports.reopen({ ...world.act(report, voter), words: 'Rien n’a changé' });
    const then = await world.hear();
    expect(then.get(world.teller.caller.address)?.[0]).toMatch(/rouvert[^]*Rien n’a changé/);
    expect(then.get(voter.caller.address)).toBeUndefined();
  });

  it('hear why nothing is done, and of which other report it is a duplicate', async () => {
    const [first, second] = [await world.told(), await world.told()];
    await world.work.reject({ ...world.act(first, world.operator), reason: 'not_found' });
    const reason = await world.heardBy(world.teller);
    expect(reason[0]).toMatch(/rejeté par Voirie de Lemba[^]*Motif : \S/);
    const other = await world.tell();
    await world.work.markDuplicate({ ...world.act(second, world.operator), of: other.id });
    expect((await world.heardBy(world.teller))[0]).toContain(`sous le numéro ${other.number}`);
  });

  it('hear to whom it is sent on, whoever told it alone, and not what the dialog has just said', async () => {
    const elsewhere = await world.body({ name: 'Voirie de Ngaliema', areas: ['kinshasa.cd/Ngaliema'] });
    const report = await world.told();
    const watcher = await world.follower(report);
    expect((await world.hear()).get(world.teller.caller.address)).toBeUndefined();
    await world.work.reroute({ ...world.act(report, world.operator), bodyId: elsewhere.id });
    const heard = await world.hear();
    expect(heard.get(world.teller.caller.address)?.[0]).toContain('transmis à Voirie de Ngaliema');
    expect(heard.get(watcher.caller.address)).toBeUndefined();
  });

  it('hear nothing while they have said STOP, do not follow it, or while nobody may see it', async () => {
    const report = await world.told();
    const watcher = await world.follower(report);
    await world.hear();
    await world.identity.stop(watcher.actor.personId);
    await world.reports.follow({ reportId: report.id, actor: world.teller.actor, on: false });
    await world.work.take(world.act(report, world.operator));
    const heard = await world.hear();
    expect([watcher, world.teller].map(({ caller }) => heard.get(caller.address))).toEqual([undefined, undefined]);

    const hidden = await world.told();
    const third = await world.follower(hidden);
    await world.hear();
    const moderator = await world.staff('moderator');
    await world.part.reportModeration.hide({ ...world.act(hidden, moderator), reason: 'private' });
    await world.work.take(world.act(hidden, await world.staff('admin')));
    const after = await world.hear();
    expect(after.get(third.caller.address)).toBeUndefined();
    expect(after.get(world.teller.caller.address)?.[0]).toMatch(/masqué[^]*Vie privée/);
  });

  it('hear by SMS where they told it by telephone, and in the morning what happens at night', async () => {
    const caller = await world.citizen(undefined, { channel: 'ussd' });
    const report = await world.tell({ reporterId: caller.personId ?? '', source: 'ussd' });
    await world.hear();
    world.setNow(new Date('2026-11-23T22:00:00Z'));
    await world.work.take(world.act(report, world.operator));
    expect(await world.hear()).toEqual(new Map());
    world.setNow(new Date('2026-11-24T07:30:00Z'));
    await world.settle();
    expect(world.delivered.splice(0).map(({ route, address }) => [route, address])).toEqual([['sms', caller.phone]]);
  });

  it('hear that a photo is shown, whoever told it alone', async () => {
    const report = await world.told({ category: 'noise', photos: [await world.photo()] });
    const watcher = await world.follower(report);
    await world.hear();
    const moderator = await world.staff('moderator');
    const fileId = report.photos[0]?.fileId ?? '';
    await world.part.reportModeration.judgePhoto({ ...world.act(report, moderator), fileId, show: true });
    const heard = await world.hear();
    expect(heard.get(world.teller.caller.address)?.[0]).toContain('votre photo est maintenant visible');
    expect(heard.get(watcher.caller.address)).toBeUndefined();
  });

  it('a thousand hear of it once each: some at once, the rest from the job, also where that breaks off', async () => {
    const report = await world.told();
    // At night nothing of it goes out, so that the outbox can be looked at.
    world.setNow(new Date('2026-11-23T22:00:00Z'));
    const at = world.clock();
    const supports = Array.from({ length: 1_000 }, (_one, nth) => {
      const personId = `follower-${nth}`;
      const _id = supportId(report.id, personId);
      return { _id, reportId: report.id, personId, voted: false, follows: true, at };
    });
    await supportModel(world.connection).insertMany(supports);
    const outbox = world.connection.collection<{ _id: string; key: string }>('outbox');
    const keys = async (seq: number): Promise<string[]> => {
      const all = await outbox.find({}, { projection: { key: 1 } }).toArray();
      return all.map(({ key }) => key).filter((key) => key.startsWith(`report:${report.id}:${seq}:`));
    };
    const seqs = () => world.heard.filter(({ reportId }) => reportId === report.id).map(({ seq }) => seq);
    await world.work.take(world.act(report, world.operator));
    expect([(await keys(3)).length, seqs()]).toEqual([500, [1, 2, 3]]);
    // What comes next waits for the rest, and puts it off for nobody; whoever has heard all hears on.
    world.pass(1);
    await world.work.resolve(world.act(report, world.operator));
    expect([(await keys(3)).length, (await keys(4)).length, seqs()]).toEqual([500, 0, [1, 2, 3, 4]]);
    world.refuse(false, true);
    await world.part.reportSettling.late();
    expect((await keys(3)).length).toBe(500);
    world.pass(1);
    for (let twice = 0; twice < 2; twice += 1) await world.part.reportSettling.late();
    for (const seq of [3, 4]) expect((await keys(seq)).length).toBe(1_001);
    expect(seqs()).toEqual([1, 2, 3, 4]);
    const record = await world.record(report.id);
    expect([record.announced, record.pendingSince, record.heard]).toEqual([4, undefined, undefined]);
    await outbox.deleteMany({ key: { $in: [...(await keys(3)), ...(await keys(4))] } });
  });
});

describe('comments', () => {
  it('reach whom they call at once, and the others once an hour, each with what is new to them', async () => {
    const report = await world.told();
    const [a, b] = [await world.follower(report), await world.follower(report)];
    await world.say(report, a, 'Ça sent très mauvais');
    await world.hear();
    await world.say(report, b, '@1 chez nous aussi, @service que faites-vous ?');
    expect((await world.heardBy(a))[0]).toMatch(/Voisin 2 vous répond[^]*chez nous aussi/);
    await world.again(report);
    await world.say(report, a, 'Merci');
    expect(await world.heardBy(a)).toEqual([]);
    await world.news.reportGathering.tellDue();
    expect(await world.heardBy(world.teller)).toEqual([]);
    world.pass(61);
    await world.news.reportGathering.tellDue();
    const heard = await world.hear();
    expect(heard.get(world.teller.caller.address)).toEqual([expect.stringContaining('3 nouveaux commentaires')]);
    expect(heard.get(b.caller.address)).toEqual([expect.stringContaining('2 nouveaux commentaires')]);
    expect(heard.get(a.caller.address)).toBeUndefined();
    await world.news.reportGathering.tellDue();
    world.pass(61);
    await world.news.reportGathering.tellDue();
    expect(await world.heardBy(world.teller)).toEqual([]);
  });

  it('wake nobody whom they call at night', async () => {
    const report = await world.told();
    const [a, b] = [await world.follower(report), await world.follower(report)];
    await world.say(report, a, 'Ça sent très mauvais');
    world.setNow(new Date('2026-11-26T22:00:00Z'));
    await world.hear();
    await world.say(report, b, '@1 chez nous aussi');
    expect(await world.heardBy(a)).toEqual([]);
    world.setNow(new Date('2026-11-27T07:30:00Z'));
    expect((await world.heardBy(a))[0]).toContain('Voisin 2 vous répond');
    await world.news.reportGathering.tellDue();
    await world.hear();
  });

  it('that broke off are told with the same message, and those that were hidden meanwhile are not told of', async () => {
    const report = await world.told();
    const [a, moderator] = [await world.neighbour(), await world.staff('moderator')];
    await world.say(report, a, 'Un mot');
    const bad = await world.say(report, a, 'Une insulte');
    await world.part.reportModeration.hide({ ...world.act(report, moderator), commentId: bad.id, reason: 'insult' });
    expect((await world.heardBy(a))[0]).toMatch(/masqué[^]*Insulte/);
    world.pass(61);
    world.refuse(true, true);
    await world.news.reportGathering.tellDue();
    world.pass(6);
    await world.news.reportGathering.tellDue();
    world.pass(6);
    await world.news.reportGathering.tellDue();
    await world.news.reportGathering.tellDue();
    expect(await world.heardBy(world.teller)).toEqual([expect.stringContaining('1 nouveau commentaire')]);
  });
});
