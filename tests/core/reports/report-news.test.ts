import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../core/log.ts';
import {
  createReportNewsPart,
  supportId,
  supportModel,
  type Report,
  type ReportChange,
  type ReportNewsPart,
} from '../../../core/reports/index.ts';
import { openMonday } from '../queues/office-world.ts';
import { reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

let world: ReportWorld;
let news: ReportNewsPart;
let operator: StaffMember;
let teller: StaffMember;
/** Which of the next messages are refused; the others are taken. */
let refusals: boolean[] = [];
beforeAll(async () => {
  world = await reportWorld();
  const { notifications } = world;
  news = createReportNewsPart({
    ...world,
    log: silentLog,
    speakers: world.part.reportSpeakers,
    ussdCode: '*384*123#',
    notifications: {
      notify: (notice) => notifications.notify(notice),
      async notifyMany(notices) {
        if (refusals.shift()) throw new Error('the outbox is out of reach');
        await notifications.notifyMany(notices);
      },
    },
  });
  world.listen(news.tellOfReport);
  [operator, teller] = [await world.staff('operator'), await world.neighbour()];
  await world.body({
    name: 'Voirie de Lemba',
    areas: ['kinshasa.cd/Lemba'],
    operators: [operator.actor.personId],
    email: 'voirie@example.cd',
  });
});
beforeEach(async () => {
  world.setNow(openMonday);
  await hear();
});
afterAll(() => world.database.drop());

/** What has gone out since it was last asked, by address. */
async function hear(): Promise<Map<string, string[]>> {
  await world.settle();
  const heard = new Map<string, string[]>();
  for (const { address, text } of world.delivered.splice(0)) heard.set(address, [...(heard.get(address) ?? []), text]);
  return heard;
}
const heardBy = async ({ caller }: StaffMember): Promise<string[]> => (await hear()).get(caller.address) ?? [];
const told = (wish: object = {}) => world.tell({ reporterId: teller.actor.personId, ...wish });
const follower = async (report: Report, voted = false): Promise<StaffMember> => {
  const who = await world.neighbour();
  const act = { reportId: report.id, actor: who.actor, on: true };
  await (voted ? world.reports.vote(act) : world.reports.follow(act));
  return who;
};
const say = (report: Report, who: StaffMember, text: string) =>
  world.part.reportTalk.comment({ ...world.act(report, who), text });
/** The last event once more, as after a crash. */
async function again(report: Report): Promise<void> {
  const after = await world.reports.get(report.id);
  const last = after?.history.at(-1);
  if (after && last) await news.tellOfReport(after, last);
}

describe('whoever told a report and those who follow it', () => {
  it('hear of each step in order and once, in their own words, and of nothing that they did themselves', async () => {
    const report = await told();
    const [voter, watcher] = [await follower(report, true), await follower(report)];
    await hear();
    await world.work.take(world.act(report, operator));
    await again(report);
    await world.work.update({ ...world.act(report, operator), words: 'Le camion vient demain' });
    await world.work.resolve(world.act(report, operator));
    await again(report);
    const heard = await hear();
    const of = ({ caller }: StaffMember) => heard.get(caller.address) ?? [];
    for (const who of [teller, voter, watcher]) {
      expect(of(who)).toHaveLength(3);
      expect(of(who)[0]).toContain("Voirie de Lemba s'en occupe");
      expect(of(who)[1]).toContain('Le camion vient demain');
      expect(of(who)[2]).toContain('résolu, dit Voirie de Lemba');
      expect(of(who)[2]).toContain(report.number);
      expect(of(who)[2]?.includes('Est-ce vraiment réparé')).toBe(who !== watcher);
    }
    expect(of(operator)).toEqual([]);

    await world.reports.reopen({ ...world.act(report, voter), words: 'Rien n’a changé' });
    const then = await hear();
    expect(then.get(teller.caller.address)?.[0]).toMatch(/rouvert[^]*Rien n’a changé/);
    expect(then.get(voter.caller.address)).toBeUndefined();
  });

  it('hear why nothing is done, and of which other report it is a duplicate', async () => {
    const [first, second] = [await told(), await told()];
    await world.work.reject({ ...world.act(first, operator), reason: 'not_found' });
    const reason = await heardBy(teller);
    expect(reason[0]).toMatch(/rejeté par Voirie de Lemba[^]*Motif : \S/);
    const other = await world.tell();
    await world.work.markDuplicate({ ...world.act(second, operator), of: other.id });
    expect((await heardBy(teller))[0]).toContain(`sous le numéro ${other.number}`);
  });

  it('hear to whom it is sent on, whoever told it alone, and not what the dialog has just said', async () => {
    const elsewhere = await world.body({ name: 'Voirie de Ngaliema', areas: ['kinshasa.cd/Ngaliema'] });
    const report = await told();
    const watcher = await follower(report);
    expect((await hear()).get(teller.caller.address)).toBeUndefined();
    await world.work.reroute({ ...world.act(report, operator), bodyId: elsewhere.id });
    const heard = await hear();
    expect(heard.get(teller.caller.address)?.[0]).toContain('transmis à Voirie de Ngaliema');
    expect(heard.get(watcher.caller.address)).toBeUndefined();
  });

  it('hear nothing while they have said STOP, do not follow it, or while nobody may see it', async () => {
    const report = await told();
    const watcher = await follower(report);
    await hear();
    await world.identity.stop(watcher.actor.personId);
    await world.reports.follow({ reportId: report.id, actor: teller.actor, on: false });
    await world.work.take(world.act(report, operator));
    const heard = await hear();
    expect([watcher, teller].map(({ caller }) => heard.get(caller.address))).toEqual([undefined, undefined]);

    const hidden = await told();
    const third = await follower(hidden);
    await hear();
    const moderator = await world.staff('moderator');
    await world.part.reportModeration.hide({ ...world.act(hidden, moderator), reason: 'private' });
    await world.work.take(world.act(hidden, await world.staff('admin')));
    const after = await hear();
    expect(after.get(third.caller.address)).toBeUndefined();
    expect(after.get(teller.caller.address)?.[0]).toMatch(/masqué[^]*Vie privée/);
  });

  it('hear by SMS where they told it by telephone, and in the morning what happens at night', async () => {
    const caller = await world.citizen(undefined, { channel: 'ussd' });
    const report = await world.tell({ reporterId: caller.personId ?? '', source: 'ussd' });
    await hear();
    world.setNow(new Date('2026-11-23T22:00:00Z'));
    await world.work.take(world.act(report, operator));
    expect(await hear()).toEqual(new Map());
    world.setNow(new Date('2026-11-24T07:30:00Z'));
    await world.settle();
    expect(world.delivered.splice(0).map(({ route, address }) => [route, address])).toEqual([['sms', caller.phone]]);
  });

  it('hear that a photo is shown, whoever told it alone', async () => {
    const report = await told({ category: 'noise', photos: [await world.photo()] });
    const watcher = await follower(report);
    await hear();
    const moderator = await world.staff('moderator');
    const fileId = report.photos[0]?.fileId ?? '';
    await world.part.reportModeration.judgePhoto({ ...world.act(report, moderator), fileId, show: true });
    const heard = await hear();
    expect(heard.get(teller.caller.address)?.[0]).toContain('votre photo est maintenant visible');
    expect(heard.get(watcher.caller.address)).toBeUndefined();
  });

  it('a thousand hear of it once each, also where it breaks off in the middle', async () => {
    const report = await world.tell();
    // At night nothing of it goes out, so that the outbox can be looked at.
    world.setNow(new Date('2026-11-23T22:00:00Z'));
    const at = world.clock();
    const supports = Array.from({ length: 1_000 }, (_one, nth) => {
      const personId = `follower-${nth}`;
      const _id = supportId(report.id, personId);
      return { _id, reportId: report.id, personId, voted: false, follows: true, at };
    });
    await supportModel(world.connection).insertMany(supports);
    const change: ReportChange = { seq: 99, what: 'taken', at, role: 'operator' };
    refusals = [false, true];
    await expect(news.tellOfReport(report, change)).rejects.toThrow('out of reach');
    const outbox = world.connection.collection<{ _id: string; key: string }>('outbox');
    const keys = async (): Promise<string[]> => {
      const all = await outbox.find({}, { projection: { key: 1 } }).toArray();
      return all.map(({ key }) => key).filter((key) => key.startsWith(`report:${report.id}:99:`));
    };
    expect(await keys()).toHaveLength(500);
    for (let twice = 0; twice < 2; twice += 1) await news.tellOfReport(report, change);
    const told = await keys();
    expect(told).toHaveLength(1_000);
    await outbox.deleteMany({ key: { $in: told } });
  });
});

describe('comments', () => {
  it('reach whom they call at once, and the others once an hour, each with what is new to them', async () => {
    const report = await told();
    const [a, b] = [await follower(report), await follower(report)];
    await say(report, a, 'Ça sent très mauvais');
    await hear();
    await say(report, b, '@1 chez nous aussi, @service que faites-vous ?');
    expect((await heardBy(a))[0]).toMatch(/Voisin 2 vous répond[^]*chez nous aussi/);
    await again(report);
    await say(report, a, 'Merci');
    expect(await heardBy(a)).toEqual([]);
    await news.reportGathering.tellDue();
    expect(await heardBy(teller)).toEqual([]);
    world.pass(61);
    await news.reportGathering.tellDue();
    const heard = await hear();
    expect(heard.get(teller.caller.address)).toEqual([expect.stringContaining('3 nouveaux commentaires')]);
    expect(heard.get(b.caller.address)).toEqual([expect.stringContaining('2 nouveaux commentaires')]);
    expect(heard.get(a.caller.address)).toBeUndefined();
    await news.reportGathering.tellDue();
    world.pass(61);
    await news.reportGathering.tellDue();
    expect(await heardBy(teller)).toEqual([]);
  });

  it('wake nobody whom they call at night', async () => {
    const report = await told();
    const [a, b] = [await follower(report), await follower(report)];
    await say(report, a, 'Ça sent très mauvais');
    world.setNow(new Date('2026-11-26T22:00:00Z'));
    await hear();
    await say(report, b, '@1 chez nous aussi');
    expect(await heardBy(a)).toEqual([]);
    world.setNow(new Date('2026-11-27T07:30:00Z'));
    expect((await heardBy(a))[0]).toContain('Voisin 2 vous répond');
    await news.reportGathering.tellDue();
    await hear();
  });

  it('that broke off are told with the same message, and those that were hidden meanwhile are not told of', async () => {
    const report = await told();
    const [a, moderator] = [await world.neighbour(), await world.staff('moderator')];
    await say(report, a, 'Un mot');
    const bad = await say(report, a, 'Une insulte');
    await world.part.reportModeration.hide({ ...world.act(report, moderator), commentId: bad.id, reason: 'insult' });
    expect((await heardBy(a))[0]).toMatch(/masqué[^]*Insulte/);
    world.pass(61);
    refusals = [true, true];
    await news.reportGathering.tellDue();
    world.pass(6);
    await news.reportGathering.tellDue();
    world.pass(6);
    await news.reportGathering.tellDue();
    await news.reportGathering.tellDue();
    expect(await heardBy(teller)).toEqual([expect.stringContaining('1 nouveau commentaire')]);
  });
});

describe('those who work for a body', () => {
  it('hear together of what has come in and still waits, and the body gets a letter of each', async () => {
    world.pass(60);
    await news.reportGathering.tellDue();
    await hear();
    const reports = [];
    for (let nth = 0; nth < 7; nth += 1) {
      reports.push(await told());
      world.pass(1);
    }
    const letters = (await hear()).get('voirie@example.cd') ?? [];
    expect(letters).toHaveLength(7);
    expect(letters[0]).toMatch(/Nouveau signalement[^]*Lemba, Avenue Kasa-Vubu[^]*immondices/);
    await world.work.take(world.act(reports[0]!, operator));
    world.pass(60);
    await news.reportGathering.tellDue();
    await news.reportGathering.tellDue();
    const heard = await heardBy(operator);
    expect(heard).toHaveLength(1);
    expect(heard[0]).not.toContain(reports[0]!.number);
    expect(reports.filter(({ number }) => heard[0]?.includes(number))).toHaveLength(5);
    expect(heard[0]).toContain('Et 1 autre');
  });

  it('hear of what is anonymous when its hour is over, and of the rest within minutes', async () => {
    world.pass(60);
    await news.reportGathering.tellDue();
    await hear();
    const [named, anonymous] = [await told(), await world.tell()];
    world.pass(11);
    await news.reportGathering.tellDue();
    const mail = 'voirie@example.cd';
    const soon = await hear();
    for (const address of [operator.caller.address, mail]) {
      expect(soon.get(address)).toEqual([expect.stringContaining(named.number)]);
      expect(soon.get(address)?.[0]).not.toContain(anonymous.number);
    }
    const gathered = world.connection.collection('report-gathered');
    const kept = await gathered.find({ reportId: anonymous.id }).toArray();
    expect(kept).toMatchObject([{ at: anonymous.createdAt }, { at: anonymous.createdAt }]);
    expect(kept.map((one) => (one['dueAt'] as Date).getTime() % 3_600_000)).toEqual([0, 0]);
    world.pass(60);
    for (let twice = 0; twice < 2; twice += 1) await news.reportGathering.tellDue();
    const later = await hear();
    const heardOfIt = (address: string) => later.get(address)?.filter((text) => text.includes(anonymous.number));
    for (const address of [operator.caller.address, mail]) expect(heardOfIt(address)).toHaveLength(1);
  });

  it('hear in the morning, in one message, of a night', async () => {
    world.setNow(new Date('2026-11-23T21:00:00Z'));
    const one = await told();
    world.setNow(new Date('2026-11-24T02:00:00Z'));
    await news.reportGathering.tellDue();
    await say(one, teller, '@service c’est urgent');
    await news.reportGathering.tellDue();
    expect(await heardBy(operator)).toEqual([]);
    world.setNow(new Date('2026-11-24T08:00:00Z'));
    await news.reportGathering.tellDue();
    const heard = await heardBy(operator);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(new RegExp(`${one.number}[^]*On appelle le service[^]*${one.number}`));
  });

  it('do not hear of what one of them has opened again', async () => {
    const colleague = await world.staff('operator');
    const body = await world.body({ areas: ['kinshasa.cd/Gombe'], operators: [operator.actor.personId, colleague.actor.personId] });
    const report = await told({ place: { commune: 'Gombe', street: 'Avenue du Port' } });
    expect((await world.record(report.id)).bodyId).toBe(body.id);
    await world.work.resolve(world.act(report, operator));
    world.pass(30);
    await news.reportGathering.tellDue();
    await hear();
    await world.reports.reopen(world.act(report, operator));
    world.pass(30);
    await news.reportGathering.tellDue();
    const heard = await hear();
    expect(heard.get(colleague.caller.address)?.[0]).toContain('rouvert');
    expect(heard.get(operator.caller.address)).toBeUndefined();
  }); // prettier-ignore
});

it('moderators hear once a day, by day, that something waits', async () => {
  const moderator = await world.staff('moderator');
  // Not the teller of the others: twenty in a day are enough.
  const report = await world.tell({ category: 'noise', photos: [await world.photo()] });
  await hear();
  expect(report.toModerate).toBe(true);
  world.setNow(new Date('2026-11-24T23:30:00Z'));
  await news.moderatorsNews.tellDue();
  expect(await heardBy(moderator)).toEqual([]);
  world.setNow(new Date('2026-11-25T08:00:00Z'));
  for (let times = 0; times < 3; times += 1) await news.moderatorsNews.tellDue();
  expect(await heardBy(moderator)).toEqual([expect.stringContaining('à modérer')]);
  world.setNow(new Date('2026-11-26T08:00:00Z'));
  await news.moderatorsNews.tellDue();
  expect(await heardBy(moderator)).toHaveLength(1);
});
