import { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { languages } from '../../core/dialog/words.ts';
import { LisoloError } from '../../core/errors.ts';
import { contestationStates, infractionStates } from '../../core/fines/index.ts';
import { commonSubjects, longestYears, periodFault, toPeriod, usualDays } from '../../core/statistics/index.ts';
import type {
  AgentFigures,
  FineFigures,
  FineStatistics,
  Period,
  StatisticsCharts,
} from '../../core/statistics/index.ts';
import { invalid } from '../errors.ts';
import { countrySchema } from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { PrintedFile, Route } from '../route.ts';

export interface StatisticsRoutesDeps {
  readonly clock: Clock;
  readonly fineStatistics: FineStatistics;
  readonly statisticsCharts: Pick<StatisticsCharts, 'draw'>;
}

const count = z.int();
const amount = z.int().describe('Minor units');
const days = z.int().nullable();
const share = z.number().describe('0 to 1');

const figures = {
  currency: z.string(),
  count: count.describe('Fines issued; voided ones are in no figure but states'),
  paidCount: count.describe('Of these, with nothing left to pay; dismissed ones are not among them'),
  dismissedCount: count.describe('Of these, dismissed'),
  issued: amount.describe('What the tariffs asked for, dismissed fines included; minor units'),
  due: amount.describe('To be paid as things stand, nothing for dismissed fines; paid and remaining add up to it'),
  paid: amount.describe('Money that lies on the fines after refunds, up to what is due'),
  remaining: amount,
  rate: share.nullable().describe('Collection rate: paid of due, 0 to 1; null where nothing is due'),
};
const row = <S extends z.ZodRawShape>(key: S) => z.array(z.object({ ...key, ...figures }));
const period = z.object({ country: z.string(), from: z.iso.date(), to: z.iso.date() });

const fineFigures = z.object({
  period: period.describe('Calendar days of the country, both counted; a fine belongs to the day of its infraction'),
  timeZone: z.string(),
  totals: row({}).describe("One for each currency, the country's own first"),
  states: z.array(z.object({ state: z.enum(infractionStates), count })).describe('All fines, voided ones too'),
  types: row({ code: z.string(), labels: z.record(z.string(), z.string()) }),
  communes: row({ commune: z.string().nullable().describe('Null where none was named') }),
  days: row({ day: z.iso.date() }).describe('Every day of the period'),
  daysToPayment: z
    .object({
      paid: count.describe('Fines paid in full'),
      median: days.describe('Half were paid within so many days'),
      p90: days.describe('Nine of ten were paid within so many days'),
      histogram: z.array(z.object({ from: count, to: count.optional(), count })),
    })
    .describe('Calendar days from the infraction to the payment that completed it'),
  contestations: z
    .object({
      opened: count,
      outcomes: z.array(z.object({ state: z.enum(contestationStates), count, share })),
      medianDays: days.describe('Half of the decisions came within so many days'),
    })
    .describe('Of the fines of the period, as they stand now; shares are of all that were opened'),
});
const agentFigures = z.object({ period, agents: row({ agentId: z.string(), name: z.string().optional() }) });

const query = {
  country: countrySchema,
  from: z.iso.date().optional().describe(`First day; by default ${usualDays} days up to the last one`),
  to: z.iso.date().optional().describe(`Last day, counted too; today by default. At most ${longestYears} years`),
};
const pictureQuery = { ...query, language: z.enum(languages).default('fr') };
type Query = z.output<z.ZodObject<typeof query>>;

const sums = [
  'currency',
  'count',
  'paidCount',
  'dismissedCount',
  'issued',
  'due',
  'paid',
  'remaining',
  'rate',
] as const;
type Sums = Pick<AgentFigures, (typeof sums)[number]>;
type Cells = readonly unknown[];

const table = <R extends Sums>(head: readonly string[], rows: readonly R[], keyOf: (each: R) => Cells): Cells[] => [
  [...head, ...sums],
  ...rows.map((each) => [...keyOf(each), ...sums.map((field) => each[field])]),
];

/** Each table of the figures as rows, the head first. */
const tables: Readonly<Record<string, (facts: FineFigures) => Cells[]>> = {
  totals: ({ totals }) => table([], totals, () => []),
  types: ({ types }) => table(['code', 'label'], types, ({ code, labels }) => [code, labels.fr]),
  communes: ({ communes }) => table(['commune'], communes, ({ commune }) => [commune]),
  days: ({ days: all }) => table(['day'], all, ({ day }) => [day]),
  states: ({ states }) => [['state', 'count'], ...states.map(({ state, count: many }) => [state, many])],
  paymentDays: ({ daysToPayment: { histogram } }) => [
    ['from', 'to', 'count'],
    ...histogram.map(({ from, to, count: many }) => [from, to, many]),
  ],
  contestations: ({ contestations: { outcomes } }) => [
    ['state', 'count', 'share'],
    ...outcomes.map(({ state, count: many, share: part }) => [state, many, part]),
  ],
};

const fines = '/statistics/fines';

/** C11, H5: figures on fines as JSON, as tables and as pictures. What they mean is defined in core/statistics. */
export function statisticsRoutes({ clock, fineStatistics, statisticsCharts }: StatisticsRoutesDeps): Route[] {
  function periodOf(asked: Query): Period {
    const found = toPeriod(asked, clock());
    const fault = periodFault(found);
    if (fault) throw invalid([{ in: 'query', path: fault.field, message: fault.reason }]);
    return found;
  }
  const csv = (name: string, permission: Route['permission'], rowsOf: (asked: Period) => Promise<Cells[]>): Route =>
    defineRoute({
      method: 'get',
      path: `${fines}/${name}.csv`,
      summary: `Exports statistics of fines as CSV: ${name}`,
      permission,
      query: z.strictObject(query),
      audit: 'statistics.export',
      produces: 'text/csv',
      async handler({ query: asked, note }) {
        note({ subject: { kind: 'statistics', id: `fines ${name}` } });
        const rows = await rowsOf(periodOf(asked));
        return (async function* () {
          yield* rows;
        })();
      },
    });
  async function picture(name: string, drawn: Promise<Buffer | undefined>): Promise<PrintedFile> {
    const bytes = await drawn;
    if (!bytes) throw new LisoloError('not_found', { reason: 'there is nothing to draw in this period' });
    return { name: `statistics-${name}.png`, bytes };
  }

  return [
    defineRoute({
      method: 'get',
      path: fines,
      summary: 'Shows statistics of the fines of a country and a period',
      permission: 'statistics.read',
      query: z.strictObject(query),
      response: fineFigures,
      handler: ({ query: asked }) => fineStatistics.of(periodOf(asked)),
    }),
    defineRoute({
      method: 'get',
      path: `${fines}/agents`,
      summary: 'Shows how much each agent has recorded',
      permission: 'statistics.agents',
      query: z.strictObject(query),
      response: agentFigures,
      async handler({ query: asked }) {
        const found = periodOf(asked);
        return { period: found, agents: await fineStatistics.byAgent(found) };
      },
    }),
    ...Object.entries(tables).map(([name, rowsOf]) =>
      csv(name, 'statistics.export', async (asked) => rowsOf(await fineStatistics.of(asked))),
    ),
    csv('agents', 'statistics.agents', async (asked) =>
      table(['agentId', 'name'], await fineStatistics.byAgent(asked), ({ agentId, name }) => [agentId, name]),
    ),
    defineRoute({
      method: 'get',
      path: `${fines}/charts/agents.png`,
      summary: 'Draws how much each agent has recorded',
      permission: 'statistics.agents',
      query: z.strictObject(pictureQuery),
      produces: 'image/png',
      async handler({ query: { language, ...asked } }) {
        const found = periodOf(asked);
        const [facts, agents] = [await fineStatistics.of(found), await fineStatistics.byAgent(found)];
        return picture('agents', statisticsCharts.draw('agents', { ...facts, agents }, language));
      },
    }),
    defineRoute({
      method: 'get',
      path: `${fines}/charts/:name.png`,
      summary: 'Draws statistics of fines as a picture',
      permission: 'statistics.read',
      params: z.strictObject({ name: z.enum(commonSubjects) }),
      query: z.strictObject(pictureQuery),
      produces: 'image/png',
      async handler({ params: { name }, query: { language, ...asked } }) {
        const facts = await fineStatistics.of(periodOf(asked));
        return picture(name, statisticsCharts.draw(name, facts, language));
      },
    }),
  ];
}
