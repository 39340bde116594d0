import { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { languages } from '../../core/dialog/words.ts';
import { LisoloError } from '../../core/errors.ts';
import { categoryCodes, reportSubjects, type BodyRegistry, type ReportCharts, type ReportFigures, type ReportFiguresService, type ReportNumbers } from '../../core/reports/index.ts'; // prettier-ignore
import { longestYears, periodFault, toPeriod, usualDays } from '../../core/statistics/index.ts';
import type { ApiCaller } from '../auth.ts';
import { invalid } from '../errors.ts';
import { createReportScope } from '../report-scope.ts';
import { countrySchema, idSchema, wordSchema } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';

export interface ReportFiguresRoutesDeps {
  readonly clock: Clock;
  readonly reportBodies: BodyRegistry;
  readonly reportFigures: ReportFiguresService;
  readonly reportCharts: Pick<ReportCharts, 'draw'>;
}

const count = z.int();
const share = z.number().nullable();
const hours = z.number().nullable();
const numbers = {
  told: count.describe('A report belongs to the day on which it was told; the five counts below add up to it'),
  open: count,
  inProgress: count,
  resolved: count,
  rejected: count,
  duplicate: count,
  hours: z.object({
    measured: count,
    p50: hours.describe('Half were resolved within so many hours; null where none was'),
    p90: hours.describe('Nine of ten were resolved within so many hours'),
  }),
  overdue: count.describe('Not resolved, and past the time that their category has'),
  withinTarget: share.describe('Resolved in time, of those resolved or overdue, 0 to 1'),
  reopened: count.describe('Opened again after they had been resolved'),
  reopenedShare: share.describe('Of those that were ever resolved, 0 to 1'),
};
const table = <S extends z.ZodRawShape>(key: S) => z.array(z.object({ ...key, ...numbers }));
const figures = z.object({
  period: z.object({ country: z.string(), from: z.iso.date(), to: z.iso.date() }),
  total: z.object(numbers),
  categories: table({ category: z.enum(categoryCodes) }),
  areas: table({
    region: z.string().optional().describe('Absent: all areas with too few reports of a private matter together'),
    city: z.string().optional(),
    commune: z.string().optional(),
  }),
  bodies: table({
    bodyId: z.string().optional().describe('Absent: what no body looks after'),
    name: z.string().optional(),
  }),
  months: table({ month: z.string().describe('2026-11') }),
});

const query = {
  country: countrySchema,
  from: z.iso.date().optional().describe(`First day; by default ${usualDays} days up to the last one`),
  to: z.iso.date().optional().describe(`Last day, counted too; today by default. At most ${longestYears} years`),
  city: wordSchema.optional().describe('kinshasa.cd'),
  category: z.enum(categoryCodes).optional(),
  bodyId: idSchema.optional(),
};
type Query = z.output<z.ZodObject<typeof query>>;

const plain = ['told', 'open', 'inProgress', 'resolved', 'rejected', 'duplicate'] as const;
const times = ['measured', 'p50', 'p90'] as const;
const shares = ['overdue', 'withinTarget', 'reopened', 'reopenedShare'] as const;
const head = [...plain, ...times.map((each) => `hours.${each}`), ...shares];
const cells = (row: ReportNumbers): readonly unknown[] => [
  ...plain.map((field) => row[field]),
  ...times.map((field) => row.hours[field]),
  ...shares.map((field) => row[field]),
];

const rowsOf = <Row extends ReportNumbers>(rows: readonly Row[], keys: readonly (keyof Row & string)[]) => [
  [...keys, ...head],
  ...rows.map((row) => [...keys.map((key) => row[key]), ...cells(row)]),
];
/** Each table of the figures as rows, the head first. */
const tables: Readonly<Record<string, (of: ReportFigures) => readonly (readonly unknown[])[]>> = {
  total: ({ total }) => rowsOf([total], []),
  categories: ({ categories }) => rowsOf(categories, ['category']),
  areas: ({ areas }) => rowsOf(areas, ['region', 'city', 'commune']),
  bodies: ({ bodies }) => rowsOf(bodies, ['bodyId', 'name']),
  months: ({ months }) => rowsOf(months, ['month']),
};

/** Figures of reports as JSON, as tables and as pictures; operators get those of the bodies that name them. */
export function reportFiguresRoutes({
  clock,
  reportBodies,
  reportFigures,
  reportCharts,
}: ReportFiguresRoutesDeps): Route[] {
  const scope = createReportScope({ reportBodies });

  async function figuresFor(
    caller: ApiCaller,
    { country, from, to, city, category, bodyId }: Query,
  ): Promise<ReportFigures> {
    const period = toPeriod({ country, from, to }, clock());
    const fault = periodFault(period);
    if (fault) throw invalid([{ in: 'query', path: fault.field, message: fault.reason }]);
    return reportFigures.of({ period, city, category, bodyIds: await scope.bodies(caller, bodyId) });
  }

  return [
    defineRoute({
      method: 'get',
      path: '/report-figures',
      summary: 'Shows what problems are told where, and how soon they are resolved',
      permission: 'report-figures.read',
      query: z.strictObject(query),
      response: figures,
      handler: ({ query: asked, caller }) => figuresFor(caller, asked),
    }),
    ...Object.entries(tables).map(([name, rows]) =>
      defineRoute({
        method: 'get',
        path: `/report-figures/${name}.csv`,
        summary: `Exports figures of reports as CSV: ${name}`,
        permission: 'report-figures.export',
        query: z.strictObject(query),
        audit: 'report-figures.export',
        produces: 'text/csv',
        async handler({ query: asked, caller, note }) {
          note({ subject: { kind: 'statistics', id: `reports ${name}` } });
          const found = rows(await figuresFor(caller, asked));
          return (async function* () {
            yield* found;
          })();
        },
      }),
    ),
    defineRoute({
      method: 'get',
      path: '/report-figures/charts/:name.png',
      summary: 'Draws figures of reports as a picture',
      permission: 'report-figures.read',
      params: z.strictObject({ name: z.enum(reportSubjects) }),
      query: z.strictObject({ ...query, language: z.enum(languages).default('fr') }),
      produces: 'image/png',
      async handler({ params: { name }, query: { language, ...asked }, caller }) {
        const bytes = await reportCharts.draw(name, await figuresFor(caller, asked), language);
        if (!bytes) throw new LisoloError('not_found', { reason: 'there is nothing to draw in this period' });
        return { name: `reports-${name}.png`, bytes };
      },
    }),
  ];
}
