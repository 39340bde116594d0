import type { Connection } from 'mongoose';
import { infractionModel } from './fines/index.ts';
import { currencies, type Currency } from './money.ts';
import { createLedger, ledgerModel, paymentModel, refundableOf, refundModel, toPayment } from './payments/index.ts';
import type { Payment, PaymentRecord, RefundRecord } from './payments/index.ts';

/** What the book says, next to what payments, fines and credits say. */
export interface LedgerReport {
  readonly entries: number;
  readonly payments: number;
  readonly refunds: number;
  /** Steps that a job will still do; they are no disagreement. */
  readonly underWay: number;
  /** Each disagreement in one line, without personal data. */
  readonly faults: readonly string[];
}

type Sums = Map<string, number>;

const add = (sums: Sums, key: string, amount: number): void => void sums.set(key, (sums.get(key) ?? 0) + amount);
const keyOf = (account: string, currency: string): string => `${account} ${currency}`;
/** People change hands of their credit when they turn out to be one: only the total is comparable. */
const nameOf = (account: string): string => (account.startsWith('credit:') ? 'credit' : account);

async function bookSums(connection: Connection): Promise<Sums> {
  const sums: Sums = new Map();
  for (const { account, currency, amount } of await createLedger({ connection }).balances())
    add(sums, keyOf(nameOf(account), currency), amount);
  return sums;
}

/** What a payment must have done to the book: cash in, and what was applied and what was too much. */
function expectPayment(payment: Payment, sums: Sums, applied: Sums, faults: string[]): void {
  const { received, steps, id } = payment;
  const { applied: put = 0, excess = 0 } = steps.allocated ?? {};
  if (!received) return void faults.push(`payment ${id} is booked without money`);
  if (put + excess !== received.amount) faults.push(`payment ${id}: ${put} + ${excess} is not ${received.amount}`);
  add(sums, keyOf(`cash:${payment.provider}`, received.currency), received.amount);
  add(sums, keyOf('credit', received.currency), -excess);
  add(applied, id, put);
  const { inCredit, onPurpose } = refundableOf(payment);
  if (inCredit < 0 || onPurpose < 0) faults.push(`payment ${id}: more was given back than came`);
}

/** What a refund must have done: set aside, and then out of the cash or back to the credit. */
function expectRefund(refund: RefundRecord, payment: Payment | undefined, sums: Sums, faults: string[]): void {
  const share = payment?.refunds?.find(({ refundId }) => refundId === refund._id);
  if (!share) return void faults.push(`refund ${refund._id} holds nothing of its payment`);
  const { currency, provider, steps, state } = refund;
  const taken = steps.taken?.amount ?? 0;
  const amount = taken + share.fromCredit;
  add(sums, keyOf('credit', currency), share.fromCredit);
  if (!steps.settled) return add(sums, keyOf(`refunds:${provider}`, currency), -amount);
  if (state === 'paid') add(sums, keyOf(`cash:${provider}`, currency), -amount);
  else add(sums, keyOf('credit', currency), -amount);
}

async function expectFines(
  connection: Connection,
  applied: Sums,
  sums: Sums,
  faults: string[],
  loose: ReadonlySet<string>,
): Promise<void> {
  const put: Sums = new Map();
  const fines = infractionModel(connection)
    .find({ 'payments.0': { $exists: true } })
    .lean();
  for await (const { _id, country, due, paidAmount, payments } of fines.cursor()) {
    const sum = payments.reduce((total, { amount }) => total + amount, 0);
    if (sum !== paidAmount) faults.push(`fine ${_id}: ${paidAmount} is not the sum of its payments, ${sum}`);
    if (paidAmount < 0) faults.push(`fine ${_id} has less than nothing`);
    for (const { paymentId, refundOf, amount } of payments) {
      // Money that was put or taken a moment ago is in the book with the next step.
      if (loose.has(refundOf === undefined ? paymentId : paymentId.replace(/^refund:/, ''))) continue;
      if (refundOf === undefined) add(put, paymentId, amount);
      add(sums, keyOf(`fines:${country}`, due.currency), -amount);
    }
  }
  for (const id of new Set([...applied.keys(), ...put.keys()]))
    if ((applied.get(id) ?? 0) !== (put.get(id) ?? 0))
      faults.push(`payment ${id}: ${applied.get(id) ?? 0} applied, ${put.get(id) ?? 0} on fines`);
}

/** Recomputes every balance from the entries and compares it with payments, refunds, fines and credits. */
export async function checkLedger({ connection }: { connection: Connection }): Promise<LedgerReport> {
  const faults: string[] = [];
  const expected: Sums = new Map();
  const applied: Sums = new Map();
  const loose = new Set<string>();
  const counts = { payments: 0, refunds: 0 };
  const { entries, unbalanced } = await createLedger({ connection }).verify();
  faults.push(...unbalanced.map((key) => `entry ${key} does not sum to zero`));
  const keys = new Set((await ledgerModel(connection).find({}, { key: 1 }).lean()).map(({ key }) => key));
  const wantEntry = (key: string): void => void (keys.has(key) || faults.push(`entry ${key} is missing`));

  const payments = paymentModel(connection);
  for await (const record of payments.find({ state: 'confirmed' }).lean<PaymentRecord[]>().cursor()) {
    const payment = toPayment(record);
    counts.payments += 1;
    if (!payment.steps.posted && !keys.has(`payment:${payment.id}`)) loose.add(payment.id);
    else if (!payment.steps.allocated) faults.push(`payment ${payment.id} is booked and not allocated`);
    else {
      wantEntry(`payment:${payment.id}`);
      expectPayment(payment, expected, applied, faults);
    }
  }
  for await (const refund of refundModel(connection).find().lean<RefundRecord[]>().cursor()) {
    counts.refunds += 1;
    if (!refund.steps.posted && !keys.has(`refund:${refund._id}`)) {
      if (refund.state !== 'failed') loose.add(refund._id);
      continue;
    }
    const record = await payments.findById(refund.paymentId).lean<PaymentRecord>();
    expectRefund(refund, record ? toPayment(record) : undefined, expected, faults);
  }
  await expectFines(connection, applied, expected, faults, loose);
  const book = await bookSums(connection);
  for (const key of new Set([...book.keys(), ...expected.keys()]))
    if ((book.get(key) ?? 0) !== (expected.get(key) ?? 0))
      faults.push(
        `account ${key}: the book holds ${book.get(key) ?? 0}, payments and fines say ${expected.get(key) ?? 0}`,
      );
  for (const currency of Object.keys(currencies) as Currency[]) {
    const total = [...book]
      .filter(([key]) => key.endsWith(` ${currency}`))
      .reduce((sum, [, amount]) => sum + amount, 0);
    if (total !== 0) faults.push(`all accounts in ${currency} sum to ${total}`);
  }
  return { entries, ...counts, underWay: loose.size, faults };
}
