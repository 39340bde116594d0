import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Fine } from '../../../../core/fines/index.ts';
import { isLisoloError } from '../../../../core/errors.ts';
import { checkLedger } from '../../../../core/ledger-check.ts';
import { paymentModel, refundModel, toPayment, type Payment } from '../../../../core/payments/index.ts';
import type { Fault } from '../money-world.ts';
import { bankWorld, plain, type BankWorld } from './bank-world.ts';

let world: BankWorld;
beforeAll(async () => {
  world = await bankWorld();
});
afterAll(() => world.database.drop());

interface PoolLine {
  readonly units: number;
  readonly label: (fines: readonly Fine[]) => string;
  /** Without one the line is known by what it says. */
  readonly id?: string;
}

const reference = (fine: Fine | undefined): string => (fine ? world.bankReference(fine) : '');
/** What all statements of a run are cut from. */
const pool: readonly PoolLine[] = [
  { units: 50_000, label: ([one]) => reference(one), id: 'A' },
  { units: 30_000, label: ([, two]) => `DEPOT ${reference(two)}` },
  { units: 30_000, label: ([, two]) => `DEPOT ${reference(two)}` },
  { units: 15_000, label: ([one, two]) => `${reference(one)} ET ${reference(two)}`, id: 'B' },
  { units: 20_000, label: ([one]) => reference(one).replace(/\d$/, (digit) => `${(Number(digit) + 1) % 10}`), id: 'C' },
  { units: 7_000, label: () => 'SANS REFERENCE', id: 'D' },
  { units: 7_000, label: () => 'SANS REFERENCE' },
  { units: 50_000, label: () => '1234AB01', id: 'E' },
];

const small = fc.nat(20);
const rows = fc.array(fc.nat(pool.length - 1), { minLength: 1, maxLength: 8 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('import' as const), rows, twice: fc.boolean(), dryRun: fc.constantFrom(false, false, true) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('match' as const), line: small, fine: small }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ignore' as const), line: small }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('mobile' as const), fine: small, units: fc.constantFrom(5_000, 20_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pay back' as const), payment: small, share: fc.constantFrom(1, 3), key: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dismiss' as const), fine: small }) },
  { weight: 3, arbitrary: fc.record({
    do: fc.constant('fault' as const),
    fault: fc.constantFrom<Fault>('apply', 'post', 'print', 'store', 'takeBack'),
    when: fc.constantFrom('before' as const, 'after' as const),
  }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('jobs' as const) }) },
); // prettier-ignore
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const nth = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];
/** What is refused by the rules is refused; anything else is a defect. */
const tolerate = (error: unknown): void => {
  if (!isLisoloError(error)) throw error;
};
const payments = async (): Promise<Payment[]> =>
  (await paymentModel(world.database.connection).find().sort({ _id: 1 }).lean()).map(toPayment);

async function carryOn(): Promise<void> {
  const now = world.now();
  await Promise.all([world.bank.carryOn(now), world.bank.carryOn(now)]);
  await Promise.all([world.payments.lookAfter(now), world.payments.lookAfter(now)]);
  await world.refunds.lookAfter(now);
}

let turn = 0;
async function play(action: Step, fines: readonly Fine[], met: Map<string, number>): Promise<void> {
  switch (action.do) {
    case 'import': {
      const chosen = action.rows.map((at) => pool[at]).filter((line) => line !== undefined);
      const file = plain(...chosen.map(({ units, label, id = '' }) => `2026-11-20,${units},CDF,${label(fines)},${id}`));
      const send = () => world.import(file, 'plain', action.dryRun).catch(tolerate);
      await (action.twice ? Promise.all([send(), send()]) : send());
      if (action.dryRun) return;
      const counts = new Map<string, number>();
      for (const { id, units, label } of chosen) {
        const key = id ?? `${units} ${label(fines)}`;
        counts.set(key, id ? 1 : (counts.get(key) ?? 0) + 1);
      }
      for (const [key, count] of counts) met.set(key, Math.max(count, met.get(key) ?? 0));
      return;
    }
    case 'match': {
      const [line, fine] = [nth(await world.lines(), action.line), nth(fines, action.fine)];
      if (line && fine) await world.bank.match(line.id, fine.reference, 'accountant').catch(tolerate);
      return;
    }
    case 'ignore': {
      const line = nth(await world.lines(), action.line);
      if (line) await world.bank.ignore(line.id, 'not ours', 'accountant').catch(tolerate);
      return;
    }
    case 'mobile': {
      const fine = nth(fines, action.fine);
      if (!fine) return;
      const wish = world.wish([fine], action.units, { anyway: true });
      const payment = await world.payments.request(wish, `turn:${(turn += 1)}`).catch(tolerate);
      if (payment) await world.sandbox.approve(payment.providerRef, { times: 2 }).catch(tolerate);
      return world.idle();
    }
    case 'pay back': {
      const payment = nth(
        (await payments()).filter(({ received }) => received),
        action.payment,
      );
      if (!payment?.received) return;
      const byHand = { means: 'bank' as const, reference: `VIR ${action.key}`, on: '2026-11-20' };
      const amount = Math.ceil(payment.received.amount / action.share);
      const wish = { paymentId: payment.id, amount, reason: 'too much', by: 'accountant', byHand };
      await world.refunds.refund(wish, `by-hand:${action.key}`).catch(tolerate);
      return;
    }
    case 'dismiss': {
      const fine = nth(fines, action.fine);
      const decision = { to: 'dismissed' as const, by: 'opj', role: 'opj' as const, reason: 'not proven' };
      if (fine) await world.fines.decide(fine.id, decision).catch(tolerate);
      return;
    }
    case 'fault':
      return void world.faults.set(action.fault, action.when);
    case 'jobs':
      return carryOn();
  }
}

const sum = (list: readonly number[]): number => list.reduce((total, amount) => total + amount, 0);

async function check(fines: readonly Fine[], met: ReadonlyMap<string, number>): Promise<void> {
  const lines = await world.lines();
  const all = await payments();
  // Nothing that came on a statement is lost, and nothing is stored twice.
  expect(lines).toHaveLength(sum([...met.values()]));
  expect(lines.filter(({ state }) => state === 'exact')).toEqual([]);
  const atBank = all.filter(({ provider }) => provider === 'bank');
  const applied = lines.filter(({ state }) => state === 'applied');
  expect(applied.map(({ id }) => id).sort()).toEqual(atBank.map(({ providerRef }) => providerRef).sort());
  for (const { id, amount, paymentId } of applied) {
    const payment = atBank.find(({ providerRef }) => providerRef === id);
    expect(payment).toMatchObject({ id: paymentId, state: 'confirmed', received: { amount } });
    const { applied: put = 0, excess = 0 } = payment?.steps.allocated ?? {};
    expect(put + excess).toBe(amount);
  }
  // The book says the same.
  expect(await checkLedger(world.database)).toMatchObject({ underWay: 0, faults: [] });
  const paidBack = await refundModel(world.database.connection).find({ provider: 'bank', state: 'paid' }).lean();
  const [cash] = await world.ledger.balances('cash:bank');
  expect(cash?.amount ?? 0).toBe(sum(applied.map(({ amount }) => amount)) - sum(paidBack.map(({ amount }) => amount)));
  for (const fine of await world.fines.byIds(fines.map(({ id }) => id)))
    expect(fine.paidAmount).toBeLessThanOrEqual(fine.due.amount);
}

it('whatever comes in on statements, by phone, by hand, twice or half done, each line is applied once at most and nothing is lost', async () => {
  const enough = Date.now() + 8_000;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 16 }), async (steps) => {
      // A run is never cut in the middle: it would go on after the test.
      if (Date.now() > enough) return;
      await world.clear();
      const fines = [await world.fine(50_000), await world.fine(20_000), await world.fine(10_000)];
      const met = new Map<string, number>();
      for (const action of steps) {
        await play(action, fines, met);
        expect((await world.ledger.verify()).unbalanced).toEqual([]);
      }
      world.faults.clear();
      await world.settleDown();
      await carryOn();
      await world.settleDown();
      await check(fines, met);
    }),
    { numRuns: Number(process.env['FC_RUNS'] ?? 12) },
  );
}, 60_000);
