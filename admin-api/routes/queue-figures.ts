import { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { languages } from '../../core/dialog/words.ts';
import { LisoloError } from '../../core/errors.ts';
import type { Branch, OfficeFinder } from '../../core/organisations/index.ts';
import { queueSubjects, type BranchFigures, type QueueCharts, type QueueFigures, type QueueNumbers, type RatingComment } from '../../core/queues/index.ts'; // prettier-ignore
import { longestYears, periodFault, toPeriod, usualDays, type Period } from '../../core/statistics/index.ts';
import type { ApiCaller } from '../auth.ts';
import { invalid } from '../errors.ts';
import { isAllowed } from '../permissions.ts';
import { idSchema } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';

export interface QueueFiguresRoutesDeps {
  readonly clock: Clock;
  readonly offices: Pick<OfficeFinder, 'branch'>;
  readonly queueFigures: QueueFigures;
  readonly queueCharts: Pick<QueueCharts, 'draw'>;
}

const count = z.int();
const share = z.number().nullable();
const minutes = z.number().nullable().describe('Minutes; null where nothing was measured');
const times = z.object({
  measured: count,
  mean: minutes,
  p50: minutes.describe('Half took no longer, in minutes'),
  p80: minutes.describe('Four of five took no longer, in minutes'),
});
const numbers = {
  tickets: count.describe('A ticket belongs to the day on which it was taken; the counts below add up to it'),
  served: count,
  absent: count.describe('Called and not there'),
  absentRate: share.describe('Absent of absent and served, 0 to 1'),
  left: count.describe('Gave their ticket back'),
  unserved: count.describe('Never called, and the day was over'),
  transferred: count.describe('Sent on to another queue, where they have a ticket of their own'),
  open: count.describe('Still waiting or being served'),
  wait: times.describe('From taking the ticket to the first call'),
  service: times.describe('At the counter, of those who were served'),
  ratings: count,
  stars: share.describe('Mean of 1 to 5'),
};
const table = <S extends z.ZodRawShape>(key: S) => z.array(z.object({ ...key, ...numbers }));
const named = (key: string) => table({ [key]: z.string(), name: z.string().optional() });

const branchFigures = z.object({
  branchId: z.string(),
  period: z.object({ country: z.string(), from: z.iso.date(), to: z.iso.date() }),
  timeZone: z.string().describe('Of the branch: days and hours are by its clock'),
  total: z.object(numbers),
  queues: named('queueId'),
  services: named('serviceId'),
  counters: named('counterId').describe('Of those who were called: the counter that called them last'),
  days: table({ day: z.iso.date() }).describe('Every day of the period'),
  hours: table({ hour: z.int() }).describe('By the hour in which the ticket was taken'),
});

const comment = z.object({
  day: z.iso.date().describe('On which the ticket was taken'),
  serviceId: z.string(),
  service: z.string().optional(),
  stars: z.int().describe('1 to 5'),
  words: z.string(),
});
const commentsAtMost = 500;

const query = {
  branchId: idSchema,
  from: z.iso.date().optional().describe(`First day; by default ${usualDays} days up to the last one`),
  to: z.iso.date().optional().describe(`Last day, counted too; today by default. At most ${longestYears} years`),
};
type Query = z.output<z.ZodObject<typeof query>>;

const plain = ['tickets', 'served', 'absent', 'absentRate', 'left', 'unserved', 'transferred', 'open', 'ratings', 'stars'] as const; // prettier-ignore
const measures = ['measured', 'mean', 'p50', 'p80'] as const;
const head = [...plain, ...(['wait', 'service'] as const).flatMap((of) => measures.map((each) => `${of}.${each}`))];
const cells = (row: QueueNumbers): readonly unknown[] => [
  ...plain.map((field) => row[field]),
  ...[row.wait, row.service].flatMap((of) => measures.map((field) => of[field])),
];
type Keyed = readonly (readonly [keys: readonly unknown[], row: QueueNumbers])[];

/** Each table of the figures: the names of its keys, and its rows. */
const tables: Readonly<Record<string, { readonly keys: readonly string[]; rows(of: BranchFigures): Keyed }>> = {
  total: { keys: [], rows: ({ total }) => [[[], total]] },
  queues: { keys: ['queueId', 'name'], rows: ({ queues }) => queues.map((row) => [[row.queueId, row.name], row]) },
  services: {
    keys: ['serviceId', 'name'],
    rows: ({ services }) => services.map((row) => [[row.serviceId, row.name], row]),
  },
  counters: {
    keys: ['counterId', 'name'],
    rows: ({ counters }) => counters.map((row) => [[row.counterId, row.name], row]),
  },
  days: { keys: ['day'], rows: ({ days }) => days.map((row) => [[row.day], row]) },
  hours: { keys: ['hour'], rows: ({ hours }) => hours.map((row) => [[row.hour], row]) },
};

/** Whoever works at counters sees the figures of the branches that he leads; others who may see any see all. */
function mustSee({ personId, roles }: ApiCaller, branch: Branch | undefined): asserts branch {
  const seesAll = isAllowed(
    roles.filter((role) => role !== 'counter_agent'),
    'queue-figures.read',
  );
  // A branch of somebody else looks as if it were none.
  if (!branch || !(seesAll || branch.managers.includes(personId)))
    throw new LisoloError('not_found', { reason: 'there is no such branch' });
}

/** E9: figures of a branch as JSON, as tables and as pictures. What they mean is defined in core/queues/figures. */
export function queueFiguresRoutes({ clock, offices, queueFigures, queueCharts }: QueueFiguresRoutesDeps): Route[] {
  async function periodFor(caller: ApiCaller, { branchId, from, to }: Query): Promise<Period> {
    const branch = await offices.branch(branchId);
    mustSee(caller, branch);
    const period = toPeriod({ country: branch.country, from, to }, clock());
    const fault = periodFault(period);
    if (fault) throw invalid([{ in: 'query', path: fault.field, message: fault.reason }]);
    return period;
  }

  const figuresFor = async (caller: ApiCaller, asked: Query): Promise<BranchFigures> =>
    queueFigures.of(asked.branchId, await periodFor(caller, asked));
  const commentsFor = async (caller: ApiCaller, asked: Query): Promise<readonly RatingComment[]> =>
    queueFigures.comments(asked.branchId, await periodFor(caller, asked), commentsAtMost);

  /** A table of a branch as CSV, with its entry of the audit log. */
  const csv = (
    name: string,
    summary: string,
    lines: (caller: ApiCaller, asked: Query) => Promise<readonly (readonly unknown[])[]>,
  ): Route =>
    defineRoute({
      method: 'get',
      path: `/queue-figures/${name}.csv`,
      summary,
      permission: 'queue-figures.export',
      query: z.strictObject(query),
      audit: 'queue-figures.export',
      produces: 'text/csv',
      async handler({ query: asked, caller, note }) {
        note({ subject: { kind: 'branch', id: asked.branchId } });
        const all = await lines(caller, asked);
        return (async function* () {
          yield* all;
        })();
      },
    });

  return [
    defineRoute({
      method: 'get',
      path: '/queue-figures',
      summary: 'Shows how long people wait and are served in a branch, who comes when, and how content they are',
      permission: 'queue-figures.read',
      query: z.strictObject(query),
      response: branchFigures,
      handler: ({ query: asked, caller }) => figuresFor(caller, asked),
    }),
    defineRoute({
      method: 'get',
      path: '/queue-figures/comments',
      summary: `Shows what people have written of a branch, the last first, ${commentsAtMost} at most; never who`,
      permission: 'queue-figures.read',
      query: z.strictObject(query),
      response: z.object({ items: z.array(comment) }),
      handler: async ({ query: asked, caller }) => ({ items: await commentsFor(caller, asked) }),
    }),
    csv('comments', 'Exports what people have written of a branch as CSV', async (caller, asked) => [
      ['day', 'serviceId', 'service', 'stars', 'words'],
      ...(await commentsFor(caller, asked)).map(({ day, serviceId, service, stars, words }) => [
        day,
        serviceId,
        service,
        stars,
        words,
      ]),
    ]),
    ...Object.entries(tables).map(([name, { keys, rows }]) =>
      csv(name, `Exports figures of the queues of a branch as CSV: ${name}`, async (caller, asked) => [
        [...keys, ...head],
        ...rows(await figuresFor(caller, asked)).map(([own, row]) => [...own, ...cells(row)]),
      ]),
    ),
    defineRoute({
      method: 'get',
      path: '/queue-figures/charts/:name.png',
      summary: 'Draws figures of the queues of a branch as a picture',
      permission: 'queue-figures.read',
      params: z.strictObject({ name: z.enum(queueSubjects) }),
      query: z.strictObject({ ...query, language: z.enum(languages).default('fr') }),
      produces: 'image/png',
      async handler({ params: { name }, query: { language, ...asked }, caller }) {
        const bytes = await queueCharts.draw(name, await figuresFor(caller, asked), language);
        if (!bytes) throw new LisoloError('not_found', { reason: 'there is nothing to draw in this period' });
        return { name: `queues-${name}.png`, bytes };
      },
    }),
  ];
}
