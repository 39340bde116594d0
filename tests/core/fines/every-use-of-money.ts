import type { App } from '../../../core/app.ts';
import { finePurpose, toBankReference } from '../../../core/fines/index.ts';
import { end, fineAt } from '../../bench/fines/fine-records.ts';
import { manyFines } from './busy-world.ts';
import type { Use } from './every-use.ts';

const phone = '+243810000001';
const some = (nth: number) => fineAt(manyFines.from + nth, manyFines);
const orRefused = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);
const today = '2026-11-21';
/** All of a period is counted. */
const ofPeriod = { docs: Infinity, sorted: Infinity };

/** A use of everything that money, owners and figures can be asked, on the services as they are given. */
export function everyUseOfMoney(app: App): Use[] {
  const { fines, payments, refunds, receipts, sandbox, bank, bankDebts, reconciliation, fineStatistics, owners } = app;
  const one = some(1);
  const named = `virement ${toBankReference(one.reference)}`;
  const clue = { label: one.plate, money: one.due, on: today, country: one.country };
  const period = { country: 'CD', from: '2026-10-01', to: today } as const;
  const wish = { paymentId: '', reason: 'a mistake', by: 'x' };

  async function pay(): Promise<void> {
    const place = { text: 'Gombe' };
    const fine = await fines.record({
      country: 'CD', plate: '1234AB01', typeCode: 'belt', place, at: end, agentId: 'a', key: 'money',
    }); // prettier-ignore
    const { id } = await payments.request(
      {
        purpose: finePurpose([fine.id]), amount: fine.remaining, payerPhone: phone, operator: 'vodacom-cd',
        country: 'CD', language: 'fr', requester: { channel: 'ussd', address: phone },
      },
      `use:${fine.id}`,
    ); // prettier-ignore
    wish.paymentId = id;
    for (const { id: approval } of await sandbox.pendingFor(phone)) await sandbox.approve(approval);
    await sandbox.idle();
    await payments.idle();
  }
  async function importLines(): Promise<void> {
    const lines = [`${today},${one.due.amount / 100},CDF,${named},1`, `${today},250.00,CDF,${one.plate},2`];
    const bytes = Buffer.from(['date,amount,currency,label,id', ...lines].join('\n'));
    await bank.importStatement({ bytes, profile: 'plain', by: 'x' });
  }

  return [
    ['payments.request', pay],
    ['payments.check', () => payments.check(wish.paymentId)],
    ['payments.byId', () => payments.byId(wish.paymentId)],
    ['payments.byIds', () => payments.byIds([wish.paymentId])],
    ['payments.hear', () => payments.hear('sandbox', 'x')],
    ['payments.takes', async () => payments.takes('vodacom-cd', 'CD')],
    ['receipts.byNumber', () => receipts.byNumber('Q-CD-2026-0000001')],
    ['refunds.refund', () => refunds.refund({ ...wish, amount: 100 }, 'use:refund')],
    ['refunds.creditsOf', () => refunds.creditsOf('x')],
    ['refunds.byId', () => refunds.byId('x')],
    ['refunds.hear', () => refunds.hear('sandbox', 'x')],
    ['bank.importStatement', importLines],
    ['bank.match', () => orRefused(bank.match('x', one.reference, 'x'))],
    ['bank.ignore', () => orRefused(bank.ignore('x', 'x', 'x'))],
    ['bank.carryOn', () => bank.carryOn(end)],
    ['bank.countStates', () => bank.countStates('x')],
    ['bankDebts.named', () => bankDebts.named(named)],
    ['bankDebts.near a plate', () => bankDebts.near(clue)],
    ['bankDebts.near an amount', () => bankDebts.near({ ...clue, label: 'virement' })],
    ['bankDebts.near a reference', () => bankDebts.near({ ...clue, label: `${named}1` })],
    ['bankDebts.byReference', () => bankDebts.byReference(one.reference)],
    ['deposits.take', () =>
      app.deposits.take({
        key: 'x', provider: 'bank', ref: 'x', purpose: finePurpose([one._id]), money: one.due, means: 'Banque',
      })],
    ['reconciliation.run', () => reconciliation.run({ day: today, by: 'x' }), ofPeriod],
    ['reconciliation.runDue', () => reconciliation.runDue(end), ofPeriod],
    ['reconciliation.explain', () => orRefused(reconciliation.explain('x', { key: 'x', words: 'x', by: 'x' }))],
    ['fineStatistics.of', () => fineStatistics.of(period), ofPeriod],
    ['fineStatistics.byAgent', () => fineStatistics.byAgent(period), ofPeriod],
    ['owners', async () => {
      const vehicle = await app.vehicles.byPlate('CD', '1234AB01');
      if (vehicle) await owners.sameOwner({ ...vehicle, ownerNif: 'A1' });
      if (vehicle) await owners.ownerOf({ ...vehicle, ownerNif: 'A1' });
    }],
    ['ownerNews.bringLate', () => app.ownerNews.bringLate()],
    ['ownerNews.soon', async () => app.ownerNews.soon('x')],
    ['ownerNews.idle', () => app.ownerNews.idle()],
  ]; // prettier-ignore
}
