import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindFlow, type Surface } from '../../../core/dialog/index.ts';
import { gates, identityDialogs } from '../../../core/identity/index.ts';
import { reportModel, reportSubjects, type ReportFigures, type ReportRecord } from '../../../core/reports/index.ts';
import { seeReportFigures } from '../../../core/reports/figures/flows/see-report-figures.ts';
import { pictureOf } from '../../../core/reports/figures/pictures.ts';
import { loadLettering } from '../../../core/documents/index.ts';
import { chatSurface, pagePhone, strictSpeak, talk, type Talk } from '../../support/talk.ts';
import { staffPin } from '../queues/office-world.ts';
import { reportWorld, type ReportWorld, type StaffMember } from './report-world.ts';
import { aReport } from './search-world.ts';

let world: ReportWorld;
beforeAll(async () => void (world = await reportWorld()));
afterAll(() => world.database.drop());

const hourMs = 3_600_000;
const at = (iso: string, hours = 0): Date => new Date(new Date(iso).getTime() + hours * hourMs);
const period = { country: 'CD', from: '2026-10-01', to: '2026-11-23' } as const;

async function replaceAll(records: readonly ReportRecord[]): Promise<void> {
  const reports = reportModel(world.connection);
  await reports.deleteMany({});
  if (records.length > 0) await reports.collection.insertMany(records as never);
}
const counted = (more: object = {}): Promise<ReportFigures> => world.part.reportFigures.of({ period, ...more });

const someReport = fc.record({
  state: fc.constantFrom('open', 'in_progress', 'resolved', 'rejected', 'duplicate'),
  category: fc.constantFrom('garbage', 'pothole', 'noise'),
  commune: fc.constantFrom('Lemba', 'Limete', undefined),
  bodyId: fc.constantFrom('one', 'two', undefined),
  /** From the evening before the period on, where the capital is an hour ahead. */
  toldHour: fc.integer({ min: -30, max: 54 * 24 }),
  hours: fc.integer({ min: 0, max: 400 }),
  dueHours: fc.integer({ min: 1, max: 300 }),
  reopened: fc.boolean(),
  hidden: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
});
type Short = typeof someReport extends fc.Arbitrary<infer T> ? T : never;

function toRecord({
  state,
  category,
  commune,
  bodyId,
  toldHour,
  hours,
  dueHours,
  reopened,
  hidden,
}: Short): ReportRecord {
  const createdAt = at('2026-10-01T00:00:00Z', toldHour);
  const isResolved = state === 'resolved';
  const { commune: _commune, ...rest } = aReport({});
  const was = reopened && !isResolved;
  const history = [
    { seq: 1, what: 'reported', at: createdAt, role: 'citizen', to: 'open' },
    ...(was || isResolved ? [{ seq: 2, what: 'resolved', at: createdAt, role: 'operator', from: 'open', to: 'resolved' }] : []),
    ...(was ? [{ seq: 3, what: 'reopened', at: createdAt, role: 'citizen', from: 'resolved', to: 'open' }] : []),
    ...(state === 'rejected' ? [{ seq: 4, what: 'reopened', at: createdAt, role: 'operator', from: 'rejected', to: 'open' }] : []),
  ] as ReportRecord['history']; // prettier-ignore
  return {
    ...rest, country: 'CD', region: 'kinshasa', city: 'kinshasa.cd', category, state, hidden, createdAt, history,
    dueAt: at(createdAt.toISOString(), dueHours),
    ...(commune === undefined ? {} : { commune }),
    ...(bodyId === undefined ? {} : { bodyId }),
    ...(was ? { reopenings: 1 } : {}),
    ...(isResolved ? { resolvedAt: at(createdAt.toISOString(), hours), hoursToResolve: hours } : {}),
  }; // prettier-ignore
}

/** The same figures, in the plainest way. */
function plainly(all: readonly ReportRecord[]) {
  const having = (state: string): number => all.filter((one) => one.state === state).length;
  const sorted = all.flatMap(({ hoursToResolve }) => hoursToResolve ?? []).sort((a, b) => a - b);
  const rank = (share: number): number | null => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
  const share = (part: number, whole: number): number | null => (whole > 0 ? Math.round((part / whole) * 1e4) / 1e4 : null);
  const overdue = all.filter(({ state, dueAt }) => ['open', 'in_progress'].includes(state) && dueAt < world.clock()).length;
  const inTime = all.filter(({ resolvedAt, dueAt }) => resolvedAt && resolvedAt <= dueAt).length;
  const ever = all.filter(({ history }) => history.some(({ what }) => what === 'resolved')).length;
  const reopened = all.filter(({ history }) => history.some(({ from }) => from === 'resolved')).length;
  return {
    told: all.length, open: having('open'), inProgress: having('in_progress'), resolved: having('resolved'),
    rejected: having('rejected'), duplicate: having('duplicate'), overdue, reopened,
    hours: { measured: sorted.length, p50: rank(0.5), p90: rank(0.9) },
    withinTarget: share(inTime, sorted.length + overdue), reopenedShare: share(reopened, ever),
  };
} // prettier-ignore

describe('the figures of reports', () => {
  it('are what a plain reckoning gives, for any reports, in each table, and never count a hidden one', async () => {
    const oneRun = async (shorts: readonly Short[]): Promise<void> => {
      const all = shorts.map(toRecord);
      await replaceAll(all);
      // Kinshasa is an hour ahead of UTC.
      const day = ({ createdAt }: ReportRecord): string => at(createdAt.toISOString(), 1).toISOString().slice(0, 10);
      const inside = all.filter((one) => !one.hidden && day(one) >= period.from && day(one) <= period.to);
      const found = await counted();
      expect(found.total).toEqual(plainly(inside));
      const tables = [
        [found.categories, 'category', (one: ReportRecord) => one.category],
        [found.bodies, 'bodyId', (one: ReportRecord) => one.bodyId],
        [found.months, 'month', (one: ReportRecord) => day(one).slice(0, 7)],
      ] as const;
      for (const [rows, name, keyOf] of tables) {
        for (const row of rows) {
          const { [name as 'category']: key, ...numbers } = row as { category: string };
          expect(numbers).toEqual(plainly(inside.filter((one) => keyOf(one) === key)));
        }
        expect(rows.reduce((sum, { told }) => sum + told, 0)).toBe(inside.length);
      }
      expect(found.areas.reduce((sum, { told }) => sum + told, 0)).toBe(inside.length);
      const ofOne = await counted({ bodyIds: ['one'], category: 'pothole' });
      expect(ofOne.total).toEqual(plainly(inside.filter((one) => one.bodyId === 'one' && one.category === 'pothole')));
    };
    await fc.assert(fc.asyncProperty(fc.array(someReport, { maxLength: 60 }), oneRun), { numRuns: 12 });
  });

  it('name no commune in which fewer than five have told of a private matter', async () => {
    const told = (many: number, wish: Partial<ReportRecord>): ReportRecord[] =>
      Array.from({ length: many }, () => aReport({ country: 'CD', region: 'kinshasa', createdAt: at('2026-11-20T10:00:00Z'), ...wish }));
    await replaceAll([
      ...told(4, { category: 'insecurity', commune: 'Lemba' }),
      ...told(5, { category: 'insecurity', commune: 'Limete' }),
      ...told(1, { category: 'noise', commune: 'Limete' }),
      ...told(1, { category: 'garbage', commune: 'Lemba' }),
    ]);
    const rows = async (more = {}) => (await counted(more)).areas.map(({ commune, told: many }) => [commune, many]);
    expect(await rows()).toEqual([['Limete', 5], ['Lemba', 1], [undefined, 5]]);
    // Asking for the kind alone tells no more.
    expect(await rows({ category: 'insecurity' })).toEqual([['Limete', 5], [undefined, 4]]);
    expect(await rows({ category: 'noise' })).toEqual([[undefined, 1]]);
  }); // prettier-ignore
});

describe('the figures in the conversation', () => {
  let operator: StaffMember;
  beforeAll(async () => {
    operator = await world.staff('operator', staffPin);
    const body = await world.body({ name: 'Voirie', operators: [operator.actor.personId] });
    const resolved = { state: 'resolved', hoursToResolve: 5, resolvedAt: at('2026-11-20T15:00:00Z'), dueAt: at('2026-11-22T10:00:00Z') } as const;
    const of = (wish: Partial<ReportRecord>): ReportRecord =>
      aReport({ country: 'CD', region: 'kinshasa', commune: 'Lemba', createdAt: at('2026-11-20T10:00:00Z'), dueAt: at('2026-11-22T10:00:00Z'), ...wish });
    await replaceAll([
      of({ bodyId: body.id, ...resolved }),
      of({ bodyId: body.id, ...resolved, hoursToResolve: 240 }),
      of({ bodyId: body.id }),
      of({ bodyId: 'of somebody else', category: 'garbage' }),
    ]);
  }); // prettier-ignore

  const play = (who: StaffMember, surface: Surface = chatSurface, staffUntil = '2030-01-01T00:00:00Z'): Promise<Talk> =>
    talk({
      flows: [
        bindFlow(seeReportFigures, {
          reportBodies: world.part.reportBodies,
          reportFigures: world.part.reportFigures,
          reportCharts: world.part.reportCharts,
        }),
        ...identityDialogs(world),
      ],
      gates,
      surface,
      now: world.clock,
      caller: { ...who.caller, channel: surface.channel, language: 'fr', staffUntil },
    });

  it('are of the own bodies for an operator who has typed the PIN, and of all for an administrator', async () => {
    const chat = await play(operator, chatSurface, '2020-01-01T00:00:00Z');
    expect(chat.screen()).toContain('PIN');
    await chat.says(staffPin);
    await chat.presses("Vue d'ensemble");
    const screen = await chat.presses('7 jours');
    for (const line of [
      '3 signalements du 17/11/2026 au 23/11/2026',
      'Résolus : 2 (67 %)',
      'Résolution : 5 h au plus pour la moitié, 10 j pour 9 sur 10',
      'Résolus dans le délai visé : 67 %',
      'En retard : 1',
    ])
      expect(screen).toContain(line);
    const { bytes } = await world.files.read(chat.reply().attachments[0]?.fileId ?? '');
    expect((await sharp(bytes).metadata()).width).toBe(1080);

    const admin = await play(await world.staff('admin'));
    await admin.presses('Par service');
    expect(await admin.presses('7 jours')).toContain('4 signalements');
    expect(admin.screen()).toContain('Voirie : 3, résolus 67 %, la moitié en 5 h');
    expect((await play(await world.neighbour())).screen()).not.toContain('Quels chiffres');
  });

  it('can all be looked at, on the cheapest phone and in every language, and say where there is nothing', async () => {
    for (const nth of reportSubjects.keys()) {
      const phone = await play(operator, pagePhone);
      await phone.says(String(nth + 1));
      await phone.says('2');
      expect(phone.session().frames.at(-1)?.screen).toBe('result');
      expect(phone.reply().attachments).toEqual([]);
    }
    const figures = await counted();
    for (const subject of ['categories', 'areas', 'bodies', 'months'] as const)
      expect((await sharp(await world.part.reportCharts.draw(subject, figures, 'wo')).metadata()).format).toBe('png');
    // In the same colours wherever they are drawn.
    const reader = {
      speak: strictSpeak,
      language: 'fr',
      today: '23/11/2026',
      lettering: await loadLettering(),
    } as const;
    const coloursOf = (subject: 'overview' | 'months'): Record<string, number> => {
      const sums: Record<string, number> = {};
      for (const section of pictureOf(subject, figures, reader).sections)
        if ('rows' in section)
          for (const { parts } of section.rows)
            for (const [tone, count] of Object.entries(parts)) sums[tone] = (sums[tone] ?? 0) + count;
      return sums;
    };
    const { good, ...others } = coloursOf('months');
    expect(good).toBe(figures.total.resolved);
    expect({ open: 0, quiet: 0, ...coloursOf('overview') }).toEqual({ good, ...others });
    const stranger = await play(await world.staff('operator'));
    await stranger.presses('Par mois');
    expect(await stranger.presses('7 jours')).toContain('Aucun service ne vous compte');
    await replaceAll([]);
    const empty = await play(operator);
    await empty.presses('Par mois');
    expect(await empty.presses('7 jours')).toContain('Aucun signalement du 17/11/2026 au 23/11/2026.');
  });
});
