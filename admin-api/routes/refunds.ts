import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader } from '../../core/database/index.ts';
import { currencies, type Currency } from '../../core/money.ts';
import type { ProviderState } from '../../core/payment-providers.ts';
import { refundModel, refundStates, toRefund } from '../../core/payments/index.ts';
import type { RefundService } from '../../core/payments/index.ts';
import { historySchema, idSchema, momentSchema, resource, wordSchema } from '../resource.ts';
import { defineRoute, type Call, type Route } from '../route.ts';

export interface RefundRoutesDeps {
  readonly connection: Connection;
  readonly refunds: Pick<RefundService, 'refund'>;
  readonly paymentProviders: () => readonly ProviderState[];
}

const paidByHand = z.strictObject({
  means: z.enum(['bank', 'cash']),
  reference: z
    .string()
    .trim()
    .regex(/^[\w ./-]{3,60}$/, 'must be 3 to 60 letters, digits, spaces, dots, slashes and dashes')
    .describe('Of the transfer, or of the paper that was signed; taken once'),
  on: z.iso.date().describe('The day on which it was paid back'),
});

const refund = z.object({
  id: z.string(),
  paymentId: z.string(),
  part: z.string().optional().describe('Of several things that were paid together, the one that it is taken from'),
  amount: z.int().describe('Minor units'),
  currency: z.string(),
  by: z.string(),
  why: z.string(),
  provider: z.string(),
  providerRef: z.string(),
  byHand: paidByHand.optional().describe('Paid back outside, and written down here'),
  state: z.string(),
  reason: z
    .string()
    .optional()
    .describe(
      'Why it failed; the money then lies in the credit of the payer. `only_whole` and `by_hand_only`: this provider never does it, pay it back outside',
    ),
  history: historySchema,
  createdAt: momentSchema,
});

const refundList = z.object({ items: z.array(refund) });
const amount = z.int().positive().max(Number.MAX_SAFE_INTEGER).optional().describe('Minor units; absent: all of it');
const reason = z.string().trim().min(3).max(500);

/** Without an Idempotency-Key each call is a wish of its own; one that is used again means something else elsewhere. */
const keyOf = (
  { caller, idempotencyKey, traceId }: Call<unknown, unknown, unknown>,
  of: 'payment' | 'person',
  id: string,
): string => `api:${caller.personId}:${of}:${id}:${idempotencyKey ?? traceId}`;

/** Money that goes back, and who moves money at all. */
export function refundRoutes({ connection, refunds, paymentProviders }: RefundRoutesDeps): Route[] {
  const reader = createReader({ model: refundModel(connection), toItem: toRefund });
  return [
    ...resource({
      name: 'refunds',
      module: 'payments',
      one: 'a refund',
      item: refund,
      filters: {
        state: z.enum(refundStates).optional(),
        paymentId: idSchema.optional(),
        provider: wordSchema.optional(),
        providerRef: wordSchema.optional(),
      },
      sorts: ['createdAt', 'amount'],
      list: ({ filter, ...page }) => reader.page(filter, page),
      get: (id) => reader.one(id),
      csv: ['id', 'createdAt', 'paymentId', 'provider', 'providerRef', 'amount', 'currency', 'state', 'reason', 'by'],
    }),
    defineRoute({
      method: 'post',
      path: '/payments/:id/refunds',
      summary: 'Gives back all or part of a payment to the wallet that paid',
      permission: 'payments.refund',
      params: z.strictObject({ id: idSchema }),
      body: z.strictObject({
        amount,
        part: idSchema.optional().describe('Of several fines that were paid together, the one'),
        reason,
      }),
      response: refundList,
      status: 201,
      audit: 'payments.refund',
      idempotent: true,
      async handler(call) {
        const { amount, part, reason } = call.body;
        const wish = { paymentId: call.params.id, reason, by: call.caller.personId };
        const items = await refunds.refund(
          { ...wish, ...(amount === undefined ? {} : { amount }), ...(part === undefined ? {} : { part }) },
          keyOf(call, 'payment', call.params.id),
        );
        // The reason stays with the refund: free text may name people, and the audit log is never erased.
        call.note({ after: items.map(({ id, amount, currency, state }) => ({ id, amount, currency, state })) });
        return { items };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/payments/:id/refunds/by-hand',
      summary: 'Writes down that all or part of a payment was paid back outside, by a bank or in cash',
      permission: 'payments.refund',
      params: z.strictObject({ id: idSchema }),
      body: paidByHand.extend({ amount, part: idSchema.optional(), reason }),
      response: refundList,
      status: 201,
      audit: 'payments.refund-by-hand',
      idempotent: true,
      async handler(call) {
        const { amount, part, reason, ...byHand } = call.body;
        const wish = { paymentId: call.params.id, reason, by: call.caller.personId, byHand };
        const items = await refunds.refund(
          { ...wish, ...(amount === undefined ? {} : { amount }), ...(part === undefined ? {} : { part }) },
          keyOf(call, 'payment', call.params.id),
        );
        // The reference may hold somebody's name or account: it stays with the refund, like the reason.
        const { means, on } = byHand;
        call.note({
          subject: { kind: 'payments', id: call.params.id },
          after: items.map(({ id, amount, currency, state }) => ({
            id,
            amount,
            currency,
            state,
            byHand: { means, on },
          })),
        });
        return { items };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/people/:id/refunds',
      summary: 'Gives back the credit of a person: what was paid too much',
      permission: 'payments.refund',
      params: z.strictObject({ id: idSchema }),
      body: z.strictObject({ currency: z.enum(Object.keys(currencies) as [Currency, ...Currency[]]), amount, reason }),
      response: refundList,
      status: 201,
      audit: 'payments.refund',
      idempotent: true,
      async handler(call) {
        const { amount, currency, reason } = call.body;
        const credit = { personId: call.params.id, currency };
        const items = await refunds.refund(
          { credit, reason, by: call.caller.personId, ...(amount === undefined ? {} : { amount }) },
          keyOf(call, 'person', call.params.id),
        );
        call.note({
          subject: { kind: 'people', id: call.params.id },
          after: items.map(({ id, amount, currency, state }) => ({ id, amount, currency, state })),
        });
        return { items };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/payment-providers',
      summary: 'Shows which payment providers are on, and whose wallets they ask',
      permission: 'payments.read',
      response: z.object({
        items: z.array(
          z.object({ name: z.string(), on: z.boolean(), why: z.string(), operators: z.array(z.string()) }),
        ),
      }),
      handler: () => ({ items: paymentProviders() }),
    }),
  ];
}
