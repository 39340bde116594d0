import { z } from 'zod';

import type { Clock } from '../../../clock.ts';
import { LisoloError } from '../../../errors.ts';
import type { Money } from '../../../money.ts';
import type { Callback, PaymentProvider, ProviderEvent, RefundEvent, RefundOrder } from '../../provider.ts';
import { parseAmountText, toAmountText } from '../amount-text.ts';
import { createVendorCall, type VendorAnswer } from '../vendor-call.ts';
import { checkWaveSignature } from './wave-signature.ts';

export interface WaveOptions {
  /** WAVE_API_KEY. */
  readonly token: string;
  /** WAVE_WEBHOOK_SECRET. */
  readonly webhookSecret: string;
  /** WAVE_API_ROOT, without a slash at the end. */
  readonly root: string;
  /** Where Wave sends the citizen's browser afterwards. */
  readonly returnUrl: string;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

const session = z.looseObject({
  id: z.string(),
  amount: z.string(),
  currency: z.string(),
  checkout_status: z.string(),
  payment_status: z.string(),
  client_reference: z.string().nullish(),
  wave_launch_url: z.string().nullish(),
  when_refunded: z.string().nullish(),
});
type Session = z.infer<typeof session>;
const list = z.union([z.looseObject({ result: z.array(session) }), z.array(session)]);
const event = z.looseObject({
  id: z.string().max(200).optional(),
  type: z.string().optional(),
  data: z.looseObject({ client_reference: z.string().max(100).nullish() }).optional(),
});
const fault = z.looseObject({ code: z.string().optional(), error_code: z.string().optional() });
const heard = new Set(['checkout.session.completed', 'checkout.session.payment_failed']);

/** Wave's error codes in our words. */
const faults: Readonly<Record<string, string>> = {
  'insufficient-funds': 'no_funds',
  'request-validation-error': 'amount',
  'blocked-account': 'account',
  'invalid-auth': 'account',
  'api-key-revoked': 'account',
  'kyb-limits-exceeded': 'limit',
};
const toReason = ({ body }: VendorAnswer): string => {
  const said = fault.safeParse(body).data;
  return faults[said?.code ?? said?.error_code ?? ''] ?? 'vendor_refused';
};

const isPaid = ({ payment_status }: Session): boolean => payment_status === 'succeeded';

function moneyIn({ amount, currency }: Session): Money {
  const money = parseAmountText(amount, currency);
  if (!money) throw new LisoloError('unavailable', { reason: 'Wave gave an amount that is none' });
  return money;
}

/** Checkout and payment status together; only success, cancellation and expiry are final. */
function toOutcome({ checkout_status, payment_status }: Session): ProviderEvent['outcome'] {
  if (payment_status === 'succeeded') return 'confirmed';
  if (checkout_status === 'expired') return 'expired';
  return checkout_status === 'complete' && payment_status === 'cancelled' ? 'refused' : 'pending';
}

/** Several sessions of one reference: one that is paid wins, then one that can still be paid. */
const best = (sessions: readonly Session[]): Session | undefined =>
  sessions.find(isPaid) ?? sessions.find((one) => toOutcome(one) === 'pending') ?? sessions[0];

/** Wave Checkout (Senegal): the citizen opens a link. */
export function createWaveProvider(options: WaveOptions): PaymentProvider {
  const call = createVendorCall({ name: 'Wave', ...options });

  async function sessionsOf(ref: string): Promise<Session[]> {
    const answer = await call.get(`/v1/checkout/sessions/search?client_reference=${encodeURIComponent(ref)}`);
    if (answer.status === 404) return [];
    const said = list.safeParse(answer.body);
    if (answer.status !== 200 || !said.success)
      throw new LisoloError('unavailable', { reason: `Wave answered ${answer.status}` });
    const all = Array.isArray(said.data) ? said.data : said.data.result;
    return all.filter(({ client_reference }) => client_reference === ref);
  }

  async function refundOf({ paymentRef }: RefundOrder): Promise<Session | undefined> {
    return (await sessionsOf(paymentRef)).find(isPaid);
  }
  const refunded = (one: Session): RefundEvent => ({ outcome: 'confirmed', money: moneyIn(one) });

  return {
    name: 'wave',
    byLink: true,
    givesBack: 'whole',
    serves: (operator, country) => operator === 'wave-sn' && country === 'SN',

    async initiate({ ref, money }) {
      const amount = toAmountText(money, 0);
      if (amount === undefined || money.currency !== 'XOF') return { accepted: false, reason: 'amount' };
      // An answer may have been lost: what was made under our reference is used, and never made again.
      const before = best(await sessionsOf(ref));
      if (before) return { accepted: true, ...(before.wave_launch_url ? { link: before.wave_launch_url } : {}) };
      const answer = await call.post(
        '/v1/checkout/sessions',
        {
          amount,
          currency: 'XOF',
          success_url: options.returnUrl,
          error_url: options.returnUrl,
          client_reference: ref,
        },
        { 'idempotency-key': ref },
      );
      if (answer.status >= 400) return { accepted: false, reason: toReason(answer) };
      const made = session.safeParse(answer.body);
      if (!made.success) throw new LisoloError('unavailable', { reason: 'Wave gave an unknown answer' });
      return { accepted: true, ...(made.data.wave_launch_url ? { link: made.data.wave_launch_url } : {}) };
    },

    async status(ref) {
      const one = best(await sessionsOf(ref));
      if (!one) return undefined;
      const outcome = toOutcome(one);
      if (outcome === 'confirmed') return { ref, outcome, money: moneyIn(one) };
      return { ref, outcome, ...(outcome === 'pending' && one.wave_launch_url ? { link: one.wave_launch_url } : {}) };
    },

    async refund(order) {
      const one = await refundOf(order);
      if (!one) return { outcome: 'failed', reason: 'not_paid' };
      if (one.when_refunded) return refunded(one);
      // A checkout goes back as a whole or not at all.
      if (!order.whole || moneyIn(one).amount !== order.money.amount)
        return { outcome: 'failed', reason: 'only_whole' };
      const path = `/v1/checkout/sessions/${encodeURIComponent(one.id)}/refund`;
      const answer = await call.post(path, {}, { 'idempotency-key': order.ref });
      if (answer.status < 300) return refunded(one);
      return { outcome: 'failed', reason: toReason(answer) };
    },

    async refundStatus(order) {
      const one = await refundOf(order);
      return one?.when_refunded ? refunded(one) : undefined;
    },

    async readCallback({ headers, body }): Promise<Callback> {
      checkWaveSignature(headers['wave-signature'], body, options.webhookSecret, options.clock());
      let said: ReturnType<typeof event.safeParse>;
      try {
        said = event.safeParse(JSON.parse(body.toString('utf8')));
      } catch {
        throw new LisoloError('invalid_input', { reason: 'not JSON' });
      }
      if (!said.success) throw new LisoloError('invalid_input', { reason: 'no event of Wave' });
      const { id, type, data } = said.data;
      const ref = heard.has(type ?? '') ? data?.client_reference : undefined;
      return { ...(id ? { eventId: id } : {}), about: ref ? [{ kind: 'payment', ref }] : [] };
    },
  };
}
