import fc from 'fast-check';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../../core/database/index.ts';
import { isLisoloError } from '../../../core/errors.ts';
import { silentLog } from '../../../core/log.ts';
import { createReportsPart, mayMoveReport, type Report, type ReportRecord } from '../../../core/reports/index.ts';
import { reportModel } from '../../../core/reports/report.model.ts';
import { supportModel } from '../../../core/reports/support.model.ts';
import { strictSpeak } from '../../support/talk.ts';
import { reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

let world: ReportWorld;
let people: readonly StaffMember[];
beforeAll(async () => {
  world = await reportWorld();
  const roles = ['operator', 'operator', 'moderator', 'admin'] as const;
  const staff = await Promise.all(roles.map((role) => world.staff(role)));
  const citizens = await Promise.all([1, 2, 3].map(() => world.neighbour()));
  people = [...staff, ...citizens];
  await world.body({ operators: staff.map(({ actor }) => actor.personId) });
});
afterAll(() => world.database.drop());

function otherProcess(connection: Connection): ReportWorld['reports'] {
  const { files, identity: people, clock } = world;
  const given = { clock, files, people, log: silentLog, speak: strictSpeak, secret: 'y'.repeat(32) };
  return createReportsPart({ ...world, ...given, connection }).reports;
}

const names = [
  'vote', 'unvote', 'follow', 'leave', 'take', 'giveBack', 'update', 'resolve', 'reject', 'duplicate', 'reconsider', 'reopen',
  'confirm', 'category', 'late', 'deaf',
] as const; // prettier-ignore
type Name = (typeof names)[number];

interface Move {
  readonly name: Name;
  readonly who: number;
  readonly report: number;
  readonly other: number;
  /** Comes twice, as a phone repeats itself. */
  readonly twice: boolean;
}

const move: fc.Arbitrary<Move> = fc.record({
  name: fc.constantFrom(...names),
  who: fc.nat(6),
  report: fc.nat(2),
  other: fc.nat(2),
  twice: fc.boolean(),
});

/** Every move of a list of rounds; those of one round happen at once. */
async function play(reports: readonly Report[], moves: readonly Move[], done: string[]): Promise<void> {
  const { work } = world;
  const perform = async ({ name, who, report, other }: Move, key: string): Promise<unknown> => {
    const { actor } = people[who]!;
    const reportId = reports[report]!.id;
    const given = { key, reportId, actor };
    if (name === 'vote' || name === 'unvote') return world.reports.vote({ reportId, actor, on: name === 'vote' });
    if (name === 'follow' || name === 'leave') return world.reports.follow({ reportId, actor, on: name === 'follow' });
    if (name === 'take') return work.take(given);
    if (name === 'giveBack') return work.giveBack(given);
    if (name === 'update') return work.update({ ...given, words: 'Nous passons' });
    if (name === 'resolve') return work.resolve(given);
    if (name === 'reject') return work.reject({ ...given, reason: 'unclear' });
    if (name === 'duplicate') return work.markDuplicate({ ...given, of: reports[other]!.id });
    if (name === 'reconsider') return work.reconsider(given);
    if (name === 'reopen') return world.reports.reopen(given);
    if (name === 'confirm') return world.reports.confirm(given);
    if (name === 'category') return work.changeCategory({ ...given, category: other === 0 ? 'sewage' : 'garbage' });
    if (name === 'late') return world.part.reportSettling.late();
    world.failListeners(1);
    return undefined;
  };
  await Promise.all(
    moves.flatMap((one) => {
      const key = world.key();
      const once = async (): Promise<void> => {
        // What is refused is refused in a way that is known; anything else is a fault and ends the test.
        await perform(one, key)
          .then(() => void done.push(key))
          .catch((error: unknown) => {
            if (!isLisoloError(error)) throw error;
          });
      };
      return one.twice ? [once(), once()] : [once()];
    }),
  );
}

function chainEnds(of: ReadonlyMap<string, string | undefined>, from: string): boolean {
  let at: string | undefined = from;
  for (let step = 0; step <= of.size && at !== undefined; step += 1) at = of.get(at);
  return at === undefined;
}

describe('whatever happens to reports, in any order and at once', () => {
  it('is counted, numbered without a gap, done once, and told to whoever follows in its order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(move, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 6 }), async (rounds) => {
        world.heard.length = 0;
        const teller = people[4]!.actor.personId;
        const reports = [await world.tell({ reporterId: teller }), await world.tell(), await world.tell()];
        const done: string[] = [];
        for (const moves of rounds) {
          await play(reports, moves, done);
          world.pass(1);
        }
        world.failListeners(0);
        world.pass(1);
        await world.part.reportSettling.late();

        const ids = reports.map(({ id }) => id);
        const records = await reportModel(world.connection).find({ _id: { $in: ids } }).lean<ReportRecord[]>();
        const supports = await supportModel(world.connection).find({ reportId: { $in: ids } }).lean();
        const of = new Map(records.map(({ _id, duplicateOf }) => [_id, duplicateOf]));
        for (const record of records) {
          const { _id, history, state, announced } = record;
          expect(history.map(({ seq }) => seq)).toEqual(history.map((_one, index) => index + 1));
          // Each change of state begins where the one before it ended, and is one that the role may make.
          let at = 'open';
          for (const { from, to, role } of history.slice(1)) {
            if (to === undefined) continue;
            expect(from).toBe(at);
            if (from !== to && role !== 'system') expect(mayMoveReport(from!, to, role)).toBe(true);
            at = to;
          }
          expect(state).toBe(at);
          expect(new Set(record.done).size).toBe(record.done.length);
          const own = supports.filter(({ reportId }) => reportId === _id);
          expect(record.votes).toBe(own.filter(({ voted }) => voted).length);
          expect(record.followers).toBe(own.filter(({ follows }) => follows).length);
          expect([announced, record.pendingSince]).toEqual([history.length, undefined]);
          // Heard of each, first in its order, whatever was repeated.
          const heard = world.heard.filter(({ reportId }) => reportId === _id).map(({ seq }) => seq);
          expect([...new Set(heard)]).toEqual(history.map(({ seq }) => seq));
          expect(chainEnds(of, _id)).toBe(true);
        }
        expect(supports.filter(({ pendingSince }) => pendingSince !== undefined)).toEqual([]);
      }), // prettier-ignore
      { numRuns: 12 },
    );
  }, 30_000);
});

describe('what follows from a change', () => {
  it('is taken up by the job where whoever made the change has died in between', async () => {
    const told = await world.tell();
    const operator = people[0]!;
    world.failListeners(1);
    await world.work.take(world.act(told, operator));
    expect(await world.record(told.id)).toMatchObject({ announced: 2, state: 'in_progress' });
    await world.work.update({ ...world.act(told, operator), words: 'En route' });
    const seqs = () => world.heard.filter(({ reportId }) => reportId === told.id).map(({ seq }) => seq);
    expect(seqs()).toEqual([1, 2, 3, 4]);

    // A vote and a change that nobody has carried on.
    const voter = people[5]!.actor.personId;
    const supports = supportModel(world.connection);
    const at = world.clock();
    const vote = { reportId: told.id, personId: voter, voted: true, follows: true, at, pendingSince: at };
    await supports.create({ _id: `${told.id}:${voter}`, ...vote });
    await reportModel(world.connection).updateOne(
      { _id: told.id },
      {
        $set: { pendingSince: at },
        $inc: { revision: 1 },
        $push: { history: { seq: 5, what: 'updated', at, role: 'operator' } },
      },
    );
    expect(await world.part.reportSettling.late()).toBe(0);
    world.pass(1);
    expect(await world.part.reportSettling.late()).toBeGreaterThan(0);
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
    const record = await world.record(told.id);
    expect(record).toMatchObject({ votes: 1, followers: 1, announced: 5 });
    expect(record.pendingSince).toBeUndefined();
    expect(await supports.countDocuments({ pendingSince: { $exists: true } })).toBe(0);
  });

  it('waits for a listener that fails, which keeps neither other listeners from what comes next nor another report from its turn', async () => {
    const [deaf, fine] = [await world.tell(), await world.tell()];
    let isDeaf = true;
    world.listen(async ({ id }, { what }) => {
      if (isDeaf && id === deaf.id && what === 'taken') throw new Error('nobody listens');
    });
    const others: number[] = [];
    world.part.onReport({
      others: async ({ id }, { seq }) => {
        if (id === deaf.id) others.push(seq);
      },
    });
    await world.work.take(world.act(deaf, people[0]!));
    world.failListeners(1);
    await world.work.take(world.act(fine, people[0]!));
    world.pass(1);
    expect(await world.part.reportSettling.late()).toBe(1);
    const [late, told] = [await world.record(deaf.id), await world.record(fine.id)];
    expect([late.announced, told.announced]).toEqual([2, 3]);
    expect(late.pendingSince).toEqual(world.clock());
    // The others hear on, and nothing twice, however often it is tried.
    await world.work.update({ ...world.act(deaf, people[0]!), words: 'Nous passons' });
    for (let times = 0; times < 3; times += 1) {
      world.pass(1);
      await world.part.reportSettling.late();
    }
    expect(others).toEqual([3, 4]);
    isDeaf = false;
    world.pass(1);
    await world.part.reportSettling.late();
    const heard = world.heard.filter(({ reportId }) => reportId === deaf.id).map(({ seq }) => seq);
    expect([heard, others]).toEqual([
      [1, 2, 3, 4],
      [3, 4],
    ]);
    const after = await world.record(deaf.id);
    expect([after.announced, after.pendingSince, after.heard]).toEqual([4, undefined, undefined]);
  });

  it('brings over from the job many who follow a report that is taken for another', async () => {
    const [one, other] = [await world.tell(), await world.tell()];
    const supports = supportModel(world.connection);
    const many = Array.from({ length: 501 }, (_one, nth) => ({
      _id: `${one.id}:many-${nth}`, reportId: one.id, personId: `many-${nth}`, voted: nth < 100, follows: true, at: world.clock(),
    })); // prettier-ignore
    await supports.insertMany(many);
    // One of them has voted for the other one already.
    await world.reports.vote({ reportId: other.id, actor: { personId: 'many-0', role: 'citizen' }, on: true });
    await world.work.update({ ...world.act(one, people[0]!), words: 'Nous passons' });
    await world.work.markDuplicate({ ...world.act(one, people[0]!), of: other.id });
    const counted = async () => [(await world.record(other.id)).votes, (await world.record(other.id)).followers];
    expect([(await world.record(one.id)).state, await counted()]).toEqual(['duplicate', [1, 1]]);
    world.pass(1);
    for (let twice = 0; twice < 2; twice += 1) await world.part.reportSettling.late();
    expect(await counted()).toEqual([100, 501]);
    expect(await world.record(one.id)).toMatchObject({ announced: 4 });
    expect(await supports.countDocuments({ pendingSince: { $exists: true } })).toBe(0);
  });

  it('is counted for all others where one cannot be counted, and for that one as soon as it can', async () => {
    const [broken, fine] = [await world.tell(), await world.tell()];
    const reports = reportModel(world.connection).collection;
    // A count that the database cannot add to.
    await reports.updateOne({ _id: broken.id as never }, { $set: { counted: 'many' } });
    const at = world.clock();
    for (const { id: reportId } of [broken, fine])
      await supportModel(world.connection).create({
        _id: `${reportId}:late`, reportId, personId: 'late', voted: true, follows: true, at, pendingSince: at,
      }); // prettier-ignore
    world.pass(1);
    expect(await world.part.reportSettling.late()).toBeGreaterThan(0);
    expect(await world.reports.get(fine.id)).toMatchObject({ votes: 1 });
    const left = await supportModel(world.connection).findById(`${broken.id}:late`).lean();
    expect(left?.pendingSince).toEqual(world.clock());
    await reports.updateOne({ _id: broken.id as never }, { $set: { counted: 0 } });
    world.pass(1);
    await world.part.reportSettling.late();
    expect(await world.reports.get(broken.id)).toMatchObject({ votes: 1 });
  });

  it('counts fifty votes at once, each voter once, in two processes', async () => {
    const told = await world.tell();
    const sides = [world.reports, otherProcess(world.connection)];
    const vote = (one: Parameters<ReportWorld['reports']['vote']>[0], nth: number) => sides[nth % 2]!.vote(one);
    const votes = Array.from({ length: 50 }, (_one, nth) => ({
      reportId: told.id,
      actor: { personId: `voter-${nth}`, role: 'citizen' as const },
      on: true,
    }));
    await Promise.all([...votes, ...votes.slice(0, 10)].map(vote));
    expect(await world.reports.get(told.id)).toMatchObject({ votes: 50, followers: 50 });
    await Promise.all(votes.slice(0, 20).map((one, nth) => vote({ ...one, on: false }, nth)));
    expect(await world.reports.get(told.id)).toMatchObject({ votes: 30, followers: 50 });
  });

  it('counts again where a vote comes while another process is counting', async () => {
    const told = await world.tell();
    const slow = await connectDatabase({ uri: world.database.uri, log: silentLog });
    const counted = supportModel(slow);
    const count = counted.countDocuments.bind(counted);
    const voter = (personId: string) => ({
      reportId: told.id,
      actor: { personId, role: 'citizen' as const },
      on: true,
    });
    // Once, the answer is old by the time that it arrives.
    let late: Promise<unknown> | undefined;
    counted.countDocuments = (async (filter: Parameters<typeof count>[0]) => {
      const number = await count(filter);
      await (late ??= world.reports.vote(voter('fast')));
      return number;
    }) as never;
    await otherProcess(slow).vote(voter('slow'));
    expect(await world.reports.get(told.id)).toMatchObject({ votes: 2, followers: 2 });
    await slow.close();
  });
});
