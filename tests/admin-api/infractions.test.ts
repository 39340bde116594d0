import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { infractionModel, infractionTypeModel } from '../../core/fines/index.ts';
import { startServer, type TestServer } from './start-server.ts';

const phone = '+243990000077';
let server: TestServer;
let id: string;
beforeAll(async () => {
  server = await startServer();
  const { connection } = server.database;
  const now = new Date();
  await infractionTypeModel(connection).create({
    _id: newId(), country: 'CD', code: 'belt', version: 1, labels: { fr: 'Ceinture' }, article: 'art. 1',
    tariff: { kind: 'fixed', amount: 3_000_000, currency: 'CDF' }, activeFrom: new Date(0), createdAt: now,
  }); // prettier-ignore
  const fine = await server.fines.record({
    country: 'CD', plate: '1234AB01', typeCode: 'belt', place: { text: 'Gombe', commune: 'Gombe' }, at: now,
    agentId: newId(), driverPhone: phone, proofs: [newId()],
  }); // prettier-ignore
  id = fine.id;
  await infractionModel(connection).updateOne({ _id: id }, { $set: { 'told.state': 'waiting' } });
});
afterAll(() => server.stop());

it('shows the place, the photos and how far the owner was told, and never the number of the driver', async () => {
  const { token } = await server.member('opj');
  for (const path of ['/api/v1/infractions', `/api/v1/infractions/${id}`]) {
    const { status, text, json } = await server.call('GET', path, { token });
    expect(status).toBe(200);
    const [item] = json.items ?? [json];
    expect(item).toMatchObject({
      place: { commune: 'Gombe' },
      proofs: [{ fileId: expect.any(String) }],
      told: { state: 'waiting' },
      hasDriverPhone: true,
    });
    expect(text).not.toContain(phone.slice(4));
    expect(text).not.toContain('driverPhone"');
  }
});

it('takes how to reach an owner into the register and gives it to the administration alone', async () => {
  const { token } = await server.member('admin');
  const body = {
    country: 'CD', plate: '5555CC05', make: 'Toyota', model: 'Corolla', category: 'car', ownerName: 'Somebody',
    ownerPhone: phone, ownerEmail: 'owner@example.org', ownerArea: 'Gombe, Kinshasa', ownerNif: 'a1234567b',
  }; // prettier-ignore
  const made = await server.call('POST', '/api/v1/vehicles', { token, body });
  expect(made.status, made.text).toBe(201);
  const agent = await server.member('pcr_agent');
  const read = await server.call('GET', `/api/v1/vehicles/${made.json.id}`, { token: agent.token });
  expect(read.json).toMatchObject({ ownerName: 'Somebody', ownerArea: 'Gombe, Kinshasa' });
  expect(made.json).toMatchObject({ ownerPhone: phone, ownerEmail: 'owner@example.org', ownerNif: 'A1234567B' });
  expect(read.text).not.toMatch(/990000077|owner@|A1234567B/i);
});
