import { z } from 'zod';
import type { Language } from '../../core/dialog/words.ts';
import { mostCapPercent, mostDays } from '../../core/fines/index.ts';
import type { InfractionType, InfractionTypes } from '../../core/fines/index.ts';
import { currencies } from '../../core/money.ts';
import type { Currency } from '../../core/money.ts';
import { changed } from '../changed.ts';
import { countrySchema, creation, instantSchema, momentSchema, resource, revision, yesNoSchema } from '../resource.ts';
import type { Route } from '../route.ts';

const infractionType = z.object({
  id: z.string(),
  country: z.string(),
  code: z.string(),
  version: z.int(),
  labels: z.record(z.string(), z.string()),
  tariff: z.object({
    kind: z.string(),
    amount: z.int().optional().describe('Minor units'),
    min: z.int().optional(),
    max: z.int().optional(),
    currency: z.string(),
  }),
  article: z.string(),
  points: z.int().optional(),
  terms: z
    .object({
      daysToPay: z.int(),
      daysToContest: z.int(),
      discount: z.object({ percent: z.int(), days: z.int() }).optional(),
      increases: z
        .array(z.object({ afterDays: z.int(), percent: z.int().optional(), amount: z.int().optional() }))
        .optional(),
      capPercent: z.int().optional(),
      forwardAfterDays: z.int().optional(),
    })
    .optional()
    .describe('What the passing of time does; without them 30 days to pay and to contest, and nothing else'),
  activeFrom: momentSchema,
  current: z.boolean().describe('In force now'),
  createdAt: momentSchema,
});

const mostMoney = 1_000_000_000_000;
const amount = z.int().min(1).max(mostMoney).describe('Minor units');
const currency = z.enum(Object.keys(currencies) as [Currency, ...Currency[]]);
const tariff = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), amount, currency }),
  z.strictObject({ kind: z.literal('range'), min: amount, max: amount, currency }),
]);
const label = z.string().trim().min(1).max(80);
const code = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9_]{1,39}$/, 'must be a word such as red_light');
const points = z.int().min(0).max(100).describe('Points of attention');
const days = (what: string) => z.int().min(1).max(mostDays).describe(what);
const percent = (most: number) => z.int().min(1).max(most);
const increase = z.strictObject({
  afterDays: days('After the deadline'),
  percent: percent(100).optional().describe('Of the amount of the tariff; this, or an amount'),
  amount: amount.optional(),
});
const terms = z.strictObject({
  daysToPay: days('Until the end of that day'),
  daysToContest: days('After the recording, or after the owner was told'),
  discount: z
    .strictObject({ percent: percent(99), days: days('Not more than daysToPay') })
    .optional()
    .describe('For whoever pays everything early'),
  increases: z.array(increase).max(20).optional().describe('In the order of their days'),
  capPercent: percent(mostCapPercent)
    .optional()
    .describe('All increases together are at most so many percent of the amount of the tariff'),
  forwardAfterDays: days('After the deadline, to the parquet').optional(),
});

const fields = {
  labels: z.strictObject({ fr: label, en: label, ln: label, sw: label, wo: label } satisfies Record<Language, unknown>),
  tariff,
  article: z.string().trim().min(1).max(200).describe('Of the law, in French'),
  activeFrom: instantSchema.optional().describe('In force from then on; now, where it is left out'),
};
const newType = z.strictObject({
  country: countrySchema,
  code,
  ...fields,
  points: points.optional(),
  terms: terms.optional(),
});
const change = z.strictObject({
  ...z.object(fields).partial().shape,
  points: points.nullable().optional(),
  terms: terms.nullable().optional(),
});

/** Of a version only what a change can change. */
const toNote = ({ version, labels, tariff: rate, article, points: mark, terms: times, activeFrom }: InfractionType) => ({
  version, labels, tariff: rate, article, points: mark, terms: times, activeFrom,
}); // prettier-ignore

/** Kinds of infractions. A change is a new version; fines keep the tariff they were recorded under. */
export const infractionTypeRoutes = ({ infractionTypes }: { infractionTypes: InfractionTypes }): Route[] =>
  resource({
    name: 'infraction-types',
    module: 'infraction-types',
    one: 'a kind of infraction',
    item: infractionType,
    filters: { country: countrySchema.optional(), code: code.optional(), current: yesNoSchema.optional() },
    sorts: ['createdAt', 'code', 'country', 'activeFrom'],
    list: ({ filter, ...page }) => infractionTypes.page(filter, page),
    get: (id) => infractionTypes.byId(id),
    create: creation({
      body: newType,
      async run({ body, note }) {
        const made = await infractionTypes.create(body);
        note({ after: { country: made.country, code: made.code, ...toNote(made) } });
        return made;
      },
    }),
    update: revision({
      summary: 'Adds the next version of a kind of infraction; the answer has an identifier of its own',
      body: change,
      // Versions are only added and numbered uniquely, so that a change to one that is no longer the newest loses by itself.
      async run({ params, body, note }) {
        const { before, after } = await infractionTypes.change(params.id, body);
        note({ subject: { kind: 'infraction-types', id: after.id }, ...changed(toNote(before), toNote(after)) });
        return after;
      },
    }),
    csv: [
      'id',
      'country',
      'code',
      'version',
      'labels.fr',
      'tariff.kind',
      'tariff.amount',
      'tariff.min',
      'tariff.max',
      'tariff.currency',
      'article',
      'points',
      'terms.daysToPay',
      'terms.daysToContest',
      'terms.discount.percent',
      'terms.discount.days',
      'terms.increases',
      'terms.capPercent',
      'terms.forwardAfterDays',
      'activeFrom',
      'current',
    ],
  });
