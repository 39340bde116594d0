import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Text } from '../../../../core/dialog/words.ts';
import { silentLog } from '../../../../core/log.ts';
import { LisoloError } from '../../../../core/errors.ts';
import {
  approvalModel, bankLineModel, createReconciliation, ledgerModel, paymentModel, reconciliationModel,
  sandboxRefundModel, type Payment, type Reconciliation, type ReconciliationService,
} from '../../../../core/payments/index.ts'; // prettier-ignore
import { bankWorld, plain, type BankWorld } from '../bank/bank-world.ts';

let world: BankWorld;
let reconciliation: ReconciliationService;
let accountants: string[];
beforeAll(async () => {
  world = await bankWorld();
  const { connection } = world.database;
  reconciliation = createReconciliation({
    connection, clock: world.now, log: silentLog, registry: world.providerRegistry,
    notifications: { notify: async (notice) => void (world.notices.every(({ key }) => key !== notice.key) && world.notices.push(notice)) },
    people: { list: () => Promise.resolve({ items: accountants.map((id) => ({ id })) as never, total: 1 }) },
  }); // prettier-ignore
});
beforeEach(async () => {
  accountants = ['accountant'];
  await world.clear();
  await reconciliationModel(world.database.connection).deleteMany({});
});
afterAll(() => world.database.drop());

const day = (): string => world.now().toISOString().slice(0, 10);
const run = async (provider = 'sandbox', of = day()): Promise<Reconciliation> => {
  const [report] = await reconciliation.run({ day: of, provider, country: 'CD', by: 'accountant' });
  if (!report) throw new Error(`no report of ${provider}`);
  return report;
};
const kinds = ({ differences }: Reconciliation) => differences.map(({ kind }) => kind);
let turn = 0;
async function asked(units = 50_000): Promise<Payment> {
  return world.payments.request(world.wish([await world.fine(units)], units), `turn:${(turn += 1)}`);
}
async function paid(units = 50_000): Promise<Payment> {
  const { id, providerRef } = await asked(units);
  await world.sandbox.approve(providerRef);
  await world.idle();
  return (await world.payments.byId(id)) as Payment;
}
const approvals = () => approvalModel(world.database.connection);
const payments = () => paymentModel(world.database.connection);
const alerts = () => world.notices.filter(({ key }) => key.startsWith('reconciliation:'));

describe('a day that agrees', () => {
  it('shows what came, what was given back, and no difference', async () => {
    const first = await paid(50_000);
    await paid(20_000);
    const { providerRef } = await asked();
    await world.sandbox.refuse(providerRef);
    await world.idle();
    await world.refunds.refund(
      { paymentId: first.id, amount: 1_000_000, reason: 'a mistake', by: 'admin' },
      `r:${turn}`,
    );
    const report = await run();
    expect(report).toMatchObject({ provider: 'sandbox', country: 'CD', asked: 4, unanswered: 0, open: 0, runs: 1 });
    expect(report.totals).toEqual([
      {
        currency: 'CDF', payments: 2, received: 7_000_000, applied: 7_000_000, excess: 0, said: 7_000_000,
        refunds: 1, refunded: 1_000_000,
      },
    ]); // prettier-ignore
    expect(report.differences).toEqual([]);
    expect(alerts()).toEqual([]);
  });

  it("begins and ends in the country's own time, not in UTC", async () => {
    world.pass(15 * 60 + 30); // 23:30 UTC is 00:30 of the next day in Kinshasa.
    const today = day();
    await paid();
    expect((await run('sandbox', today)).totals).toEqual([]);
    world.pass(60);
    expect((await run('sandbox', day())).totals).toMatchObject([{ payments: 1 }]);
    world.pass(-16 * 60 - 30);
  });
});

describe('a difference', () => {
  it('is shown where the provider holds money that we do not', async () => {
    const { id, providerRef } = await asked();
    await approvals().updateOne({ _id: providerRef }, { $set: { outcome: 'confirmed' } });
    const report = await run();
    expect(report.differences).toEqual([
      {
        key: `money_without_debt:${id}`, kind: 'money_without_debt', paymentId: id, state: 'pending', said: 'confirmed',
        theirs: { amount: 5_000_000, currency: 'CDF' },
      },
    ]); // prettier-ignore
    expect((await world.payments.byId(id))?.state).toBe('pending');
    // The job that asks about pending payments heals it, and the next run sees that.
    await world.payments.check(id);
    expect(await run()).toMatchObject({ id: report.id, runs: 2, open: 0, differences: [] });
  });

  it('is none when money that came late is held by a payment of its own', async () => {
    const { providerRef } = await asked();
    await world.sandbox.refuse(providerRef);
    await world.idle();
    await approvals().updateOne({ _id: providerRef }, { $set: { outcome: 'confirmed' } });
    expect(kinds(await run())).toEqual(['money_without_debt']);
    await world.payments.settle('sandbox', {
      ref: providerRef,
      outcome: 'confirmed',
      money: { amount: 5_000_000, currency: 'CDF' },
    });
    const report = await run();
    expect(report.differences).toEqual([]);
    expect(report.totals).toMatchObject([{ payments: 1, received: 5_000_000, said: 5_000_000 }]);
  });

  it.each([
    ['debt_without_money', { outcome: 'failed' }],
    ['other_amount', { amount: 4_000_000 }],
    ['other_currency', { currency: 'USD' }],
  ] as const)('is shown as %s where the provider says otherwise of what we hold paid', async (kind, said) => {
    const { providerRef } = await paid();
    await approvals().updateOne({ _id: providerRef }, { $set: said });
    expect(kinds(await run())).toEqual([kind]);
  });

  it('is shown for money that is too much, until it is given back', async () => {
    const { providerRef } = await asked(100);
    const money = { amount: 30_000, currency: 'CDF' as const };
    await world.payments.settle('sandbox', { ref: providerRef, outcome: 'confirmed', money });
    await approvals().updateOne({ _id: providerRef }, { $set: { outcome: 'confirmed', amount: 30_000 } });
    const report = await run();
    expect(report.differences).toMatchObject([{ kind: 'unallocated_credit', ours: { amount: 20_000 } }]);
    const paymentId = report.differences[0]?.paymentId ?? '';
    await world.refunds.refund({ paymentId, amount: 20_000, reason: 'too much', by: 'admin' }, `r:${turn}`);
    expect((await run()).differences).toEqual([]);
  });

  it('is shown for what stays open too long, for refunds, and for what the ledger lacks', async () => {
    await asked();
    const { id } = await paid();
    const [refund] = await world.refunds.refund(
      { paymentId: id, amount: 100, reason: 'a mistake', by: 'admin' },
      `r:${turn}`,
    );
    await sandboxRefundModel(world.database.connection).updateOne(
      { _id: refund?.providerRef },
      { $set: { outcome: 'failed' } },
    );
    const lost = await paid(20_000);
    await ledgerModel(world.database.connection).deleteOne({ key: `payment:${lost.id}` });
    const today = day();
    world.pass(70);
    const report = await run('sandbox', today);
    expect(kinds(report)).toEqual(['pending_too_long', 'refund_without_money', 'not_in_book', 'book_disagrees']);
    expect(report.differences.at(-1)).toMatchObject({
      ours: { amount: 4_999_900 },
      theirs: { amount: 6_999_900, currency: 'CDF' },
    });
    world.pass(-70);
  });

  it('is no difference that a provider does not answer; it is asked again within the day', async () => {
    const { id } = await paid();
    world.faults.set('status', 'before');
    expect(await run()).toMatchObject({ asked: 1, unanswered: 1, differences: [] });
    expect((await world.payments.byId(id))?.state).toBe('confirmed');
    expect(await run()).toMatchObject({ asked: 1, unanswered: 0 });
  });

  it('stays in sight until somebody explains it, and stays explained when the day is run again', async () => {
    const { id, providerRef } = await paid();
    await approvals().updateOne({ _id: providerRef }, { $set: { outcome: 'failed' } });
    const report = await run();
    const explanation = { key: `debt_without_money:${id}`, words: 'the operator lost it', by: 'accountant' };
    await Promise.all([
      reconciliation.explain(report.id, explanation),
      reconciliation.explain(report.id, explanation),
      run(),
    ]);
    const again = await run();
    expect(again).toMatchObject({ open: 0, explained: [explanation] });
    expect(again.differences).toHaveLength(1);
    await expect(reconciliation.explain(report.id, { ...explanation, key: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('is told to the accountants once for each report', async () => {
    accountants = ['one', 'two'];
    const { providerRef } = await paid();
    await approvals().updateOne({ _id: providerRef }, { $set: { outcome: 'failed' } });
    await Promise.all([run(), run()]);
    await run();
    expect(alerts().map(({ to }) => to)).toEqual([{ personId: 'one' }, { personId: 'two' }]);
    expect(alerts()[0]).toMatchObject({ onlyByDay: 'CD' });
    expect((alerts()[0]?.body[0] as Text).params).toMatchObject({ provider: 'sandbox', count: 1 });
    expect(await reconciliationModel(world.database.connection).countDocuments()).toBe(1);
  });
});

describe("a bank's day", () => {
  it('is that of its lines: those that pay for nothing are money without a debt, unless set aside', async () => {
    const fine = await world.fine(50_000);
    await world.import(
      plain(
        `2026-11-19,60000,CDF,${world.bankReference(fine)},T1`,
        '2026-11-19,700,CDF,INCONNU,T2',
        '2026-11-19,800,CDF,LOYER,T3',
        '2026-11-20,900,CDF,DEMAIN,T4',
      ),
    );
    const [, unknown, rent] = await world.lines();
    await world.bank.ignore(rent?.id ?? '', 'the rent', 'accountant');
    const report = await run('bank', '2026-11-19');
    expect(report.differences).toMatchObject([
      { kind: 'unallocated_credit', ours: { amount: 1_000_000 } },
      { kind: 'money_without_debt', bankLineId: unknown?.id, theirs: { amount: 70_000 } },
    ]);
    expect(report.totals).toMatchObject([{ payments: 1, received: 6_000_000, excess: 1_000_000, said: 6_150_000 }]);
    await world.bank.match(unknown?.id ?? '', (await world.fine(700)).reference, 'accountant');
    expect(kinds(await run('bank', '2026-11-19'))).toEqual(['unallocated_credit']);
  });

  it('shows a payment that no line of a statement proves', async () => {
    const fine = await world.fine(50_000);
    await world.import(plain(`2026-11-19,50000,CDF,${world.bankReference(fine)},T1`));
    await bankLineModel(world.database.connection).deleteMany({});
    expect(kinds(await run('bank'))).toEqual(['debt_without_money']);
  });
});

describe('the job', () => {
  it('compares the day before once it is over, and days with differences again until they agree', async () => {
    const { providerRef } = await paid();
    await payments().updateMany({}, { $unset: { nextLookAt: 1 } });
    await approvals().updateOne({ _id: providerRef }, { $set: { outcome: 'failed' } });
    world.pass(24 * 60);
    await Promise.all([reconciliation.runDue(world.now()), reconciliation.runDue(world.now())]);
    expect(await reconciliation.runDue(world.now())).toBe(0);
    const reports = () =>
      reconciliationModel(world.database.connection)
        .find({ country: 'CD', provider: 'sandbox' })
        .sort({ day: 1 })
        .lean();
    expect(await reports()).toMatchObject([{ open: 1, by: 'clock' }]);
    await approvals().updateOne({ _id: providerRef }, { $set: { outcome: 'confirmed' } });
    world.pass(24 * 60);
    await reconciliation.runDue(world.now());
    expect(await reports()).toMatchObject([{ open: 0, differences: [] }, { open: 0 }]);
    world.pass(-48 * 60);
  });

  it('refuses a day that has not come, no day, and a provider that nobody knows', async () => {
    const wish = { by: 'accountant', day: day() };
    for (const wrong of [
      { ...wish, day: '2126-01-01' },
      { ...wish, day: '2026-02-31' },
      { ...wish, provider: 'nobody' },
    ])
      await expect(reconciliation.run(wrong)).rejects.toBeInstanceOf(LisoloError);
  });
});
