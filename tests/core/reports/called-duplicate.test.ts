import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Act, NewReport, Report } from '../../../core/reports/index.ts';
import { supportModel } from '../../../core/reports/support.model.ts';
import { north, outcome, reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

let world: ReportWorld;
let moderator: StaffMember;
let teller: StaffMember;
let neighbour: StaffMember;
beforeAll(async () => {
  world = await reportWorld();
  [moderator, teller, neighbour] = await Promise.all([world.staff('moderator'), world.neighbour(), world.neighbour()]);
});
afterAll(() => world.database.drop());

const act = (report: Report, who: StaffMember): Act => world.act(report, who);
const tell = (wish: Partial<NewReport> = {}) => world.tell({ reporterId: teller.actor.personId, ...wish });

describe('a duplicate', () => {
  it('takes its votes and followers along, once, and brings nobody back who stops following', async () => {
    const [first, second] = [await tell(), await tell({ place: { position: north(10) } })];
    const [both, voter, gone] = [await world.neighbour(), await world.neighbour(), await world.neighbour()];
    const vote = (report: Report, who: StaffMember) =>
      world.reports.vote({ reportId: report.id, actor: who.actor, on: true });
    await vote(first, both);
    await vote(second, both);
    await vote(second, voter);
    await world.reports.follow({ reportId: second.id, actor: gone.actor, on: true });
    const given = { ...act(second, moderator), of: first.id };
    await world.work.markDuplicate(given);
    // The one who told both follows one.
    expect(await world.reports.get(first.id)).toMatchObject({ votes: 3, followers: 4 });
    await world.reports.follow({ reportId: first.id, actor: gone.actor, on: false });
    await world.work.markDuplicate(given);
    await world.part.reportSettling.settle(second.id);
    expect(await world.reports.get(first.id)).toMatchObject({ followers: 3 });
    // Whoever still has the other one before them helps this one.
    await vote(second, gone);
    expect(await world.reports.get(first.id)).toMatchObject({ votes: 4, followers: 4 });
    expect(await outcome(world.work.markDuplicate({ ...act(first, moderator), of: second.id }))).toBe('conflict is_duplicate'); // prettier-ignore
    expect(await outcome(world.work.markDuplicate({ ...act(first, moderator), of: first.id }))).toBe('conflict same_report'); // prettier-ignore
    expect(await outcome(world.work.markDuplicate({ ...act(first, moderator), of: 'none' }))).toBe('not_found there is no such report'); // prettier-ignore
    const third = await tell();
    await world.work.markDuplicate({ ...act(first, moderator), of: third.id });
    await vote(second, await world.neighbour());
    expect((await world.reports.get(third.id))?.votes).toBe(5);
  });

  it('is never one of itself in the end, however many are called so of one another at once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const reports = await Promise.all(Array.from({ length: 4 }, () => tell({ reporterId: `p${round}` })));
      const mark = (at: number) =>
        world.work.markDuplicate({ ...act(reports[at]!, moderator), of: reports[(at + 1) % reports.length]!.id });
      const all = await Promise.all(reports.map((_one, at) => outcome(mark(at))));
      const records = await Promise.all(reports.map(({ id }) => world.record(id)));
      const of = new Map(records.map(({ _id, duplicateOf }) => [_id, duplicateOf]));
      for (const { _id } of records) {
        let at: string | undefined = _id;
        for (let step = 0; step < 4; step += 1) at = at === undefined ? undefined : of.get(at);
        expect(at).toBeUndefined();
      }
      expect(all.filter((one) => one === 'done').length).toBeGreaterThan(0);
    }
  });

  it('that is looked at again keeps those who have told it', async () => {
    const [first, second] = [await tell(), await tell()];
    await world.reports.vote({ reportId: second.id, actor: neighbour.actor, on: true });
    await world.work.markDuplicate({ ...act(second, moderator), of: first.id });
    const back = await world.work.reconsider(act(second, moderator));
    expect(back).toMatchObject({ state: 'open', votes: 1 });
    expect(back.duplicateOf).toBeUndefined();
    expect(await supportModel(world.connection).countDocuments({ reportId: second.id })).toBe(2);
  });
});
