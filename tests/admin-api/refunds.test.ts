import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { finePurpose } from '../../core/fines/index.ts';
import { addType, recordFine } from './road.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
let token: string;
let accountant: string;

beforeAll(async () => {
  server = await startServer();
  ({ token, personId: accountant } = await server.member('accountant'));
  await addType(server, 'speed', 5_000_000);
});
afterAll(() => server.stop());

/** A fine of 50 000 FC, paid with 60 000 by somebody who is known. */
async function paid(): Promise<{ id: string; payer: string }> {
  const payer = newId();
  const fine = await recordFine(server, 'speed');
  const { id, providerRef } = await server.payments.request(
    {
      purpose: finePurpose([fine.id]),
      amount: { amount: 5_000_000, currency: 'CDF' },
      payerPhone: '+243810000001',
      operator: 'vodacom-cd',
      country: 'CD',
      language: 'fr',
      requester: { channel: 'telegram', address: '7', personId: payer },
    },
    randomUUID(),
  );
  const money = { amount: 6_000_000, currency: 'CDF' as const };
  await server.payments.settle('sandbox', { ref: providerRef, outcome: 'confirmed', money });
  return { id, payer };
}
const post = (path: string, body: unknown, headers: Record<string, string> = {}, as = token) =>
  server.call('POST', path, { token: as, body, headers });

describe('a refund', () => {
  it('is made by an accountant, shown, and written down without its reason', async () => {
    const { id } = await paid();
    const made = await post(`/payments/${id}/refunds`, { amount: 2_000_000, reason: 'payé par erreur' });
    expect(made.status).toBe(201);
    expect(made.json.items).toMatchObject([
      { paymentId: id, amount: 2_000_000, currency: 'CDF', state: 'paid', by: accountant, why: 'payé par erreur' },
    ]);
    const listed = await server.call('GET', `/refunds?paymentId=${id}`, { token });
    expect(listed.json).toMatchObject({ total: 1, items: [{ id: made.json.items[0].id }] });
    const [entry] = (await server.audit.list({ subjectId: id, skip: 0, limit: 1 })).items;
    expect(entry).toMatchObject({ after: [{ amount: 2_000_000, state: 'paid' }] });
    expect(JSON.stringify(entry)).not.toContain('erreur');
  });

  it('is made once for one Idempotency-Key', async () => {
    const { id } = await paid();
    const key = { 'Idempotency-Key': randomUUID() };
    const body = { amount: 1_000_000, reason: 'en trop' };
    const [first, again] = [
      await post(`/payments/${id}/refunds`, body, key),
      await post(`/payments/${id}/refunds`, body, key),
    ];
    expect(again.json).toEqual(first.json);
    expect((await server.call('GET', `/refunds?paymentId=${id}`, { token })).json.total).toBe(1);
  });

  it('is another one where the Idempotency-Key was used for another payment', async () => {
    const key = { 'Idempotency-Key': randomUUID() };
    const [one, two] = [await paid(), await paid()];
    await post(`/payments/${one.id}/refunds`, { amount: 1_000_000, reason: 'en trop' }, key);
    await server.database.connection.collection('idempotency_keys').deleteMany({});
    const after = await post(`/payments/${two.id}/refunds`, { amount: 1_000_000, reason: 'en trop' }, key);
    expect(after.json.items).toMatchObject([{ paymentId: two.id }]);
  });

  it('says how much there is when more is asked for', async () => {
    const { id } = await paid();
    const refused = await post(`/payments/${id}/refunds`, { amount: 6_000_001, reason: 'trop' });
    expect(refused.json).toMatchObject({ status: 400, most: 6_000_000 });
    expect((await post(`/payments/${id}/refunds`, { amount: 0.5, reason: 'trop' })).status).toBe(400);
    expect((await post(`/payments/${id}/refunds`, { amount: 1 })).status).toBe(400);
    expect((await post(`/payments/${newId()}/refunds`, { reason: 'rien' })).status).toBe(404);
  });

  it('gives back the credit of a person and leaves the fine paid', async () => {
    const { payer } = await paid();
    const made = await post(`/people/${payer}/refunds`, { currency: 'CDF', reason: 'trop payé' });
    expect(made.json.items).toMatchObject([{ amount: 1_000_000, state: 'paid' }]);
    expect((await post(`/people/${payer}/refunds`, { currency: 'CDF', reason: 'encore' })).json).toMatchObject({
      status: 400,
      most: 0,
    });
  });

  it('leaves the list of credits once nothing is left of it, also after a provider has refused', async () => {
    const { id, payer } = await paid();
    const credits = async (): Promise<unknown> =>
      (await server.call('GET', `/payments?credit=left&personId=${payer}`, { token })).json.items;
    expect(await credits()).toMatchObject([{ id, credit: 1_000_000 }]);
    await server.database.connection
      .collection<{ _id: string }>('payments')
      .updateOne({ _id: id }, { $set: { provider: 'nobody' } });
    const refused = await post(`/people/${payer}/refunds`, { currency: 'CDF', reason: 'trop payé' });
    expect(refused.json.items).toMatchObject([{ state: 'failed', reason: 'no_provider' }]);
    expect(await credits()).toMatchObject([{ id, credit: 1_000_000 }]);
    const byHand = {
      means: 'cash',
      reference: `BON ${id}`,
      on: new Date().toISOString().slice(0, 10),
      amount: 1_000_000,
      reason: 'au guichet',
    };
    expect((await post(`/payments/${id}/refunds/by-hand`, byHand)).json.items).toMatchObject([{ state: 'paid' }]);
    expect(await credits()).toEqual([]);
    expect((await server.call('GET', `/payments/${id}`, { token })).json.credit).toBe(0);
    expect((await server.call('GET', '/payments?credit=none', { token })).status).toBe(400);
  });

  it('is not for those who only read', async () => {
    const { id } = await paid();
    const { token: support } = await server.member('support');
    expect((await post(`/payments/${id}/refunds`, { reason: 'non' }, {}, support)).status).toBe(403);
  });
});

it('tells which providers are on', async () => {
  const { json } = await server.call('GET', '/payment-providers', { token });
  expect(json.items).toMatchObject([
    { name: 'pawapay', on: false, operators: [] },
    { name: 'wave', on: false, operators: [] },
    { name: 'sandbox', on: true, operators: expect.arrayContaining(['vodacom-cd', 'wave-sn']) },
  ]);
});
