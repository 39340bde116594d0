import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileModel } from '../../../core/files/file.model.ts';
import { commentModel } from '../../../core/reports/comment.model.ts';
import {
  categoryOf,
  mayDo,
  mayMoveReport,
  reportModel,
  reportStates,
  type Act,
  type Body,
  type NewReport,
  type Report,
  type ReportState,
} from '../../../core/reports/index.ts';
import { inLemba, outcome, reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';

let world: ReportWorld;
let operator: StaffMember;
let colleague: StaffMember;
let stranger: StaffMember;
let moderator: StaffMember;
let administrator: StaffMember;
let teller: StaffMember;
let neighbour: StaffMember;
let other: Body;
let original: Report;
beforeAll(async () => {
  world = await reportWorld();
  [operator, colleague, stranger, moderator, administrator, teller, neighbour] = await Promise.all([
    world.staff('operator'), world.staff('operator'), world.staff('operator'), world.staff('moderator'), world.staff('admin'),
    world.neighbour(), world.neighbour(),
  ]); // prettier-ignore
  await world.body({ operators: [operator.actor.personId, colleague.actor.personId] });
  other = await world.body({ areas: ['CD'], operators: [stranger.actor.personId] });
  original = await world.tell();
});
afterAll(() => world.database.drop());

const act = (report: Report, who: StaffMember): Act => world.act(report, who);
const tell = (wish: Partial<NewReport> = {}) => world.tell({ reporterId: teller.actor.personId, ...wish });

/** One that is in a state, by the ways that lead there. */
async function inState(state: ReportState): Promise<Report> {
  const report = await tell({ reporterId: (await world.neighbour()).actor.personId });
  const given = act(report, operator);
  if (state === 'in_progress') return world.work.take(given);
  if (state === 'resolved') return world.work.resolve(given);
  if (state === 'rejected') return world.work.reject({ ...given, reason: 'not_ours' });
  if (state === 'duplicate') return world.work.markDuplicate({ ...given, of: original.id });
  return report;
}

type Name = 'take' | 'giveBack' | 'update' | 'resolve' | 'reject' | 'markDuplicate' | 'reconsider' | 'reroute' | 'changeCategory'; // prettier-ignore
const acts: Readonly<Record<Name, (given: Act) => Promise<Report>>> = {
  take: (given) => world.work.take(given),
  giveBack: (given) => world.work.giveBack(given),
  update: (given) => world.work.update({ ...given, words: 'Nous passons demain' }),
  resolve: (given) => world.work.resolve(given),
  reject: (given) => world.work.reject({ ...given, reason: 'not_found' }),
  markDuplicate: (given) => world.work.markDuplicate({ ...given, of: original.id }),
  reconsider: (given) => world.work.reconsider(given),
  reroute: (given) => world.work.reroute({ ...given, bodyId: other.id }),
  changeCategory: (given) => world.work.changeCategory({ ...given, category: 'sewage' }),
};
const names = Object.keys(acts) as Name[];
/** Where each leads, and in which states it is possible beyond the table of states. */
const leads: Readonly<Partial<Record<Name, ReportState>>> = {
  take: 'in_progress',
  giveBack: 'open',
  resolve: 'resolved',
  reject: 'rejected',
  markDuplicate: 'duplicate',
  reconsider: 'open',
};
const active: readonly ReportState[] = ['open', 'in_progress'];
const from: Readonly<Partial<Record<Name, readonly ReportState[]>>> = {
  giveBack: ['in_progress'],
  update: reportStates,
  reconsider: ['rejected', 'duplicate'],
  reroute: active,
  changeCategory: active,
};

describe('what each role may do', () => {
  it.each(names)(
    '%s',
    async (name) => {
      const needs: ReportState = name === 'giveBack' ? 'in_progress' : name === 'reconsider' ? 'rejected' : 'open';
      for (const who of [neighbour, moderator, operator, stranger, administrator]) {
        const report = await inState(needs);
        const may = mayDo(who.actor.role, name);
        const expected = !may ? 'forbidden' : who === stranger ? 'forbidden not_your_body' : 'done';
        expect(`${who.actor.role}: ${await outcome(acts[name](act(report, who)))}`).toBe(
          `${who.actor.role}: ${expected}`,
        );
        if (expected !== 'done') expect(await world.reports.get(report.id)).toEqual(report);
      }
    },
    20_000,
  );
});

describe('a state', () => {
  it.each(reportStates)(
    '%s is left only as the table says',
    async (state) => {
      for (const name of names) {
        const report = await inState(state);
        const to = leads[name];
        const possible = from[name]?.includes(state) ?? (to !== undefined && mayMoveReport(state, to, 'operator'));
        // Taking what one has already is nothing new.
        const isAgain = name === 'take' && state === 'in_progress';
        const expected = possible || isAgain ? 'done' : 'illegal_transition';
        expect(`${name}: ${await outcome(acts[name](act(report, operator)))}`).toBe(`${name}: ${expected}`);
        const after = await world.record(report.id);
        if (!possible) expect(after.history).toHaveLength(report.history.length);
        else if (to) expect(after).toMatchObject({ state: to });
        expect(after.history.map(({ seq }) => seq)).toEqual(after.history.map((_one, index) => index + 1));
      }
    },
    20_000,
  );
});

describe('working', () => {
  it('goes to one of two who take it at once, and is given back by that one or an administrator only', async () => {
    const report = await tell();
    const both = await Promise.all([operator, colleague].map((who) => outcome(world.work.take(act(report, who)))));
    expect([...both].sort()).toEqual(['conflict taken', 'done']);
    const [has, has_not] = both[0] === 'done' ? [operator, colleague] : [colleague, operator];
    expect(await world.record(report.id)).toMatchObject({ state: 'in_progress', takenBy: has.actor.personId });
    expect(await outcome(world.work.giveBack(act(report, has_not)))).toBe('conflict not_taken');
    await world.work.giveBack(act(report, administrator));
    expect((await world.work.take(act(report, has_not))).takenBy).toBe(has_not.actor.personId);
  });

  it('done twice in one turn is done once, with its photo', async () => {
    const report = await tell();
    const given = { ...act(report, operator), words: ' Réparé ce matin ', photoId: await world.photo() };
    const before = await fileModel(world.connection).countDocuments();
    await Promise.all([1, 2, 3].map(() => world.work.update(given)));
    const after = await world.work.update(given);
    expect(after.history.filter(({ what }) => what === 'updated')).toHaveLength(1);
    expect(after.history.at(-1)).toMatchObject({ words: 'Réparé ce matin', photoId: after.photos[0]?.fileId });
    expect(after.photos).toMatchObject([{ of: 'work', state: 'shown' }]);
    expect(await fileModel(world.connection).countDocuments()).toBe(before + 1);
    // What is refused leaves no photo.
    const refused = world.work.update({ ...given, key: world.key(), actor: stranger.actor });
    expect(await outcome(refused)).toBe('forbidden not_your_body');
    expect(await fileModel(world.connection).countDocuments()).toBe(before + 1);
    expect(await outcome(world.work.update(act(report, operator)))).toBe('invalid_input nothing_said');
    expect(await outcome(world.work.reject({ ...act(report, operator), reason: 'no wish' }))).toBe('invalid_input unknown_reason'); // prettier-ignore
  });

  it('resolved says how long it took; reopened in fourteen days by whoever told or follows it', async () => {
    const report = await tell({ place: { commune: 'Ngaba' } });
    world.pass(90);
    await world.work.take(act(report, operator));
    const resolved = await world.work.resolve({ ...act(report, operator), words: 'Camion passé' });
    expect(resolved).toMatchObject({ hoursToResolve: 1.5, resolvedAt: world.clock() });
    expect((await world.reports.confirm(act(report, teller))).history.at(-1)).toMatchObject({ what: 'confirmed' });
    const again = await world.reports.confirm(act(report, teller));
    expect(again.history.filter(({ what }) => what === 'confirmed')).toHaveLength(1);
    expect(await outcome(world.reports.confirm(act(report, neighbour)))).toBe('conflict not_yours');
    expect(await outcome(world.reports.reopen(act(report, neighbour)))).toBe('conflict not_yours');
    expect(await outcome(world.reports.reopen(act(report, moderator)))).toBe('conflict not_yours');
    await world.reports.follow({ reportId: report.id, actor: neighbour.actor, on: true });
    const opened = await world.reports.reopen({ ...act(report, neighbour), words: 'Revenu' });
    expect(opened).toMatchObject({ state: 'open' });
    expect([opened.takenBy, opened.resolvedAt, opened.hoursToResolve]).toEqual([undefined, undefined, undefined]);
    expect(await outcome(world.reports.reopen(act(report, teller)))).toBe('illegal_transition');
    await world.work.resolve(act(report, operator));
    world.pass(14 * 24 * 60 + 1);
    expect(await outcome(world.reports.reopen(act(report, teller)))).toBe('conflict too_late');
    // An operator of another body is a neighbour like others.
    expect(await outcome(world.reports.reopen(act(report, stranger)))).toBe('conflict not_yours');
    expect((await world.reports.reopen(act(report, colleague))).history.at(-1)).toMatchObject({ role: 'operator' });
    // Counted for the figures; what was rejected and is looked at anew was never resolved.
    await world.work.reject({ ...act(report, operator), reason: 'not_ours' });
    await world.work.reconsider(act(report, operator));
    expect(await reportModel(world.connection).findById(report.id).lean()).toMatchObject({ reopenings: 2 });
  });

  it('takes more photos of whoever told it, five at most', async () => {
    const report = await tell();
    const photo = await world.photo();
    const add = (who: StaffMember) => world.reports.addPhoto({ ...act(report, who), fileId: photo });
    expect(await outcome(add(neighbour))).toBe('conflict not_yours');
    const all = await Promise.all(Array.from({ length: 7 }, () => outcome(add(teller))));
    expect(all.filter((one) => one === 'done')).toHaveLength(5);
    expect(all.filter((one) => one === 'conflict too_many_photos')).toHaveLength(2);
    const { photos } = await world.record(report.id);
    const owned = await fileModel(world.connection).find({ _id: { $in: photos.map(({ fileId }) => fileId) } }).lean();
    expect(owned.map(({ owner }) => owner)).toEqual(Array.from({ length: 5 }, () => teller.actor.personId));
  }); // prettier-ignore

  it('of another kind it goes to the body of that kind, and its photos are looked at first', async () => {
    const report = await tell({ photos: [await world.photo()], place: { position: inLemba, commune: 'Lemba' } });
    const noise = await world.body({ areas: ['kinshasa.cd/Lemba'], categories: ['noise'] });
    await world.work.take(act(report, operator));
    const changed = await world.work.changeCategory({ ...act(report, operator), category: 'noise' });
    expect(changed).toMatchObject({ category: 'noise', bodyId: noise.id, state: 'open', toModerate: true });
    expect(changed.photos).toMatchObject([{ state: 'waiting' }]);
    expect(changed.history.slice(-2)).toMatchObject([{ what: 'category_changed' }, { what: 'routed', role: 'system' }]);
    const { shown } = await world.record(report.id);
    expect(shown).not.toEqual({ type: 'Point', coordinates: [inLemba.longitude, inLemba.latitude] });
  });

  it('of a kind whose photos are looked at first, so are those of its comments, but for what was let pass', async () => {
    const report = await tell();
    const say = async () => {
      const photoId = await world.photo();
      return world.part.reportTalk.comment({ ...act(report, neighbour), text: 'Voici', photoId });
    };
    const [passed, open, hidden] = [await say(), await say(), await say()];
    const { reportModeration: moderation } = world.part;
    const judge = (fileId: string | undefined, show: boolean) =>
      moderation.judgePhoto({ ...act(report, moderator), fileId: fileId ?? '', show });
    await judge(passed.photo?.fileId, false);
    await judge(passed.photo?.fileId, true);
    await moderation.hide({ ...act(report, moderator), commentId: hidden.id, reason: 'spam' });
    await world.work.changeCategory({ ...act(report, operator), category: 'noise' });
    const photos = async (viewer?: StaffMember) => {
      const page = { offset: 0, limit: 9 };
      const { items } = await world.part.reportTalk.comments(report.id, viewer?.actor, page);
      return Object.fromEntries(items.map(({ id, photo }) => [id, photo?.state]));
    };
    expect(await photos()).toEqual({ [passed.id]: 'shown', [open.id]: undefined });
    expect(await photos(moderator)).toEqual({ [passed.id]: 'shown', [open.id]: 'waiting', [hidden.id]: 'waiting' });
    const toJudge = await commentModel(world.connection).find({ reportId: report.id, toModerate: true }).lean();
    expect(toJudge.map(({ _id }) => _id)).toEqual([open.id]);
    // Let pass, it stays so, however often it is told that the kind has changed.
    await judge(open.photo?.fileId, true);
    const now = (await world.reports.get(report.id))!;
    await world.part.checkTalkAgain(
      now,
      now.history.find(({ what }) => what === 'category_changed')!,
    );
    expect(await photos()).toEqual({ [passed.id]: 'shown', [open.id]: 'shown' });
  });
});

describe('what was opened again', () => {
  it('has the time of its new kind from then on, and is not late at once', async () => {
    const report = await tell();
    await world.work.resolve(act(report, operator));
    world.pass(10 * 24 * 60);
    const { dueAt } = await world.reports.reopen(act(report, teller));
    const now = world.clock().getTime();
    expect(dueAt.getTime()).toBeGreaterThan(now);
    const changed = await world.work.changeCategory({ ...act(report, operator), category: 'sewage' });
    expect(changed.dueAt.getTime() - now).toBe(categoryOf('sewage').targetHours * 3_600_000);
  });
});
