import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { infractionModel } from '../../core/fines/index.ts';
import { lookupModel } from '../../core/vehicles/index.ts';
import type { Verification } from '../../core/vehicles/index.ts';
import { codeOnSheet, offlineChecker, type PublishedKeys } from '../support/offline-checker.ts';
import { addType, recordFine } from './road.ts';
import { startServer, type TestServer } from './start-server.ts';

let server: TestServer;
let admin: string;
let agent: { personId: string; token: string };
let stolen: Verification;

beforeAll(async () => {
  server = await startServer();
  admin = (await server.member('admin')).token;
  agent = await server.member('pcr_agent');
  const base = {
    country: 'CD',
    make: 'Toyota',
    model: 'Corolla',
    category: 'car',
    ownerName: 'Patrick Ilunga',
  } as const;
  await server.vehicleRegistry.create({ ...base, plate: '1234AB01', stolen: true, ownerNif: 'A1234567' });
  await server.vehicleRegistry.create({ ...base, plate: '5678CD05' });
  const by = { personId: agent.personId, roles: ['pcr_agent'], channel: 'telegram' as const };
  stolen = await server.verifications.verify({
    key: 'one', country: 'CD', plate: '1234AB01', by, seen: { ownerName: '=cmd' }, place: { text: 'Gombe' },
  }); // prettier-ignore
  await server.verifications.verify({ key: 'two', country: 'CD', plate: '5678CD05', by });
});
afterAll(() => server.stop());

const get = (path: string, token = admin) => server.call('GET', `/vehicle-verifications${path}`, { token });

describe('checks on the road, through the API', () => {
  it('are listed by plate, verdict, agent and time, without names', async () => {
    expect((await get('')).json.total).toBe(2);
    for (const query of ['plate=1234-ab-01', 'verdict=fail', `verdict=fail&agent=${agent.personId}`]) {
      const { json } = await get(`?${query}`);
      expect(json.items.map(({ number }: { number: string }) => number)).toEqual([stolen.number]);
    }
    expect((await get('?before=2020-01-01')).json.total).toBe(0);
    expect((await get('?verdict=splendid')).status).toBe(400);
    const { json } = await get(`/${stolen.id}`);
    expect(json).toMatchObject({ verdict: 'fail', score: 0, agentId: agent.personId, place: { text: 'Gombe' } });
    expect(json.checks).toContainEqual({ check: 'stolen', outcome: 'fail', reason: 'stolen.yes', score: 0 });
    expect(JSON.stringify(json)).not.toMatch(/Ilunga|cmd/);
  });

  it('are opened by officers and administrators, which is noted as a look', async () => {
    const { json } = await get(`/${stolen.id}/contents`, agent.token);
    expect(json.registered).toMatchObject({ ownerName: 'Patrick Ilunga' });
    expect(json.registered).not.toHaveProperty('ownerNif');
    expect(json.seen).toEqual({ ownerName: '=cmd' });
    const looks = { personId: agent.personId, what: 'verification', channel: 'api' } as const;
    expect(await lookupModel(server.database.connection).countDocuments(looks)).toBe(1);
  });

  it('are printed, and the print proves itself to whoever scans it', async () => {
    const response = await fetch(`${server.url}/api/v1/vehicle-verifications/${stolen.id}/report.pdf?language=ln`, {
      headers: { Authorization: `Bearer ${admin}` },
    });
    expect(response.headers.get('content-type')).toBe('application/pdf');
    const code = codeOnSheet(Buffer.from(await response.arrayBuffer()));
    const keys = (await server.call('GET', '/.well-known/lisolo-keys.json')).json as PublishedKeys;
    expect(offlineChecker(keys)(code)?.slice(0, 6)).toEqual([
      'verification', stolen.number, stolen.number, '1234AB01', 0, 'fail',
    ]); // prettier-ignore
    const page = await server.call('GET', `/v/${code.split('/v/')[1]}`, { headers: { 'Accept-Language': 'fr' } });
    expect(page.status).toBe(200);
    for (const part of ['authentique', stolen.number, '1234AB/01', 'ALERTE (0/100)', 'Rapport de contrôle'])
      expect(page.text).toContain(part);
    expect(page.text).not.toContain('Ilunga');
  });

  it('are seen by the officer who made them, and by those who lead officers, not by every colleague', async () => {
    const colleague = await server.member('pcr_agent');
    const one = { personId: colleague.personId, roles: ['pcr_agent'], channel: 'telegram' as const };
    const own = await server.verifications.verify({ key: 'own', country: 'CD', plate: '5678CD05', by: one });
    const numbers = async (query: string, token: string): Promise<string[]> =>
      (await get(query, token)).json.items.map(({ number }: { number: string }) => number);
    expect(await numbers('', colleague.token)).toEqual([own.number]);
    expect(await numbers(`?agent=${colleague.personId}`, colleague.token)).toEqual([own.number]);
    expect((await get(`?agent=${agent.personId}`, colleague.token)).status).toBe(403);
    for (const path of ['', '/contents', '/report.pdf'])
      expect((await get(`/${stolen.id}${path}`, colleague.token)).status).toBe(404);
    expect((await get(`/${own.id}`, colleague.token)).status).toBe(200);
    const { token } = await server.member('opj');
    expect((await get(`/${stolen.id}`, token)).status).toBe(200);
    expect(await numbers(`?agent=${agent.personId}`, token)).toContain(stolen.number);
  });

  it('alarm where somebody has recorded an infraction too far away, but not once that was voided', async () => {
    await addType(server, 'belt', 3_000_000);
    const place = { text: 'Goma', latitude: -1.6585, longitude: 29.2205 };
    const fine = await recordFine(server, 'belt', { plate: '5678CD05', place });
    const by = { personId: agent.personId, roles: ['pcr_agent'], channel: 'telegram' as const };
    const here = { text: 'Gombe', latitude: -4.3217, longitude: 15.3125 };
    const reasons = async (key: string): Promise<string[]> =>
      (await server.verifications.verify({ key, country: 'CD', plate: '5678CD05', by, place: here })).findings.map(
        ({ reason }) => reason,
      );
    expect(await reasons('near')).toContain('usurpation.elsewhere');
    await infractionModel(server.database.connection).updateOne({ _id: fine.id }, { $set: { state: 'voided' } });
    expect(await reasons('later')).not.toContain('usurpation.elsewhere');
  });

  it('are exported by administrators only, and shown to nobody else', async () => {
    const csv = await get('.csv');
    expect(csv.text).toContain(stolen.number);
    // Names and numbers stand in the contents, where each look is noted.
    expect(csv.text).toContain('owner.differs');
    expect(csv.text).not.toMatch(/Ilunga|cmd/);
    expect((await get('.csv', agent.token)).status).toBe(403);
    const { token } = await server.member('accountant');
    for (const path of ['', `/${stolen.id}`, `/${stolen.id}/contents`, `/${stolen.id}/report.pdf`])
      expect((await get(path, token)).status).toBe(403);
    expect((await get(`/${'f'.repeat(24)}/contents`)).status).toBe(404);
  });
});
