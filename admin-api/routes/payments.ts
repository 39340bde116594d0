import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader, sameText } from '../../core/database/index.ts';
import { LisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/index.ts';
import { paymentModel, paymentStates, refundableOf, toPayment, withCreditLeft } from '../../core/payments/index.ts';
import type { LedgerService, Payment, PaymentRecord, PaymentService, Receipts } from '../../core/payments/index.ts';
import {
  countrySchema,
  historySchema,
  idSchema,
  momentSchema,
  moneySchema,
  resource,
  instantSchema,
  wordSchema,
} from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';

export interface PaymentRoutesDeps {
  readonly connection: Connection;
  readonly payments: Pick<PaymentService, 'check' | 'byId'>;
  readonly receipts: Pick<Receipts, 'attachment'>;
  readonly files: Pick<FileService, 'read'>;
  readonly ledger: Pick<LedgerService, 'balances' | 'verify'>;
}

/** The payer's phone is left out on purpose: reports do not need it. */
const payment = z.object({
  id: z.string(),
  purpose: z.object({ kind: z.string(), id: z.string() }),
  country: z.string(),
  operator: z.string(),
  provider: z.string(),
  providerRef: z.string(),
  amount: z.int().describe('Minor units'),
  currency: z.string(),
  state: z.string(),
  reason: z.string().optional(),
  received: moneySchema.optional(),
  credit: z
    .int()
    .describe('Minor units of it that lie in the credit of the payer: paid too much, or not yet given back'),
  receiptNumber: z.string().optional(),
  history: historySchema,
  expiresAt: momentSchema,
  confirmedAt: momentSchema.optional(),
  createdAt: momentSchema,
});

/** Payments and the book that balances them. */
export function paymentRoutes({ connection, payments, receipts, files, ledger }: PaymentRoutesDeps): Route[] {
  const shown = (found: Payment): Payment & { credit: number } => ({ ...found, credit: refundableOf(found).inCredit });
  const reader = createReader({
    model: paymentModel(connection),
    toItem: (record: PaymentRecord) => shown(toPayment(record)),
  });
  return [
    ...resource({
      name: 'payments',
      module: 'payments',
      one: 'a payment',
      item: payment,
      filters: {
        state: z.enum(paymentStates).optional(),
        country: countrySchema.optional(),
        provider: wordSchema.optional(),
        providerRef: wordSchema.optional(),
        receiptNumber: wordSchema.transform((typed) => typed.toUpperCase()).optional(),
        purposeId: wordSchema.optional().describe('What was paid for: the fine'),
        personId: idSchema.optional().describe('Who asked for it'),
        credit: z
          .enum(['left'])
          .optional()
          .describe('`left`: those of which something lies in the credit of the payer'),
        after: instantSchema.optional(),
        before: instantSchema.optional(),
      },
      sorts: ['createdAt', 'amount', 'confirmedAt'],
      list: ({ filter: { after, before, purposeId, personId, receiptNumber, credit, ...rest }, ...page }) =>
        reader.page(
          {
            ...rest,
            ...(credit ? withCreditLeft : {}),
            ...(receiptNumber ? { receiptNumber: sameText(receiptNumber) } : {}),
            ...(purposeId ? { 'purpose.id': purposeId } : {}),
            ...(personId ? { 'requester.personId': personId } : {}),
            ...(after || before
              ? { createdAt: { ...(after ? { $gte: after } : {}), ...(before ? { $lt: before } : {}) } }
              : {}),
          },
          page,
        ),
      get: (id) => reader.one(id),
      csv: [
        'id',
        'createdAt',
        'country',
        'provider',
        'operator',
        'providerRef',
        'purpose.kind',
        'purpose.id',
        'amount',
        'currency',
        'state',
        'credit',
        'receiptNumber',
        'confirmedAt',
      ],
    }),
    defineRoute({
      method: 'get',
      path: '/payments/:id/receipt.pdf',
      summary: 'Gives the receipt of a payment, as the payer has it',
      permission: 'payments.receipts',
      params: z.strictObject({ id: idSchema }),
      produces: 'application/pdf',
      async handler({ params }) {
        const found = await payments.byId(params.id);
        if (!found) throw new LisoloError('not_found', { reason: 'payment' });
        const { fileId, name } = receipts.attachment(found);
        return { name, bytes: (await files.read(fileId)).bytes };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/payments/:id/check',
      summary: 'Asks the provider now what became of a payment that is open',
      permission: 'payments.check',
      params: z.strictObject({ id: idSchema }),
      response: payment,
      audit: 'payments.check',
      async handler({ params, note }) {
        const checked = await payments.check(params.id);
        note({ after: { state: checked.state } });
        return shown(checked);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/ledger/balances',
      summary: 'Shows what each account of the book holds',
      permission: 'ledger.read',
      query: z.strictObject({ account: wordSchema.optional().describe('Accounts whose name starts so') }),
      response: z.object({ items: z.array(z.object({ account: z.string(), currency: z.string(), amount: z.int() })) }),
      handler: async ({ query }) => ({ items: await ledger.balances(query.account) }),
    }),
    defineRoute({
      method: 'get',
      path: '/ledger/check',
      summary: 'Recomputes the book and tells entries that do not balance',
      permission: 'ledger.read',
      response: z.object({ ok: z.boolean(), entries: z.int(), unbalanced: z.array(z.string()) }),
      handler: () => ledger.verify(),
    }),
  ];
}
