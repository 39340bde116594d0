import { afterAll, beforeAll, expect, it } from 'vitest';
import { commentModel, type Actor, type Report, type ReportRecord } from '../../../core/reports/index.ts';
import { reportModel } from '../../../core/reports/report.model.ts';
import { supportModel } from '../../../core/reports/support.model.ts';
import { mortalApp, type MortalApp } from '../../support/mortal-app.ts';
import { aPicture } from '../../support/pictures.ts';

let world: MortalApp;
let teller: Actor;
let voter: Actor;
let operator: Actor;
let moderator: Actor;
let keys = 0;
beforeAll(async () => {
  world = await mortalApp(/^reports\.(settle|carry-talk|tell-gathered)$|^files\.sweep-expired$/);
  const { identity, reportBodies } = world.app;
  const person = async (role: 'citizen' | 'operator' | 'moderator'): Promise<Actor> => {
    const roles = role === 'citizen' ? [] : [role];
    const { id } = await identity.create({
      name: role,
      phone: `+24381000${String(1_000 + (keys += 1))}`,
      country: 'CD',
      roles,
    });
    return { personId: id, role };
  };
  [teller, voter] = [await person('citizen'), await person('citizen')];
  [operator, moderator] = [await person('operator'), await person('moderator')];
  const whose = { categories: [], operators: [operator.personId] };
  await reportBodies.create({ name: 'Voirie', country: 'CD', areas: ['kinshasa.cd'], ...whose });
}, 60_000);
afterAll(() => world.database.drop());

interface Made {
  readonly key: string;
  readonly photo: string;
  report?: Report;
}

/** What somebody is about to do, with a photo that the door has kept. */
async function made(): Promise<Made> {
  const key = `turn ${(keys += 1)}`;
  const bytes = await aPicture('png', 40 + keys, 30);
  return { key, photo: (await world.app.files.put({ bytes, name: 'photo', owner: 'simulator' })).id };
}

const wish = ({ key }: Made) => ({
  key,
  country: 'CD' as const,
  category: 'garbage' as const,
  words: 'Un tas d’immondices',
  place: { city: 'kinshasa.cd', commune: 'Lemba', street: 'Avenue Kasa-Vubu' },
  photos: [] as string[],
  source: 'simulator',
});

async function told(): Promise<Made> {
  const report = await world.app.reports.report({ ...wish(await made()), reporterId: teller.personId });
  return { ...(await made()), report };
}

const on = ({ report, key }: Made, actor: Actor) => ({ key, reportId: report?.id ?? '', actor });

/** Whatever may be wrong after a crash: what is left to do, what was told, what is written twice, files of nobody. */
async function outcome({ report }: Made) {
  const { connection } = world.database;
  const reportId = report?.id ?? '';
  const record = await reportModel(connection).findById(reportId).lean<ReportRecord>();
  const { state, votes, followers, comments, flags, hidden, photos = [], history = [], announced } = record ?? {};
  const waiting = { pendingSince: { $exists: true } };
  const named = await world.toldOf(report?.number ?? 'nobody');
  const audited = await world.app.audit.list({ subjectId: reportId, skip: 0, limit: 50 });
  const records = await Promise.all([reportModel(connection).find().lean(), commentModel(connection).find().lean()]);
  const kept = JSON.stringify(records);
  const left = [
    await reportModel(connection).exists(waiting),
    await commentModel(connection).exists(waiting),
    await supportModel(connection).exists(waiting),
  ];
  const files = await connection.collection('files').find().toArray();
  return {
    ...{ state, votes, followers, comments, flags, hidden, announced },
    photos: photos.length,
    happened: history.map(({ seq, what }) => `${seq} ${what}`),
    left,
    told: named.map((notice) => notice.match(/report-news:[\w.]+/g)),
    audited: audited.items.map(({ action }) => action),
    ofNobody: files.filter(({ _id, owner }) => owner !== 'simulator' && !kept.includes(String(_id))).length,
  };
}

const stories: Record<string, { prepare: () => Promise<Made>; act: (made: Made) => Promise<unknown> }> = {
  'told anonymously with a photo': {
    prepare: made,
    act: async (one) => (one.report = await world.app.reports.report({ ...wish(one), photos: [one.photo] })),
  },
  'commented with a photo': {
    prepare: told,
    act: (one) =>
      world.app.reportTalk.comment({ ...on(one, voter), text: 'Chez moi aussi, voyez', photoId: one.photo }),
  },
  'hidden by a moderator': {
    prepare: told,
    act: (one) => world.app.reportModeration.hide({ ...on(one, moderator), reason: 'insult' }),
  },
};

it.each(Object.entries(stories))(
  'a report that is %s comes to the same end wherever the process dies, and nobody hears of it twice',
  async (_name, { prepare, act }) => {
    const tries = await world.everyDeath({ prepare, act, outcome });
    const whole = tries.at(-1)?.outcome;
    expect(whole?.happened.length).toBeGreaterThan(1);
    for (const { before, outcome: end } of tries) expect({ before, end }).toEqual({ before, end: whole });
    expect(whole).toMatchObject({ left: [null, null, null], ofNobody: 0, announced: whole?.happened.length });
    expect(tries.length).toBeGreaterThan(3);
  },
  60_000,
);
