import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newsWorld, type NewsWorld } from './news-world.ts';

let world: NewsWorld;
beforeAll(async () => {
  world = await newsWorld();
});
beforeEach(() => world.begin());
afterAll(() => world.database.drop());

describe('those who work for a body', () => {
  it('hear together of what has come in and still waits, and the body gets a letter of each', async () => {
    world.pass(60);
    await world.news.reportGathering.tellDue();
    await world.hear();
    const reports = [];
    for (let nth = 0; nth < 7; nth += 1) {
      reports.push(await world.told());
      world.pass(1);
    }
    const letters = (await world.hear()).get('voirie@example.cd') ?? [];
    expect(letters).toHaveLength(7);
    expect(letters[0]).toMatch(/Nouveau signalement[^]*Lemba, Avenue Kasa-Vubu[^]*immondices/);
    await world.work.take(world.act(reports[0]!, world.operator));
    world.pass(60);
    await world.news.reportGathering.tellDue();
    await world.news.reportGathering.tellDue();
    const heard = await world.heardBy(world.operator);
    expect(heard).toHaveLength(1);
    expect(heard[0]).not.toContain(reports[0]!.number);
    expect(reports.filter(({ number }) => heard[0]?.includes(number))).toHaveLength(5);
    expect(heard[0]).toContain('Et 1 autre');
  });

  it('hear of what is anonymous when its hour is over, and of the rest within minutes', async () => {
    world.pass(60);
    await world.news.reportGathering.tellDue();
    await world.hear();
    const [named, anonymous] = [await world.told(), await world.tell()];
    world.pass(11);
    await world.news.reportGathering.tellDue();
    const mail = 'voirie@example.cd';
    const soon = await world.hear();
    for (const address of [world.operator.caller.address, mail]) {
      expect(soon.get(address)).toEqual([expect.stringContaining(named.number)]);
      expect(soon.get(address)?.[0]).not.toContain(anonymous.number);
    }
    const gathered = world.connection.collection('report-gathered');
    const kept = await gathered.find({ reportId: anonymous.id }).toArray();
    expect(kept).toMatchObject([{ at: anonymous.createdAt }, { at: anonymous.createdAt }]);
    expect(kept.map((one) => (one['dueAt'] as Date).getTime() % 3_600_000)).toEqual([0, 0]);
    world.pass(60);
    for (let twice = 0; twice < 2; twice += 1) await world.news.reportGathering.tellDue();
    const later = await world.hear();
    const heardOfIt = (address: string) => later.get(address)?.filter((text) => text.includes(anonymous.number));
    for (const address of [world.operator.caller.address, mail]) expect(heardOfIt(address)).toHaveLength(1);
  });

  it('hear in the morning, in one message, of a night', async () => {
    world.setNow(new Date('2026-11-23T21:00:00Z'));
    const one = await world.told();
    world.setNow(new Date('2026-11-24T02:00:00Z'));
    await world.news.reportGathering.tellDue();
    await world.say(one, world.teller, '@service c’est urgent');
    await world.news.reportGathering.tellDue();
    expect(await world.heardBy(world.operator)).toEqual([]);
    world.setNow(new Date('2026-11-24T08:00:00Z'));
    await world.news.reportGathering.tellDue();
    const heard = await world.heardBy(world.operator);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(new RegExp(`${one.number}[^]*On appelle le service[^]*${one.number}`));
  });

  it('do not hear of what one of them has opened again', async () => {
    const colleague = await world.staff('operator');
    const body = await world.body({ areas: ['kinshasa.cd/Gombe'], operators: [world.operator.actor.personId, colleague.actor.personId] });
    const report = await world.told({ place: { commune: 'Gombe', street: 'Avenue du Port' } });
    expect((await world.record(report.id)).bodyId).toBe(body.id);
    await world.work.resolve(world.act(report, world.operator));
    world.pass(30);
    await world.news.reportGathering.tellDue();
    await world.hear();
    await world.reports.reopen(world.act(report, world.operator));
    world.pass(30);
    await world.news.reportGathering.tellDue();
    const heard = await world.hear();
    expect(heard.get(colleague.caller.address)?.[0]).toContain('rouvert');
    expect(heard.get(world.operator.caller.address)).toBeUndefined();
  }); // prettier-ignore
});

it('moderators hear once a day, by day, that something waits', async () => {
  const moderator = await world.staff('moderator');
  // Not the teller of the others: twenty in a day are enough.
  const report = await world.tell({ category: 'noise', photos: [await world.photo()] });
  await world.hear();
  expect(report.toModerate).toBe(true);
  world.setNow(new Date('2026-11-24T23:30:00Z'));
  await world.news.moderatorsNews.tellDue();
  expect(await world.heardBy(moderator)).toEqual([]);
  world.setNow(new Date('2026-11-25T08:00:00Z'));
  for (let times = 0; times < 3; times += 1) await world.news.moderatorsNews.tellDue();
  expect(await world.heardBy(moderator)).toEqual([expect.stringContaining('à modérer')]);
  world.setNow(new Date('2026-11-26T08:00:00Z'));
  await world.news.moderatorsNews.tellDue();
  expect(await world.heardBy(moderator)).toHaveLength(1);
});
