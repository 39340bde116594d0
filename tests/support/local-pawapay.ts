import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { CallbackRequest } from '../../core/payments/index.ts';
import { startLocalVendor, type VendorReply, type VendorRequest } from './local-vendor.ts';

type Status = 'ACCEPTED' | 'PROCESSING' | 'IN_RECONCILIATION' | 'COMPLETED' | 'FAILED';

interface Operation {
  status: Status;
  amount: string;
  currency: string;
  failureReason?: { failureCode: string; failureMessage: string };
  readonly order: Record<string, unknown>;
}

export const pawapayToken = 'pawapay-token';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const callbackPath = '/webhooks/payments/pawapay';

const deposit = (decimalsInAmount: string, most: string, over: object = {}) => ({
  DEPOSIT: { decimalsInAmount, minTransactionLimit: '1', maxTransactionLimit: most, status: 'OPERATIONAL', ...over },
});
const wallet = (provider: string, ...currencies: [string, object][]) => ({
  provider,
  currencies: currencies.map(([currency, operation]) => ({ currency, operationTypes: [operation] })),
});

/** As `GET /v2/active-conf` writes it. */
const configuration = () => ({
  companyName: 'Lisolo',
  signatureConfiguration: { signedRequestsOnly: false, signedCallbacks: true },
  countries: [
    {
      country: 'COD',
      providers: [
        wallet('VODACOM_MPESA_COD', ['CDF', deposit('NONE', '2500000')], ['USD', deposit('NONE', '1000')]),
        wallet('ORANGE_COD', ['CDF', deposit('TWO_PLACES', '2500000')], ['USD', deposit('TWO_PLACES', '1000')]),
        wallet('AIRTEL_COD', ['CDF', deposit('TWO_PLACES', '2500000', { status: 'CLOSED' })]),
      ],
    },
    { country: 'SEN', providers: [wallet('ORANGE_SEN', ['XOF', deposit('NONE', '1000000')])] },
  ],
});

export interface Signing {
  readonly how?: 'right' | 'other_key' | 'other_body' | 'expired' | 'none';
  readonly encoding?: 'der' | 'ieee-p1363';
  readonly authority?: string;
  readonly at: Date;
}

/** pawaPay's Merchant API v2 on 127.0.0.1, as its documentation describes it. */
export async function startLocalPawapay() {
  const deposits = new Map<string, Operation>();
  const refunds = new Map<string, Operation>();
  const rejections: string[] = [];
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let active: unknown = configuration();
  let onAccepted: ((id: string) => Promise<unknown>) | undefined;

  async function initiate(
    operations: Map<string, Operation>,
    id: unknown,
    body: Record<string, unknown>,
  ): Promise<VendorReply> {
    const reject = (status: number, failureCode: string): VendorReply => ({
      status,
      body: { status: 'REJECTED', failureReason: { failureCode, failureMessage: 'said at length' } },
    });
    if (typeof id !== 'string' || !uuid.test(id)) return reject(400, 'INVALID_PARAMETER');
    if (typeof body['amount'] !== 'string' || !/^\d+(\.\d{1,2})?$/.test(body['amount']))
      return reject(400, 'INVALID_AMOUNT');
    if (operations.has(id)) return { status: 200, body: { status: 'DUPLICATE_IGNORED' } };
    const rejection = rejections.shift();
    if (rejection) return reject(200, rejection);
    operations.set(id, { status: 'ACCEPTED', amount: body['amount'], currency: String(body['currency']), order: body });
    await onAccepted?.(id);
    return { status: 200, body: { status: 'ACCEPTED', created: '2026-11-21T08:00:00Z' } };
  }

  function look(operations: Map<string, Operation>, path: string): VendorReply {
    const found = operations.get(path.split('/').at(-1) ?? '');
    if (!found) return { status: 200, body: { status: 'NOT_FOUND' } };
    const { order: _order, ...data } = found;
    return { status: 200, body: { status: 'FOUND', data } };
  }

  function serve({ method, path, body }: VendorRequest): VendorReply | Promise<VendorReply> {
    if (path === '/v2/active-conf') return { status: 200, body: active };
    if (path === '/v2/public-key/http') {
      const key = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      return { status: 200, body: [{ id: 'HTTP_EC_P256_KEY:1', key }] };
    }
    if (method === 'POST' && path === '/v2/deposits') {
      const message = body['customerMessage'];
      if (typeof message !== 'string' || !/^[A-Za-z0-9 ]{4,22}$/.test(message))
        return { status: 400, body: { failureReason: { failureCode: 'INVALID_PARAMETER' } } };
      return initiate(deposits, body['depositId'], body);
    }
    if (method === 'POST' && path === '/v2/refunds') {
      if (deposits.get(String(body['depositId']))?.status !== 'COMPLETED')
        return { status: 200, body: { status: 'REJECTED', failureReason: { failureCode: 'INVALID_STATE' } } };
      return initiate(refunds, body['refundId'], body);
    }
    if (path.startsWith('/v2/deposits/')) return look(deposits, path);
    return path.startsWith('/v2/refunds/') ? look(refunds, path) : { status: 404, body: {} };
  }

  const vendor = await startLocalVendor({ token: pawapayToken, serve });

  /** RFC 9421 as pawaPay's page on signatures shows it. */
  function headersOf(body: string, { how = 'right', encoding = 'der', authority = 'lisolo.test', at }: Signing) {
    const digest = `sha-512=:${createHash('sha512').update(body).digest('base64')}:`;
    if (how === 'none') return { 'content-type': 'application/json' };
    const created = Math.floor(at.getTime() / 1000) - (how === 'expired' ? 120 : 0);
    const date = new Date(created * 1000).toISOString();
    const params =
      `("@method" "@authority" "@path" "signature-date" "content-digest" "content-type");alg="ecdsa-p256-sha256";` +
      `keyid="HTTP_EC_P256_KEY:1";created=${created};expires=${created + 60}`;
    const base = [
      '"@method": POST',
      `"@authority": ${authority}`,
      `"@path": ${callbackPath}`,
      `"signature-date": ${date}`,
      `"content-digest": ${digest}`,
      '"content-type": application/json',
      `"@signature-params": ${params}`,
    ].join('\n');
    const key = how === 'other_key' ? stranger.privateKey : keys.privateKey;
    const bytes = sign('sha256', Buffer.from(base), { key, dsaEncoding: encoding });
    return {
      'content-type': 'application/json',
      'content-digest': digest,
      'signature-date': date,
      'signature-input': `sig-pp=${params}`,
      signature: `sig-pp=:${bytes.toString('base64')}:`,
    };
  }

  return {
    ...vendor,
    deposits,
    refunds,
    /** Failure codes of the next orders, answered with HTTP 200. */
    rejections,
    configure: (conf: unknown): void => void (active = conf),
    configuration,
    /** Called between accepting an order and answering. */
    onAccepted: (take: typeof onAccepted): void => void (onAccepted = take),
    /** What the operator did with it. */
    end(
      operations: Map<string, Operation>,
      id: string,
      status: Status,
      over: { amount?: string; currency?: string; code?: string } = {},
    ): void {
      const found = operations.get(id);
      if (!found) throw new Error(`pawaPay knows no ${id}`);
      found.status = status;
      found.amount = over.amount ?? found.amount;
      found.currency = over.currency ?? found.currency;
      if (over.code) found.failureReason = { failureCode: over.code, failureMessage: 'said at length' };
    },
    /** The call that pawaPay makes on a final state. */
    callback(
      about: { depositId: string } | { refundId: string },
      signing: Signing,
      status = 'COMPLETED',
    ): CallbackRequest {
      const body = JSON.stringify({ ...about, status, amount: '1', currency: 'CDF' });
      const sent = signing.how === 'other_body' ? body.replace('"1"', '"9"') : body;
      return {
        method: 'POST',
        authority: signing.authority ?? 'lisolo.test',
        path: callbackPath,
        headers: headersOf(body, signing),
        body: Buffer.from(sent),
      };
    },
    clear(): void {
      deposits.clear();
      refunds.clear();
      rejections.length = 0;
      vendor.mishaps.length = 0;
      vendor.calls.length = 0;
      active = configuration();
      onAccepted = undefined;
    },
  };
}

export type LocalPawapay = Awaited<ReturnType<typeof startLocalPawapay>>;
