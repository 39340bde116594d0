import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader } from '../../core/database/index.ts';
import { LisoloError } from '../../core/errors.ts';
import { differenceKinds, reconciliationModel, toReconciliation } from '../../core/payments/index.ts';
import type { ReconciliationService } from '../../core/payments/index.ts';
import { countrySchema, idSchema, momentSchema, moneySchema, resource, wordSchema, yesNoSchema } from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';

export interface ReconciliationRoutesDeps {
  readonly connection: Connection;
  readonly reconciliation: ReconciliationService;
}

const minor = z.int().describe('Minor units');

const report = z.object({
  id: z.string(),
  provider: z.string(),
  country: z.string(),
  day: z.string().describe("In the country's time zone"),
  totals: z.array(
    z.object({
      currency: z.string(),
      payments: z.int(),
      received: minor,
      applied: minor,
      excess: minor,
      said: minor.describe('What the provider says that it took for us'),
      refunds: z.int(),
      refunded: minor,
    }),
  ),
  asked: z.int(),
  unanswered: z.int().describe('Questions that the provider did not answer; asked again by the next run'),
  differences: z.array(
    z.object({
      key: z.string(),
      kind: z.enum(differenceKinds),
      paymentId: z.string().optional(),
      refundId: z.string().optional(),
      bankLineId: z.string().optional(),
      state: z.string().optional(),
      said: z.string().optional(),
      ours: moneySchema.optional(),
      theirs: moneySchema.optional(),
    }),
  ),
  left: z.int().describe('Differences beyond the 1,000 that are listed'),
  explained: z.array(z.object({ key: z.string(), by: z.string(), at: momentSchema, words: z.string() })),
  open: z.int().describe('Differences that nobody has explained'),
  runs: z.int(),
  by: z.string(),
  ranAt: momentSchema,
});

const params = z.strictObject({ id: idSchema });
const columns = ['kind', 'paymentId', 'refundId', 'bankLineId', 'state', 'said'] as const;

/** Providers' days next to our book. */
export function reconciliationRoutes({ connection, reconciliation }: ReconciliationRoutesDeps): Route[] {
  const reader = createReader({ model: reconciliationModel(connection), toItem: toReconciliation });
  return [
    ...resource({
      name: 'reconciliations',
      module: 'payments',
      one: 'a reconciliation',
      item: report,
      filters: {
        provider: wordSchema.optional(),
        country: countrySchema.optional(),
        day: z.iso.date().optional(),
        open: yesNoSchema.optional().describe('Only those with differences that nobody has explained, or without'),
      },
      sorts: ['day', 'ranAt'],
      list: ({ filter: { open, ...rest }, ...page }) =>
        reader.page({ ...rest, ...(open === undefined ? {} : { open: open ? { $gt: 0 } : 0 }) }, page),
      get: (id) => reader.one(id),
      csv: ['id', 'provider', 'country', 'day', 'totals', 'asked', 'unanswered', 'open', 'runs', 'ranAt'],
    }),
    defineRoute({
      method: 'get',
      path: '/reconciliations/:id/differences.csv',
      summary: 'Exports the differences of a day as CSV',
      permission: 'payments.export',
      params,
      produces: 'text/csv',
      audit: 'payments.export',
      async handler({ params }) {
        const found = await reader.one(params.id);
        if (!found) throw new LisoloError('not_found', { reason: 'there is no such reconciliation' });
        const wordsOf = new Map(found.explained.map(({ key, words }) => [key, words]));
        return (async function* () {
          yield [...columns, 'ours', 'theirs', 'currency', 'explained'];
          for (const one of found.differences)
            yield [
              ...columns.map((column) => one[column]),
              one.ours?.amount,
              one.theirs?.amount,
              (one.theirs ?? one.ours)?.currency,
              wordsOf.get(one.key),
            ];
        })();
      },
    }),
    defineRoute({
      method: 'post',
      path: '/reconciliations',
      summary: 'Compares a day with the providers now, in place of what an earlier run found',
      permission: 'reconciliation.run',
      body: z.strictObject({
        day: z.iso.date(),
        provider: wordSchema.optional().describe('Absent: all with something to compare'),
        country: countrySchema.optional(),
      }),
      response: z.object({ items: z.array(report) }),
      audit: 'reconciliation.run',
      idempotent: true,
      async handler({ body, caller, note }) {
        const { day, provider, country } = body;
        const narrowed = { ...(provider ? { provider } : {}), ...(country ? { country } : {}) };
        const items = await reconciliation.run({ day, ...narrowed, by: caller.personId });
        note({
          subject: { kind: 'reconciliation', id: day },
          after: items.map(({ id, provider, country, open, unanswered }) => ({
            id, provider, country, open, unanswered,
          })), // prettier-ignore
        });
        return { items };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/reconciliations/:id/explanations',
      summary: 'Notes what a difference was; it stays in the report',
      permission: 'reconciliation.explain',
      params,
      body: z.strictObject({ key: z.string().min(3).max(100), words: z.string().trim().min(3).max(500) }),
      response: report,
      audit: 'reconciliation.explain',
      idempotent: true,
      async handler({ params, body, caller, note }) {
        const explained = await reconciliation.explain(params.id, { ...body, by: caller.personId });
        // The words stay with the report: free text may name people, and the audit log is never erased.
        note({ subject: { kind: 'reconciliation', id: params.id }, after: { key: body.key, open: explained.open } });
        return explained;
      },
    }),
  ];
}
