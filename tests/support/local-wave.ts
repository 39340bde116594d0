import { createHmac } from 'node:crypto';
import type { CallbackRequest } from '../../core/payments/index.ts';
import { startLocalVendor, type VendorReply, type VendorRequest } from './local-vendor.ts';

interface Session {
  readonly id: string;
  amount: string;
  currency: string;
  readonly client_reference: string;
  readonly wave_launch_url: string;
  checkout_status: 'open' | 'complete' | 'expired';
  payment_status: 'processing' | 'cancelled' | 'succeeded';
  when_refunded: string | null;
}

export const waveKey = 'wave-key';
export const waveSecret = 'wave-webhook-secret';

/** Wave Checkout on 127.0.0.1, as its documentation describes it. */
export async function startLocalWave() {
  const sessions = new Map<string, Session>();
  const rejections: string[] = [];
  let made = 0;
  let onCreated: ((session: Session) => Promise<unknown>) | undefined;

  async function create(body: Record<string, unknown>): Promise<VendorReply> {
    const rejection = rejections.shift();
    if (rejection) return { status: 400, body: { code: rejection, message: 'said at length' } };
    const { amount, currency, success_url: success, error_url: error, client_reference: reference } = body;
    const isRight = typeof amount === 'string' && /^\d+$/.test(amount) && currency === 'XOF' && success && error;
    if (!isRight) return { status: 422, body: { code: 'request-validation-error' } };
    const id = `cos-${String((made += 1))}`;
    const session: Session = {
      id,
      amount,
      currency: 'XOF',
      client_reference: String(reference),
      wave_launch_url: `https://pay.wave.test/c/${id}`,
      checkout_status: 'open',
      payment_status: 'processing',
      when_refunded: null,
    };
    sessions.set(id, session);
    await onCreated?.(session);
    return { status: 200, body: session };
  }

  function refund(id: string): VendorReply {
    const session = sessions.get(id);
    if (!session) return { status: 404, body: { code: 'checkout-session-not-found' } };
    const rejection = rejections.shift();
    if (rejection || session.payment_status !== 'succeeded')
      return { status: 409, body: { code: rejection ?? 'checkout-refund-failed' } };
    session.when_refunded ??= '2026-11-21T08:00:00Z';
    return { status: 200 };
  }

  function serve({ method, path, query, body }: VendorRequest): VendorReply | Promise<VendorReply> {
    if (method === 'POST' && path === '/v1/checkout/sessions') return create(body);
    const refunded = /^\/v1\/checkout\/sessions\/([\w-]+)\/refund$/.exec(path)?.[1];
    if (method === 'POST' && refunded) return refund(refunded);
    if (path === '/v1/checkout/sessions/search') {
      const result = [...sessions.values()].filter((one) => one.client_reference === query.get('client_reference'));
      return { status: 200, body: { result } };
    }
    return { status: 404, body: { code: 'checkout-session-not-found' } };
  }

  const vendor = await startLocalVendor({ token: waveKey, serve });
  const byRef = (ref: string): Session => {
    const found = [...sessions.values()].find((session) => session.client_reference === ref);
    if (!found) throw new Error(`Wave knows no ${ref}`);
    return found;
  };

  return {
    ...vendor,
    sessions,
    /** Error codes of the next orders. */
    rejections,
    onCreated: (take: typeof onCreated): void => void (onCreated = take),
    byRef,
    /** What the citizen did with the link. */
    end(ref: string, what: 'pay' | 'cancel' | 'expire', over: { amount?: string; currency?: string } = {}): void {
      const session = byRef(ref);
      session.checkout_status = what === 'expire' ? 'expired' : 'complete';
      session.payment_status = what === 'pay' ? 'succeeded' : 'cancelled';
      session.amount = over.amount ?? session.amount;
      session.currency = over.currency ?? session.currency;
    },
    /** The call that Wave makes; `secrets` while the secret is being changed. */
    callback(
      ref: string,
      {
        at,
        secrets = [waveSecret],
        id = `EV_${ref}`,
        type = 'checkout.session.completed',
      }: { at: Date; secrets?: string[]; id?: string; type?: string },
    ): CallbackRequest {
      const body = JSON.stringify({ id, type, data: { client_reference: ref, amount: '1', currency: 'XOF' } });
      const time = String(Math.floor(at.getTime() / 1000));
      const signatures = secrets.map(
        (one) =>
          `v1=${createHmac('sha256', one)
            .update(time + body)
            .digest('hex')}`,
      );
      return {
        method: 'POST',
        authority: 'lisolo.test',
        path: '/webhooks/payments/wave',
        headers: { 'wave-signature': [`t=${time}`, ...signatures].join(',') },
        body: Buffer.from(body),
      };
    },
    clear(): void {
      sessions.clear();
      rejections.length = 0;
      vendor.mishaps.length = 0;
      vendor.calls.length = 0;
      onCreated = undefined;
    },
  };
}

export type LocalWave = Awaited<ReturnType<typeof startLocalWave>>;
