import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../core/database/index.ts';
import { finePurpose, infractionTypeModel, type Fine } from '../../core/fines/index.ts';
import { codeOnSheet, offlineChecker } from '../support/offline-checker.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ publicUrl: 'https://lisolo.example' });
  await infractionTypeModel(server.database.connection).create({
    _id: newId(), country: 'CD', code: 'speed', version: 1, labels: { fr: 'Excès de vitesse', sw: 'Mwendo kasi' },
    article: 'art. 12', tariff: { kind: 'fixed', amount: 5_000_000, currency: 'CDF' }, activeFrom: new Date(0), createdAt: new Date(0),
  }); // prettier-ignore
});
afterAll(() => server.stop());

const aFine = (): Promise<Fine> =>
  server.fines.record({
    country: 'CD',
    plate: '1234AB01',
    typeCode: 'speed',
    place: { text: 'Gombe' },
    at: new Date(),
    agentId: newId(),
  });

async function pay(fine: Fine, units: number, personId?: string): Promise<{ id: string; settle(): Promise<void> }> {
  const amount = { amount: units * 100, currency: 'CDF' } as const;
  const phone = '+243810000001';
  const wish = { purpose: finePurpose([fine.id]), amount, payerPhone: phone, operator: 'vodacom-cd' };
  const requester = { channel: 'ussd' as const, address: phone, ...(personId ? { personId } : {}) };
  const { id, providerRef, provider } = await server.payments.request(
    { ...wish, country: 'CD', language: 'fr', requester },
    newId(),
  );
  return {
    id,
    async settle() {
      await server.payments.settle(provider, { ref: providerRef, outcome: 'confirmed', money: amount });
      await server.payments.idle();
    },
  };
}

const pdf = (bytes: string): boolean => bytes.startsWith('%PDF-');

describe('documents through the API', () => {
  it('are notes as the fine stands, for who may read infractions', async () => {
    const { token } = await server.member('pcr_agent');
    const fine = await aFine();
    const answer = await server.call('GET', `/infractions/${fine.id}/notice.pdf?language=sw`, { token });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toBe(`inline; filename="note-${fine.reference}.pdf"`);
    expect(pdf(answer.text)).toBe(true);
    const again = await server.call('GET', `/infractions/${fine.id}/notice.pdf?language=sw`, { token });
    expect(again.text).toBe(answer.text);
    const { token: nobody } = await server.member('hr');
    const path = `/infractions/${fine.id}/notice.pdf`;
    expect((await server.call('GET', path, { token: nobody })).status).toBe(403);
    expect((await server.call('GET', path)).status).toBe(401);
    expect((await server.call('GET', `${path}?language=xx`, { token })).status).toBe(400);
    expect((await server.call('GET', `/infractions/${newId()}/notice.pdf`, { token })).json.code).toBe('not_found');
  });

  it('are receipts once the money has come, for who may see the phone that paid', async () => {
    const { token } = await server.member('accountant');
    const payment = await pay(await aFine(), 50_000);
    const path = `/payments/${payment.id}/receipt.pdf`;
    expect((await server.call('GET', path, { token })).status).toBe(404);
    await payment.settle();
    const answer = await server.call('GET', path, { token });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(pdf(answer.text)).toBe(true);
    expect(answer.headers.get('content-disposition')).toMatch(/quittance-Q-CD-\d{4}-\d{7}\.pdf/);
    for (const role of ['pcr_agent', 'support', 'opj'] as const) {
      const { token: other } = await server.member(role);
      expect((await server.call('GET', path, { token: other })).status).toBe(403);
    }
  });

  it('are still there when the payer was forgotten', async () => {
    const { token } = await server.member('accountant');
    const payer = newId();
    const payment = await pay(await aFine(), 50_000, payer);
    await payment.settle();
    await server.files.personalData.erase(payer);
    const answer = await server.call('GET', `/payments/${payment.id}/receipt.pdf`, { token });
    expect([answer.status, pdf(answer.text)]).toEqual([200, true]);
  });

  it('are described as files', async () => {
    const { json } = await server.call('GET', '/openapi.json');
    expect(json.paths['/infractions/{id}/notice.pdf'].get.responses[200].content).toHaveProperty('application/pdf');
  });
});

const noteToken = ({ reference, plate, due }: Fine, specimen = false): string =>
  server.signer.sign({
    ...(specimen ? { specimen } : {}),
    kind: 'notice',
    reference,
    number: `NP-${reference}`,
    plate,
    amount: due,
    remaining: due.amount,
    issuedAt: new Date('2026-11-21T08:00:00Z'),
  });

describe('the check of a note by anybody', () => {
  it('shows what is printed on it, and how the fine stands today', async () => {
    const fine = await aFine();
    const path = `/v/${noteToken(fine)}?lang=fr`;
    const before = await server.call('GET', path);
    for (const words of ['Note de perception', 'authentique', `NP-${fine.reference}`, 'PAS PAYÉE'])
      expect(before.text).toContain(words);
    await (await pay(fine, 50_000)).settle();
    const after = await server.call('GET', path);
    expect(after.text).toContain('PAYÉE (50 000 FC)');
    expect(after.text).not.toContain('PAS PAYÉE');
  });

  it('never calls a specimen genuine', async () => {
    const { status, text } = await server.call('GET', `/v/${noteToken(await aFine(), true)}?lang=fr`);
    expect(status).toBe(200);
    expect(text).toContain('SPÉCIMEN');
    expect(text).not.toContain('authentique');
  });

  it('works for a note of a fine that is not on record here', async () => {
    const gone = await server.call('GET', `/v/${noteToken({ ...(await aFine()), reference: 'CD-2026-0000018' })}`);
    expect(gone.status).toBe(200);
  });

  describe('without network, by somebody who has the published keys and the text of the code', () => {
    const published = async () => (await server.call('GET', '/.well-known/lisolo-keys.json')).json;

    it('a genuine quittance is told from an altered one', async () => {
      const check = offlineChecker(await published());
      const fine = await aFine();
      const payment = await pay(fine, 20_000);
      await payment.settle();
      const { steps, receiptNumber, confirmedAt } = (await server.payments.byId(payment.id)) ?? {};
      const { bytes } = await server.files.read(steps?.receipted?.fileId ?? '');
      const code = codeOnSheet(bytes);
      const seconds = Math.floor(Number(confirmedAt) / 1000);
      expect(check(code)).toEqual([
        'receipt', fine.reference, receiptNumber, '1234AB01', 2_000_000, 'CDF', 3_000_000, seconds, 1,
      ]); // prettier-ignore
      const [site = '', token = ''] = code.split('/v/');
      const altered = Buffer.from(token, 'base64url').toString('latin1').replace(',3000000,', ',0000000,');
      expect(check(`${site}/v/${Buffer.from(altered, 'latin1').toString('base64url')}`)).toBeUndefined();
      expect(check(`https://elsewhere.example/v/${token}`)).toBeDefined();
      expect(check(`${site}/v/${token.slice(2)}`)).toBeUndefined();
      expect(check('no code at all')).toBeUndefined();
    });

    it('every field is described, a specimen is marked, and a document in force has no such mark', async () => {
      const page = await published();
      const check = offlineChecker(page);
      const fine = await aFine();
      const inForce = check(`/v/${noteToken(fine)}`) ?? [];
      expect(inForce).toEqual(['notice', fine.reference, `NP-${fine.reference}`, '1234AB01', 5_000_000, 'CDF', 5_000_000, 1_795_248_000]); // prettier-ignore
      expect(check(`/v/${noteToken(fine, true)}`)).toEqual([...inForce, 1]);
      expect(page.token.fields).toHaveLength(inForce.length + 1);
      expect(page.token).toMatchObject({ signed: expect.stringContaining('lisolo document 1') });
    });

    it('keys may be fetched from anywhere', async () => {
      const { headers } = await server.call('GET', '/.well-known/lisolo-keys.json');
      expect(headers.get('access-control-allow-origin')).toBe('*');
    });
  });
});
