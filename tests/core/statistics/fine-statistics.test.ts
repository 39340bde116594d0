import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agentsPipeline, figuresPipeline, type Figures } from '../../../core/statistics/fine-figures.ts';
import { createFineStatistics, type FineStatistics } from '../../../core/statistics/fine-statistics.service.ts';
import type { Period } from '../../../core/statistics/period.ts';
import { infractionModel } from '../../../core/fines/index.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';
import { aFine, agents, november, type FineWish } from './fine-set.ts';

let database: TestDatabase;
let statistics: FineStatistics;
const cd: Period = { country: 'CD', from: '2026-11-01', to: '2026-11-03' };
const sn: Period = { ...cd, country: 'SN' };

const store = (wishes: readonly FineWish[]) => infractionModel(database.connection).insertMany(wishes.map(aFine));
const clear = () => infractionModel(database.connection).deleteMany({});

beforeAll(async () => {
  database = await testDatabase();
  await infractionModel(database.connection).init();
  statistics = createFineStatistics({
    connection: database.connection,
    people: {
      byId: async (id) =>
        id === agents.didier
          ? { id, name: 'Didier', country: 'CD', language: 'fr', addresses: [], roles: [], hasPin: true, createdAt: new Date(0) }
          : undefined,
    },
  }); // prettier-ignore
});
afterAll(() => database.drop());
beforeEach(async () => {
  await clear();
});

describe('statistics of fines', () => {
  beforeEach(async () => {
    await store(november);
  });

  it('count fines by local days, keep currencies apart, and say what is due, paid and left', async () => {
    const { totals, timeZone } = await statistics.of(cd);
    expect(timeZone).toBe('Africa/Kinshasa');
    expect(totals).toEqual([
      {
        currency: 'CDF', count: 5, paidCount: 2, dismissedCount: 1, issued: 20_000_000, due: 14_500_000, paid: 9_500_000,
        remaining: 5_000_000, rate: 0.6552,
      },
      {
        currency: 'USD', count: 1, paidCount: 1, dismissedCount: 0, issued: 10_000, due: 10_000, paid: 10_000, remaining: 0, rate: 1,
      },
    ]); // prettier-ignore
    expect((await statistics.of(sn)).totals).toEqual([
      {
        currency: 'XOF', count: 2, paidCount: 1, dismissedCount: 0, issued: 26_000, due: 26_000, paid: 20_000, remaining: 6_000,
        rate: 0.7692,
      },
    ]); // prettier-ignore
  });

  it('count the states of all fines, and voided ones nowhere else', async () => {
    const { states } = await statistics.of(cd);
    expect(states).toEqual([
      { state: 'recorded', count: 3 },
      { state: 'validated', count: 1 },
      { state: 'dismissed', count: 1 },
      { state: 'forwarded', count: 1 },
      { state: 'voided', count: 1 },
    ]);
  });

  it('tell kinds, communes and days apart, days without fines too', async () => {
    const { types, communes, days } = await statistics.of(cd);
    const brief = (rows: readonly Figures[]) => rows.map(({ currency, count, due }) => `${count} ${due} ${currency}`);
    expect(types.map(({ code }) => code)).toEqual(['speed', 'parking', 'red_light']);
    expect(types[0]?.labels).toEqual({ fr: 'Excès de vitesse', en: 'Speeding' });
    expect(brief(types)).toEqual(['3 12000000 CDF', '2 2500000 CDF', '1 10000 USD']);
    expect(communes.map(({ commune, currency, count }) => `${commune} ${count} ${currency}`).sort()).toEqual([
      'Gombe 2 CDF', 'Limete 1 CDF', 'Limete 1 USD', 'null 2 CDF',
    ]); // prettier-ignore
    expect(days.map(({ day, count, currency }) => `${day} ${count} ${currency}`)).toEqual([
      '2026-11-01 1 CDF', '2026-11-01 0 USD', '2026-11-02 3 CDF', '2026-11-02 1 USD', '2026-11-03 1 CDF', '2026-11-03 0 USD',
    ]); // prettier-ignore
  });

  it('tell how many days payment took, by the payment that completed the fine', async () => {
    const { daysToPayment } = await statistics.of(cd);
    // 0 days, 3 days, 10 days; neither the dismissed one nor the one whose money went back.
    expect(daysToPayment).toMatchObject({ paid: 3, median: 3, p90: 10 });
    expect(daysToPayment.histogram.filter(({ count }) => count > 0)).toEqual([
      { from: 0, to: 0, count: 1 },
      { from: 1, to: 3, count: 1 },
      { from: 8, to: 14, count: 1 },
    ]);
    expect((await statistics.of(sn)).daysToPayment).toMatchObject({ paid: 1, median: 1, p90: 1 });
  });

  it('tell how contestations ended and how long the decision took', async () => {
    const { contestations } = await statistics.of(cd);
    expect(contestations.opened).toBe(4);
    expect(contestations.outcomes).toEqual([
      { state: 'open', count: 1, share: 0.25 },
      { state: 'upheld', count: 1, share: 0.25 },
      { state: 'reduced', count: 1, share: 0.25 },
      { state: 'rejected', count: 0, share: 0 },
      { state: 'withdrawn', count: 1, share: 0.25 },
    ]);
    // 1 and 5 days; the one that was withdrawn was never decided.
    expect(contestations.medianDays).toBe(1);
  });

  it('tell agents apart, by name where they still have one', async () => {
    const rows = await statistics.byAgent(cd);
    expect(rows.map(({ agentId, name, count, currency }) => [agentId, name, count, currency])).toEqual([
      [agents.didier, 'Didier', 3, 'CDF'],
      [agents.solange, undefined, 2, 'CDF'],
      [agents.solange, undefined, 1, 'USD'],
    ]);
  });

  it('say nothing of an empty period but that it is empty', async () => {
    const figures = await statistics.of({ country: 'SN', from: '2020-01-01', to: '2020-01-02' });
    expect(figures.totals).toEqual([
      { currency: 'XOF', count: 0, paidCount: 0, dismissedCount: 0, issued: 0, due: 0, paid: 0, remaining: 0, rate: null },
    ]); // prettier-ignore
    expect(figures.days).toHaveLength(2);
    expect(figures.types).toEqual([]);
    expect(figures.daysToPayment).toMatchObject({ paid: 0, median: null, p90: null });
    expect(figures.contestations).toMatchObject({ opened: 0, medianDays: null });
  });
});

it('every table adds up to the totals, whatever the fines are', async () => {
  const aWish = fc.record({
    day: fc.integer({ min: 1, max: 3 }),
    type: fc.constantFrom('speed', 'parking'),
    commune: fc.constantFrom('Gombe', 'Limete', undefined),
    agentId: fc.constantFrom(agents.didier, agents.solange),
    currency: fc.constantFrom('CDF' as const, 'USD' as const),
    amount: fc.integer({ min: 1, max: 9_000 }),
    change: fc.integer({ min: -1, max: 500 }),
    paid: fc.integer({ min: 0, max: 12_000 }),
    state: fc.constantFrom('recorded' as const, 'validated' as const, 'dismissed' as const, 'forwarded' as const, 'voided' as const),
  }); // prettier-ignore
  await fc.assert(
    fc.asyncProperty(fc.array(aWish, { maxLength: 25 }), async (wishes) => {
      await clear();
      await store(
        wishes.map(({ day, change, paid, commune, ...rest }) => ({
          ...rest,
          at: `2026-11-0${day}T11:00:00Z`,
          changes: [change],
          paid: paid > 0 ? [{ amount: paid, at: '2026-11-10T11:00:00Z' }] : [],
          ...(commune ? { commune } : {}),
        })),
      );
      const { totals, types, communes, days, states } = await statistics.of(cd);
      const byAgent = await statistics.byAgent(cd);
      const sumOf = (rows: readonly Figures[], of: Figures, field: 'count' | 'issued' | 'due' | 'paid' | 'remaining') =>
        rows.filter(({ currency }) => currency === of.currency).reduce((sum, row) => sum + row[field], 0);
      for (const total of totals) {
        expect(total.paid + total.remaining).toBe(total.due);
        for (const field of ['count', 'issued', 'due', 'paid', 'remaining'] as const)
          for (const table of [types, communes, days, byAgent]) expect(sumOf(table, total, field)).toBe(total[field]);
      }
      expect(states.reduce((sum, { count }) => sum + count, 0)).toBe(wishes.length);
    }),
    { numRuns: 15 },
  );
});

/** The plan that the database has chosen, wherever it stands in what it explains. */
function chosenPlan(explained: unknown): unknown {
  if (explained === null || typeof explained !== 'object') return undefined;
  if ('winningPlan' in explained) return explained.winningPlan;
  return Object.values(explained)
    .map(chosenPlan)
    .find((plan) => plan !== undefined);
}

it('the database finds the fines of a period by the index on country and moment, in order', async () => {
  await store(
    Array.from({ length: 300 }, (_, index) => ({
      country: index % 2 === 0 ? ('CD' as const) : ('SN' as const),
      at: new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
      amount: 100,
    })),
  );
  const spring: Period = { country: 'CD', from: '2026-03-01', to: '2026-05-31' };
  for (const pipeline of [figuresPipeline(spring), agentsPipeline(spring)]) {
    const plan = chosenPlan(await infractionModel(database.connection).collection.aggregate(pipeline).explain());
    const stages = JSON.stringify(plan).match(/"(stage|indexName)":"\w+"/g);
    expect(stages?.filter((stage) => !stage.includes('PROJECTION'))).toEqual([
      '"stage":"FETCH"', '"stage":"IXSCAN"', '"indexName":"country_1_at_1"',
    ]); // prettier-ignore
  }
});
