import { z } from 'zod';
import type { Connection } from 'mongoose';
import { createReader } from '../../core/database/index.ts';
import {
  bankLineModel,
  bankLineStates,
  bankStatementModel,
  toBankLine,
  toBankStatement,
} from '../../core/payments/index.ts';
import type { BankService } from '../../core/payments/index.ts';
import {
  historySchema,
  countrySchema,
  idSchema,
  momentSchema,
  resource,
  wordSchema,
  yesNoSchema,
} from '../resource.ts';
import { defineRoute, type Route } from '../route.ts';

export interface BankRoutesDeps {
  readonly connection: Connection;
  readonly bank: BankService;
}

const fault = z.object({ line: z.int().describe('Its number in the file, from 1'), reason: z.string() });

const statement = z.object({
  id: z.string(),
  profile: z.string(),
  bank: z.string(),
  account: z.string(),
  country: z.string(),
  by: z.string(),
  createdAt: momentSchema,
  credits: z.int().describe('Lines of money that came in'),
  outgoing: z.int().describe('Lines that say that money went out, or that none moved; they are left alone'),
  faulty: z.int().describe('Lines that could not be read'),
  faults: z.array(fault).describe('The first 200 of them'),
  states: z
    .partialRecord(z.enum(bankLineStates), z.int())
    .optional()
    .describe('How the lines that it brought first stand now; of the others an earlier statement had been first'),
});

const proposal = z.object({
  reference: z.string(),
  score: z.int().describe('0 to 100: how likely it is meant'),
  reasons: z.array(z.string()),
});

const outcome = z.object({
  statementId: z.string().optional(),
  dryRun: z.boolean(),
  credits: z.int(),
  known: z.int().describe('An earlier import had brought them'),
  exact: z.int(),
  proposed: z.int(),
  unmatched: z.int(),
  outgoing: z.int(),
  faulty: z.int(),
  faults: z.array(fault),
  lines: z.array(
    z.object({
      line: z.int(),
      on: z.string(),
      amount: z.int(),
      currency: z.string(),
      label: z.string(),
      state: z.string(),
      reference: z.string().optional(),
      proposals: z.array(proposal),
    }),
  ),
});

const line = z.object({
  id: z.string(),
  statementId: z.string(),
  line: z.int(),
  bank: z.string(),
  account: z.string(),
  country: z.string(),
  on: z.string().describe('The day on which the bank booked it'),
  amount: z.int().describe('Minor units'),
  currency: z.string(),
  label: z.string(),
  transactionId: z.string().optional(),
  state: z.enum(bankLineStates),
  reference: z.string().optional().describe('What it pays for'),
  proposals: z.array(proposal),
  paymentId: z.string().optional(),
  history: historySchema,
  createdAt: momentSchema,
});

const params = z.strictObject({ id: idSchema });
const day = z.iso.date();

/** Statements of banks, and what their lines pay for. */
export function bankRoutes({ connection, bank }: BankRoutesDeps): Route[] {
  const statements = createReader({ model: bankStatementModel(connection), toItem: toBankStatement });
  const lines = createReader({ model: bankLineModel(connection), toItem: toBankLine });
  return [
    ...resource({
      name: 'bank-statements',
      module: 'bank',
      one: 'a statement of a bank',
      item: statement,
      filters: { account: wordSchema.optional() },
      sorts: ['createdAt'],
      list: ({ filter, ...page }) => statements.page(filter, page),
      async get(id) {
        const found = await statements.one(id);
        return found && { ...found, states: await bank.countStates(id) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/bank-statements',
      summary: 'Takes a statement of a bank in; each line is stored once, whatever files it comes in',
      permission: 'bank.import',
      query: z.strictObject({
        profile: wordSchema.default('plain').describe(`How the file is written: ${bank.profiles.join(', ')}`),
        dryRun: yesNoSchema.default(false).describe('Only says what would happen'),
      }),
      consumes: 'text/csv',
      body: z.custom<Buffer>((body) => Buffer.isBuffer(body), 'must be a CSV file'),
      response: outcome,
      audit: 'bank.import',
      async handler({ query, body, caller, note }) {
        const { lines: found, ...counts } = await bank.importStatement({ bytes: body, ...query, by: caller.personId });
        const { faults: _faults, statementId = 'dry-run', ...after } = counts;
        note({ subject: { kind: 'bank-statements', id: statementId }, after });
        return { ...counts, lines: found };
      },
    }),
    ...resource({
      name: 'bank-lines',
      module: 'bank',
      one: 'a line of a statement',
      item: line,
      filters: {
        state: z.enum(bankLineStates).optional(),
        country: countrySchema.optional(),
        account: wordSchema.optional(),
        statementId: idSchema.optional(),
        reference: wordSchema.optional(),
        from: day.optional().describe('Booked on this day or later'),
        to: day.optional().describe('Booked on this day or earlier'),
      },
      sorts: ['on', 'amount'],
      list: ({ filter: { from, to, ...rest }, ...page }) =>
        lines.page(
          {
            ...rest,
            ...(from || to ? { on: { ...(from ? { $gte: from } : {}), ...(to ? { $lte: to } : {}) } } : {}),
          },
          page,
        ),
      get: (id) => lines.one(id),
      csv: [
        'id',
        'on',
        'bank',
        'account',
        'transactionId',
        'amount',
        'currency',
        'label',
        'state',
        'reference',
        'paymentId',
      ],
    }),
    defineRoute({
      method: 'post',
      path: '/bank-lines/:id/match',
      summary: 'Says what a line pays for, as proposed or not; its money is applied at once',
      permission: 'bank.match',
      params,
      body: z.strictObject({ fineReference: z.string().trim().min(5).max(60) }),
      response: line,
      audit: 'bank.match',
      idempotent: true,
      async handler({ params, body, caller, note }) {
        const matched = await bank.match(params.id, body.fineReference, caller.personId);
        const { state, reference, paymentId } = matched;
        note({ subject: { kind: 'bank-lines', id: params.id }, after: { state, reference, paymentId } });
        return matched;
      },
    }),
    defineRoute({
      method: 'post',
      path: '/bank-lines/:id/ignore',
      summary: 'Sets a line aside that is no payment of ours; it can still be matched later',
      permission: 'bank.match',
      params,
      body: z.strictObject({ reason: z.string().trim().min(3).max(500) }),
      response: line,
      audit: 'bank.ignore',
      idempotent: true,
      async handler({ params, body, caller, note }) {
        const ignored = await bank.ignore(params.id, body.reason, caller.personId);
        // The reason stays with the line: free text may name people, and the audit log is never erased.
        note({ subject: { kind: 'bank-lines', id: params.id }, after: { state: ignored.state } });
        return ignored;
      },
    }),
  ];
}
