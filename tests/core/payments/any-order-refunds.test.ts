import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { createSurpluses, surplusJobs, type Fine } from '../../../core/fines/index.ts';
import { checkLedger } from '../../../core/ledger-check.ts';
import {
  createPawapayProvider, createWaveProvider, isFinalPayment, isFinalRefund, paymentModel, refundModel, toPayment,
  toRefund, type Payment, type Refund,
} from '../../../core/payments/index.ts'; // prettier-ignore
import { pawapayToken, startLocalPawapay, type LocalPawapay } from '../../support/local-pawapay.ts';
import type { Mishap } from '../../support/local-vendor.ts';
import { startLocalWave, waveKey, waveSecret, type LocalWave } from '../../support/local-wave.ts';
import { moneyWorld, type Fault, type MoneyWorld } from './money-world.ts';

let pawapay: LocalPawapay;
let wave: LocalWave;
let world: MoneyWorld;
beforeAll(async () => {
  pawapay = await startLocalPawapay();
  wave = await startLocalWave();
  world = await moneyWorld(undefined, {
    providers: (clock) => [
      createWaveProvider({
        token: waveKey, webhookSecret: waveSecret, root: wave.root, returnUrl: 'https://lisolo.test/', clock,
      }),
      createPawapayProvider({
        token: pawapayToken, root: pawapay.root, verifyCallbacks: true, authority: 'lisolo.test', clock,
      }),
    ], // prettier-ignore
  });
});
const clear = async (): Promise<void> => {
  pawapay.clear();
  wave.clear();
  await world.clear();
};
beforeEach(clear);
afterAll(async () => {
  await pawapay.stop();
  await wave.stop();
  await world.database.drop();
});

type Vendor = 'pawapay' | 'wave';
type Step =
  | { do: 'request'; vendor: Vendor; units: number; key: number }
  | { do: 'citizen'; which: number; what: 'pay' | 'refuse' | 'pay_other' }
  | { do: 'call'; which: number; times: number }
  | { do: 'refund'; which: number; share: number; key: number }
  | { do: 'claim'; vendor: Vendor; key: number }
  | { do: 'end_refund'; which: number; well: boolean }
  | { do: 'dismiss'; which: number }
  | { do: 'mishap'; vendor: Vendor; mishap: Mishap }
  | { do: 'fault'; fault: Fault; when: 'before' | 'after' }
  | { do: 'wait'; minutes: number }
  | { do: 'jobs' };

const which = fc.nat({ max: 5 });
const vendor = fc.constantFrom<Vendor>('pawapay', 'wave');
const one = <T extends Record<string, fc.Arbitrary<unknown>>, D extends string>(weight: number, name: D, rest: T) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(name), ...rest }),
});
const step = fc.oneof(
  one(4, 'request', { vendor, units: fc.constantFrom(1_000, 20_000, 50_000), key: fc.nat({ max: 4 }) }),
  one(4, 'citizen', { which, what: fc.constantFrom('pay', 'pay', 'pay', 'pay_other', 'refuse') }),
  one(4, 'call', { which, times: fc.integer({ min: 1, max: 3 }) }),
  one(4, 'refund', { which, share: fc.constantFrom(1, 1, 2, 3), key: fc.nat({ max: 4 }) }),
  one(2, 'claim', { vendor, key: fc.nat({ max: 3 }) }),
  one(3, 'end_refund', { which, well: fc.boolean() }),
  one(1, 'dismiss', { which }),
  one(3, 'mishap', { vendor, mishap: fc.constantFrom<Mishap>('lost', 'answer_lost', 'busy', 'garbled') }),
  one(3, 'fault', {
    fault: fc.constantFrom<Fault>('apply', 'post', 'print', 'store', 'notify', 'takeBack'),
    when: fc.constantFrom('before', 'after'),
  }),
  one(1, 'wait', { minutes: fc.constantFrom(1, 3, 10) }),
  one(3, 'jobs', {}),
) as fc.Arbitrary<Step>;

const payments = async (): Promise<Payment[]> =>
  (await paymentModel(world.database.connection).find().sort({ _id: 1 }).lean()).map(toPayment);
const refunds = async (): Promise<Refund[]> =>
  (await refundModel(world.database.connection).find().sort({ _id: 1 }).lean()).map(toRefund);
const nth = <T>(list: readonly T[], at: number): T | undefined =>
  list.length > 0 ? list[at % list.length] : undefined;
const tolerate = (): undefined => undefined;
const dismissed = () => surplusJobs({ surpluses: createSurpluses(world.database), refunds: world.refunds })[0];

/** Payments that reached their provider: only there can a citizen do anything. */
const atVendor = async (): Promise<Payment[]> =>
  (await payments()).filter(
    ({ provider, providerRef }) =>
      (provider === 'pawapay' && pawapay.deposits.has(providerRef)) ||
      (provider === 'wave' && [...wave.sessions.values()].some((session) => session.client_reference === providerRef)),
  );

async function citizen(payment: Payment, what: 'pay' | 'refuse' | 'pay_other'): Promise<void> {
  const { providerRef: ref } = payment;
  const amount = what === 'pay_other' ? { amount: '70000' } : {};
  if (payment.provider === 'wave') {
    if (wave.byRef(ref).checkout_status === 'open') wave.end(ref, what === 'refuse' ? 'cancel' : 'pay', amount);
  } else if (pawapay.deposits.get(ref)?.status === 'ACCEPTED') {
    if (what === 'refuse') pawapay.end(pawapay.deposits, ref, 'FAILED', { code: 'PAYMENT_NOT_APPROVED' });
    else pawapay.end(pawapay.deposits, ref, 'COMPLETED', amount);
  }
}

async function call({ provider, providerRef: ref }: Payment, times: number): Promise<void> {
  const at = world.now();
  const request = provider === 'wave' ? wave.callback(ref, { at }) : pawapay.callback({ depositId: ref }, { at });
  await Promise.all(Array.from({ length: times }, () => world.callbacks.take(provider, request)));
  await world.idle();
}

async function play(action: Step, fines: Readonly<Record<Vendor, Fine[]>>): Promise<void> {
  switch (action.do) {
    case 'request': {
      const [fine] = fines[action.vendor];
      if (!fine) return;
      const xof = { amount: { amount: action.units, currency: 'XOF' as const }, country: 'SN' as const };
      const requester = { channel: 'telegram' as const, address: '7', personId: 'person' };
      const other = action.vendor === 'wave' ? { ...xof, operator: 'wave-sn', payerPhone: '+221771234567' } : {};
      const wish = world.wish([fine], action.units, { requester, anyway: true, ...other });
      await world.payments.request(wish, `turn:${action.vendor}:${action.key}`).catch(tolerate);
      return;
    }
    case 'citizen': {
      const payment = nth(await atVendor(), action.which);
      return payment && citizen(payment, action.what);
    }
    case 'call': {
      const payment = nth(await atVendor(), action.which);
      return payment && call(payment, action.times);
    }
    case 'refund': {
      const payment = nth(
        (await payments()).filter(({ received }) => received),
        action.which,
      );
      const amount = Math.ceil((payment?.received?.amount ?? 0) / action.share / 100) * 100;
      const wish = { paymentId: payment?.id ?? '', amount, reason: 'a mistake', by: 'admin' };
      if (payment) await world.refunds.refund(wish, `refund:${action.key}`).catch(tolerate);
      return;
    }
    case 'claim': {
      const credit = { personId: 'person', currency: action.vendor === 'wave' ? ('XOF' as const) : ('CDF' as const) };
      const wish = { credit, reason: 'asked by the payer', by: 'person' };
      await world.refunds.refund(wish, `claim:${action.vendor}:${action.key}`).catch(tolerate);
      return;
    }
    case 'end_refund': {
      const open = [...pawapay.refunds].filter(([, { status }]) => status === 'ACCEPTED');
      const found = nth(open, action.which);
      if (!found) return;
      pawapay.end(pawapay.refunds, found[0], action.well ? 'COMPLETED' : 'FAILED');
      const request = pawapay.callback({ refundId: found[0] }, { at: world.now() });
      await Promise.all([world.callbacks.take('pawapay', request), world.callbacks.take('pawapay', request)]);
      return world.idle();
    }
    case 'dismiss': {
      const fine = nth([...fines.pawapay, ...fines.wave], action.which);
      const decision = { to: 'dismissed' as const, by: 'opj', role: 'opj' as const, reason: 'not proven' };
      if (fine) await world.fines.decide(fine.id, decision).catch(tolerate);
      return;
    }
    case 'mishap':
      return void (action.vendor === 'wave' ? wave : pawapay).mishaps.push(action.mishap);
    case 'fault':
      return void world.faults.set(action.fault, action.when);
    case 'wait':
      return world.pass(action.minutes);
    case 'jobs':
      await Promise.all([world.payments.lookAfter(world.now()), world.payments.lookAfter(world.now())]);
      await Promise.all([world.refunds.lookAfter(world.now()), world.refunds.lookAfter(world.now())]);
      await world.callbacks.resume(world.now());
      await dismissed()?.run(world.now());
  }
}

/** Vendors end what they hold, calls get lost, and the jobs run until nothing is left. */
async function comeToRest(): Promise<void> {
  pawapay.mishaps.length = 0;
  wave.mishaps.length = 0;
  for (const [id, { status }] of pawapay.deposits)
    if (status === 'ACCEPTED') pawapay.end(pawapay.deposits, id, 'FAILED', { code: 'PAYMENT_NOT_APPROVED' });
  for (const session of wave.sessions.values())
    if (session.checkout_status === 'open') session.checkout_status = 'expired';
  // What is still being sent by the jobs ends at once.
  pawapay.onAccepted(async (id) => {
    if (pawapay.refunds.has(id)) pawapay.end(pawapay.refunds, id, 'COMPLETED');
    else pawapay.end(pawapay.deposits, id, 'FAILED', { code: 'PAYMENT_NOT_APPROVED' });
  });
  wave.onCreated(async (session) => void (session.checkout_status = 'expired'));
  for (let round = 0; round < 3; round += 1) {
    world.faults.clear();
    await dismissed()?.run(world.now());
    for (const [id, { status }] of pawapay.refunds)
      if (status === 'ACCEPTED') pawapay.end(pawapay.refunds, id, 'COMPLETED');
    await world.settleDown();
  }
}

it('whatever the order, repetition and loss between two providers, refunds and decisions, money and book agree', async () => {
  const enough = Date.now() + 10_000;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 30 }), async (steps) => {
      // A run is never cut in the middle: it would go on after the test.
      if (Date.now() > enough) return;
      await clear();
      const fines = { pawapay: [await world.fine(50_000)], wave: [await world.fine(50_000, 'SN')] };
      const ended = new Map<string, string>();
      for (const action of steps) {
        await play(action, fines);
        const now = [
          ...(await payments()).filter(({ state }) => isFinalPayment(state)),
          ...(await refunds()).filter(({ state }) => isFinalRefund(state)),
        ];
        for (const { id, state } of now) {
          if (ended.has(id)) expect(state).toBe(ended.get(id));
          ended.set(id, state);
        }
        expect((await world.ledger.verify()).unbalanced).toEqual([]);
      }
      await comeToRest();
      expect((await payments()).filter(({ state }) => !isFinalPayment(state))).toEqual([]);
      expect((await refunds()).filter(({ state }) => !isFinalRefund(state))).toEqual([]);
      expect(await checkLedger(world.database)).toMatchObject({ underWay: 0, faults: [] });

      // What is asked back of a credit never opens a debt again.
      const shares = (await payments()).flatMap(({ refunds: held = [] }) => held);
      for (const { id, idempotencyKey } of await refunds())
        if (idempotencyKey.startsWith('claim:'))
          expect(shares.find(({ refundId }) => refundId === id)?.fromPurpose ?? 0).toBe(0);

      const sums = (list: readonly number[]): number => list.reduce((sum, amount) => sum + amount, 0);
      const cash = async (account: string) => (await world.ledger.balances(account))[0]?.amount ?? 0;
      const came = [...pawapay.deposits.values()].filter(({ status }) => status === 'COMPLETED');
      const went = [...pawapay.refunds.values()].filter(({ status }) => status === 'COMPLETED');
      const inMinor = (list: readonly { amount: string }[]) => sums(list.map(({ amount }) => Number(amount) * 100));
      expect(await cash('cash:pawapay')).toBe(inMinor(came) - inMinor(went));
      const sold = [...wave.sessions.values()].filter((session) => session.payment_status === 'succeeded');
      const kept = sold.filter((session) => session.when_refunded === null);
      expect(await cash('cash:wave')).toBe(sums(kept.map(({ amount }) => Number(amount))));
      expect(new Set([...wave.sessions.values()].map((session) => session.client_reference)).size).toBe(
        wave.sessions.size,
      );
      for (const fine of await world.fines.byIds([...fines.pawapay, ...fines.wave].map(({ id }) => id))) {
        expect(fine.paidAmount).toBeLessThanOrEqual(fine.due.amount);
        if (fine.state === 'dismissed') expect(fine.paidAmount).toBe(0);
      }
    }),
    { numRuns: Number(process.env['FC_RUNS'] ?? 15) },
  );
}, 60_000);
