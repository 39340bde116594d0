import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from 'mongoose';
import { readConfig } from '../core/config.ts';
import { finePurpose, infractionModel } from '../core/fines/index.ts';
import { silentLog } from '../core/log.ts';
import { createPaymentProviders } from '../core/payment-providers.ts';
import { pawapayToken, startLocalPawapay, type LocalPawapay } from './support/local-pawapay.ts';
import { startLocalWave, waveKey, waveSecret, type LocalWave } from './support/local-wave.ts';
import { startProduct, type Product } from './support/product.ts';

const secret = 's'.repeat(32);

describe('which providers are on', () => {
  const names = (settings: Record<string, string>): { open: string[]; on: string[] } => {
    const config = readConfig({ SECRET: secret, ...settings });
    const connection = { models: {}, model: () => ({}) } as unknown as Connection;
    const { providers, describe: states } = createPaymentProviders({
      config, connection, clock: () => new Date(), log: silentLog,
    }); // prettier-ignore
    return {
      open: providers.map(({ name }) => name),
      on: states()
        .filter(({ on }) => on)
        .map(({ name }) => name),
    };
  };
  // Nothing listens there: what a provider would ask stays unanswered.
  const account = { PAWAPAY_TOKEN: 't', PAWAPAY_API_ROOT: 'http://127.0.0.1:9' };
  const waveAccount = { WAVE_API_KEY: 'k', WAVE_WEBHOOK_SECRET: 's', WAVE_API_ROOT: 'http://127.0.0.1:9' };

  it('is the sandbox alone without any account, and nobody in production', () => {
    expect(names({})).toEqual({ open: ['sandbox'], on: ['sandbox'] });
    expect(names({ NODE_ENV: 'production' })).toEqual({ open: [], on: [] });
  });

  it('is never the sandbox beside real money', () => {
    expect(names(account)).toEqual({ open: ['pawapay'], on: ['pawapay'] });
    expect(names({ ...account, ...waveAccount, NODE_ENV: 'production' }).open).toEqual(['wave', 'pawapay']);
  });

  it('needs the secret that signs what Wave sends', () => {
    expect(() => readConfig({ SECRET: secret, WAVE_API_KEY: 'k' })).toThrow('WAVE_WEBHOOK_SECRET is required');
  });
});

describe('the address that providers call', () => {
  let pawapay: LocalPawapay;
  let wave: LocalWave;
  let product: Product;

  beforeAll(async () => {
    pawapay = await startLocalPawapay();
    wave = await startLocalWave();
    product = await startProduct({
      PUBLIC_URL: 'https://lisolo.test',
      PAWAPAY_TOKEN: pawapayToken,
      PAWAPAY_API_ROOT: pawapay.root,
      WAVE_API_KEY: waveKey,
      WAVE_WEBHOOK_SECRET: waveSecret,
      WAVE_API_ROOT: wave.root,
      WHATSAPP: 'off',
    });
  }, 120_000);
  afterAll(async () => {
    await product.stop();
    await pawapay.stop();
    await wave.stop();
  });

  const post = (provider: string, headers: object, body: Uint8Array) =>
    fetch(`${product.baseUrl}/webhooks/payments/${provider}`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: new Uint8Array(body),
    });

  async function pay(country: 'CD' | 'SN', operator: string, payerPhone: string) {
    const { app, connection } = product;
    const unpaid = await infractionModel(connection).findOne({ country, paidAmount: 0, state: 'recorded' }).lean();
    const { _id: fineId, due } = unpaid ?? { _id: '', due: { amount: 0, currency: 'CDF' as const } };
    return app.payments.request(
      {
        purpose: finePurpose([fineId]), amount: due, payerPhone, operator, country, language: 'fr',
        requester: { channel: 'ussd', address: payerPhone },
      }, // prettier-ignore
      `turn:${country}`,
    );
  }

  it('takes a signed call of pawaPay and books the money', async () => {
    const payment = await pay('CD', 'vodacom-cd', '+243810000001');
    expect(payment).toMatchObject({ provider: 'pawapay', state: 'pending' });
    pawapay.end(pawapay.deposits, payment.providerRef, 'COMPLETED');
    const { headers, body } = pawapay.callback({ depositId: payment.providerRef }, { at: new Date() });
    expect((await post('pawapay', headers, body)).status).toBe(200);
    await product.app.callbacks.idle();
    expect((await product.app.payments.byId(payment.id))?.state).toBe('confirmed');
    expect((await post('pawapay', headers, body)).status).toBe(200);
  });

  it('takes a signed call of Wave and books the money', async () => {
    const payment = await pay('SN', 'wave-sn', '+221771234567');
    wave.end(payment.providerRef, 'pay');
    const { headers, body } = wave.callback(payment.providerRef, { at: new Date() });
    expect((await post('wave', headers, body)).status).toBe(200);
    await product.app.callbacks.idle();
    expect((await product.app.payments.byId(payment.id))?.state).toBe('confirmed');
  });

  it('answers neither strangers nor rubbish with a fault of its own', async () => {
    const signed = pawapay.callback({ depositId: 'nobody' }, { at: new Date(), how: 'other_key' });
    const rubbish = Buffer.from('{"depositId":');
    const big = Buffer.alloc(200_000, 'x');
    const answers = await Promise.all([
      post('pawapay', signed.headers, signed.body),
      post('pawapay', {}, rubbish),
      post('wave', { 'wave-signature': 't=1,v1=zz' }, rubbish),
      post('sandbox', {}, rubbish),
      post('nobody', {}, rubbish),
      post('wave', {}, big),
      post(
        'pawapay',
        { 'signature-input': 'a=(;keyid', signature: '::', 'content-digest': 'sha-256=::' },
        big.subarray(0, 9),
      ),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 404, 413, 401]);
    expect((await fetch(`${product.baseUrl}/webhooks/payments/wave`)).status).toBe(404);
  });

  it('says in the start-up banner who moves money', () => {
    const door = product.app.doors.find(({ name }) => name === 'payments');
    expect(door?.status()).toEqual({ on: true, why: `pawapay: asks ${pawapay.root}, wave: asks ${wave.root}` });
  });
});
