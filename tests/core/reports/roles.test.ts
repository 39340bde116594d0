import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAllowed } from '../../../admin-api/permissions.ts';
import type { Role } from '../../../core/identity/index.ts';
import { isLisoloError } from '../../../core/errors.ts';
import { mayDo, reportActions, reportRoleOf, reportRoles, type Body, type Report, type ReportAction, type ReportRole } from '../../../core/reports/index.ts'; // prettier-ignore
import { reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

let world: ReportWorld;
let members: Record<ReportRole, StaffMember>;
/** Who works for another body. */
let stranger: StaffMember;
let elsewhere: Body;
beforeAll(async () => {
  world = await reportWorld();
  const [citizen, moderator, operator] = [await world.neighbour(), await world.staff('moderator'), await world.staff('operator')]; // prettier-ignore
  members = { citizen, moderator, operator, administrator: await world.staff('admin') };
  stranger = await world.staff('operator');
  await world.body({ areas: ['kinshasa.cd/Lemba'], operators: [operator.actor.personId] });
  elsewhere = await world.body({ areas: ['kinshasa.cd/Gombe'], operators: [stranger.actor.personId] });
});
afterAll(() => world.database.drop());

type Need = 'open' | 'in_progress' | 'resolved' | 'rejected' | 'hidden' | 'photo';
interface Cell {
  readonly need?: Need;
  run(report: Report, who: StaffMember): Promise<unknown>;
  /** For the body that it is sent to, and none else. */
  readonly ofBody?: true;
}

const on = (report: Report, who: StaffMember) => ({ reportId: report.id, actor: who.actor, on: true });
const ofWork = (run: Cell['run'], need: Need = 'open'): Cell => ({ run, need, ofBody: true });

/** Each thing that can be done, by the service that does it. */
const cells: Readonly<Record<ReportAction, Cell>> = {
  report: { run: (_report, who) => world.tell({ reporterId: who.actor.personId }) },
  vote: { run: (report, who) => world.reports.vote(on(report, who)) },
  follow: { run: (report, who) => world.reports.follow(on(report, who)) },
  comment: { run: (report, who) => world.part.reportTalk.comment({ ...world.act(report, who), text: 'Bonjour' }) },
  flag: { run: (report, who) => world.part.reportTalk.flag({ reportId: report.id, actor: who.actor, reason: 'spam' }) },
  reopen: { need: 'resolved', ofBody: true, run: (report, who) => world.reports.reopen(world.act(report, who)) },
  confirm: { need: 'resolved', run: (report, who) => world.reports.confirm(world.act(report, who)) },
  take: ofWork((report, who) => world.work.take(world.act(report, who))),
  giveBack: ofWork((report, who) => world.work.giveBack(world.act(report, who)), 'in_progress'),
  update: ofWork((report, who) => world.work.update({ ...world.act(report, who), words: 'Nous passons demain' })),
  resolve: ofWork((report, who) => world.work.resolve(world.act(report, who))),
  reject: ofWork((report, who) => world.work.reject({ ...world.act(report, who), reason: 'not_found' })),
  markDuplicate: ofWork(async (report, who) =>
    world.work.markDuplicate({ ...world.act(report, who), of: (await world.tell()).id })),
  reconsider: ofWork((report, who) => world.work.reconsider(world.act(report, who)), 'rejected'),
  reroute: ofWork((report, who) => world.work.reroute({ ...world.act(report, who), bodyId: elsewhere.id })),
  changeCategory: ofWork((report, who) =>
    world.work.changeCategory({ ...world.act(report, who), category: 'sewage' })),
  seeHidden: {
    need: 'hidden',
    async run(report, who) {
      const [seen] = await world.part.reportSeeing.see([report], who.actor);
      if (seen?.words === '') throw new Error('not seen');
      return world.part.reportTalk.comments(report.id, who.actor, { offset: 0, limit: 1 });
    },
  },
  hide: { run: (report, who) => world.part.reportModeration.hide({ ...world.act(report, who), reason: 'false' }) },
  restore: { need: 'hidden', run: (report, who) => world.part.reportModeration.restore(world.act(report, who)) },
  judgePhoto: {
    need: 'photo',
    run: (report, who) =>
      world.part.reportModeration.judgePhoto({ ...world.act(report, who), fileId: report.photos[0]?.fileId ?? '', show: true }),
  },
  readFlags: { run: (_report, who) => world.part.reportModeration.next(who.actor) },
  // Bodies are written through the administration's own door.
  manageBodies: {
    run: (_report, who) =>
      isAllowed(who.caller.roles as Role[], 'report-bodies.create') ? Promise.resolve() : Promise.reject(new Error('refused')),
  },
}; // prettier-ignore

/** A report in the state that the thing needs; citizens follow it. */
async function reportFor({ need = 'open' }: Cell, who: StaffMember): Promise<Report> {
  const report = await world.tell(need === 'photo' ? { category: 'noise', photos: [await world.photo()] } : {});
  if (who === members.citizen) await world.reports.follow(on(report, who));
  const by = (one: StaffMember) => world.act(report, one);
  // Only whoever has it gives it back.
  const worker = reportRoleOf(who.caller.roles) === 'operator' && who !== stranger ? who : members.operator;
  if (need === 'in_progress') return world.work.take(by(worker));
  if (need === 'resolved') return world.work.resolve(by(members.operator));
  if (need === 'rejected') return world.work.reject({ ...by(members.operator), reason: 'not_found' });
  return need === 'hidden' ? world.part.reportModeration.hide({ ...by(members.moderator), reason: 'false' }) : report;
}

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    return isLisoloError(error) ? error.code : 'refused';
  }
}
/** How those are refused to whom a thing is not even shown, or who have nothing to do with it. */
const otherwise: Readonly<Partial<Record<ReportAction, string>>> = {
  seeHidden: 'refused',
  manageBodies: 'refused',
  confirm: 'conflict',
  reopen: 'conflict',
};

describe.each(Object.keys(cells) as ReportAction[])('%s', (action) => {
  const cell = cells[action];

  it.each(reportRoles)('is done by a %s where the table says so, and by no other', async (role) => {
    const who = members[role];
    const report = await reportFor(cell, who);
    const before = await world.record(report.id);
    const expected = mayDo(role, action) ? 'done' : (otherwise[action] ?? 'forbidden');
    expect(await outcome(cell.run(report, who))).toBe(expected);
    if (expected !== 'done') expect(await world.record(report.id)).toEqual(before);
  });

  if (cell.ofBody)
    it('is not done by an operator of another body', async () => {
      const report = await reportFor(cell, stranger);
      const refused = otherwise[action] ?? 'forbidden';
      expect(await outcome(cell.run(report, stranger))).toBe(refused);
      expect(await world.record(report.id)).toMatchObject({ state: report.state, bodyId: report.bodyId });
    });
});

describe('what is hidden', () => {
  /** Told anew, read without the report, or about who may look behind it. */
  const elsewhereTold = ['report', 'readFlags', 'manageBodies', 'seeHidden', 'restore'];
  const actions = (Object.keys(cells) as ReportAction[]).filter((action) => !elsewhereTold.includes(action));
  /** Of what is hidden nobody says anything more; who may not look behind it finds nothing to say or to object to. */
  function outcomeFor(action: ReportAction, isGuard: boolean): string {
    if (isGuard) return action === 'comment' ? 'conflict' : 'done';
    return action === 'comment' || action === 'flag' ? 'not_found' : 'conflict';
  }

  it.each(actions)('is not there for %s, but for guards', async (action) => {
    const cell = cells[action];
    for (const role of reportRoles.filter((one) => mayDo(one, action))) {
      const who = members[role];
      const { id } = await reportFor(cell, who);
      const hide = { ...world.act({ id }, members.moderator), reason: 'false' } as const;
      const hidden = await world.part.reportModeration.hide(hide);
      const before = await world.record(id);
      const expected = outcomeFor(action, mayDo(role, 'seeHidden'));
      expect(`${role}: ${await outcome(cell.run(hidden, who))}`).toBe(`${role}: ${expected}`);
      if (expected !== 'done') expect(await world.record(id)).toEqual(before);
    }
  });
});

it('the farthest reaching role of somebody counts', () => {
  expect(reportRoleOf(['moderator', 'operator', 'operations'])).toBe('administrator');
  expect(reportRoleOf(['moderator', 'operator'])).toBe('operator');
  expect(reportRoleOf(['counter_agent', 'moderator'])).toBe('moderator');
  expect(reportRoleOf(['opj', 'customer'])).toBe('citizen');
  expect(Object.keys(cells).sort()).toEqual(Object.keys(reportActions).sort());
});
