import { z } from 'zod';

import type { Clock } from '../../../clock.ts';
import { LisoloError } from '../../../errors.ts';
import { toLabel } from '../../label.ts';
import type { Callback, Initiation, InitiationAnswer, PaymentProvider, RefundEvent } from '../../provider.ts';
import { parseAmountText, toAmountText } from '../amount-text.ts';
import { createVendorCall, type VendorAnswer } from '../vendor-call.ts';
import { createActiveConfiguration } from './active-configuration.ts';
import { createVerifyCallback } from './callback-signature.ts';
import { toDepositOutcome, toReason, toRefundOutcome, walletNames } from './words.ts';

export interface PawapayOptions {
  /** PAWAPAY_TOKEN. */
  readonly token: string;
  /** PAWAPAY_API_ROOT, without a slash at the end. */
  readonly root: string;
  /** PAWAPAY_VERIFY_CALLBACKS: refuse what is not signed. Off, a callback is still only a hint to ask. */
  readonly verifyCallbacks: boolean;
  /** Host of PUBLIC_URL, which callbacks are addressed to. */
  readonly authority?: string | undefined;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

export interface PawapayProvider extends PaymentProvider {
  /** Reads the active configuration, so that the first citizen need not wait for it. Throws `unavailable`. */
  refresh(): Promise<void>;
}

const failure = z.looseObject({ failureCode: z.string().optional() }).optional();
const initiated = z.looseObject({ status: z.string().optional(), failureReason: failure });
const found = z.looseObject({
  status: z.string(),
  data: z
    .looseObject({
      status: z.string(),
      amount: z.string().optional(),
      currency: z.string().optional(),
      failureReason: failure,
    })
    .optional(),
});
const reference = z.string().max(100).optional();
const callback = z.looseObject({ depositId: reference, refundId: reference });

/** 4 to 22 letters, digits and spaces. */
const toMessage = (label: string): string => toLabel(label).padEnd(4, '0');

/** HTTP 200 can be a rejection, and a duplicate is the first one's success. */
function toAnswer({ status, body }: VendorAnswer): InitiationAnswer {
  const said = initiated.safeParse(body);
  const word = said.data?.status;
  if (status < 300 && (word === 'ACCEPTED' || word === 'DUPLICATE_IGNORED')) return { accepted: true };
  if (word === 'REJECTED' || status >= 400)
    return { accepted: false, reason: toReason(said.data?.failureReason?.failureCode) };
  throw new LisoloError('unavailable', { reason: 'pawaPay gave an unknown answer' });
}

function foundIn({ status, body }: VendorAnswer): z.infer<typeof found>['data'] {
  const said = found.safeParse(body);
  if (status === 404 || said.data?.status === 'NOT_FOUND') return undefined;
  if (status !== 200 || !said.data?.data)
    throw new LisoloError('unavailable', { reason: `pawaPay answered ${status}` });
  return said.data.data;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new LisoloError('invalid_input', { reason: 'not JSON' });
  }
}

/** pawaPay Merchant API v2: mobile money in the Congo and Senegal. */
export function createPawapayProvider(options: PawapayOptions): PawapayProvider {
  const call = createVendorCall({ name: 'pawaPay', ...options });
  const configuration = createActiveConfiguration({ call, clock: options.clock });
  const verifyCallback = createVerifyCallback({ call, ...options });

  async function deposit({ ref, phone, operator, country, money, label }: Initiation): Promise<InitiationAnswer> {
    const rules = await configuration.rules('DEPOSIT', operator, country, money.currency);
    if (!rules?.isOpen) return { accepted: false, reason: 'closed' };
    if (money.amount < (rules.least ?? 0) || money.amount > (rules.most ?? Infinity))
      return { accepted: false, reason: 'limit' };
    const amount = toAmountText(money, rules.decimals);
    if (amount === undefined) return { accepted: false, reason: 'amount' };
    return toAnswer(
      await call.post('/v2/deposits', {
        depositId: ref,
        amount,
        currency: money.currency,
        payer: {
          type: 'MMO',
          accountDetails: { phoneNumber: phone.replace(/\D/g, ''), provider: walletNames[operator] },
        },
        customerMessage: toMessage(label),
        clientReferenceId: label,
      }),
    );
  }

  return {
    name: 'pawapay',
    serves: (operator, country) => configuration.serves(operator, country),
    refresh: () => configuration.refresh(),
    initiate: deposit,

    async status(ref) {
      const data = foundIn(await call.get(`/v2/deposits/${encodeURIComponent(ref)}`));
      if (!data) return undefined;
      const outcome = toDepositOutcome(data.status, data.failureReason?.failureCode);
      if (outcome === 'pending') return { ref, outcome };
      if (outcome !== 'confirmed') return { ref, outcome, reason: toReason(data.failureReason?.failureCode) };
      const money = parseAmountText(data.amount ?? '', data.currency ?? '');
      if (!money) throw new LisoloError('unavailable', { reason: 'pawaPay confirmed without an amount' });
      return { ref, outcome, money };
    },

    async refund({ ref, paymentRef, money, label }): Promise<RefundEvent> {
      // Two decimals when there is a fraction, none when there is none: whatever the wallet takes fits that.
      const amount = toAmountText(money, 2);
      if (amount === undefined) return { outcome: 'failed', reason: 'amount' };
      const order = {
        refundId: ref,
        depositId: paymentRef,
        amount,
        currency: money.currency,
        clientReferenceId: label,
      };
      const answer = toAnswer(await call.post('/v2/refunds', order));
      return answer.accepted ? { outcome: 'pending' } : { outcome: 'failed', reason: answer.reason };
    },

    async refundStatus({ ref }) {
      const data = foundIn(await call.get(`/v2/refunds/${encodeURIComponent(ref)}`));
      if (!data) return undefined;
      const outcome = toRefundOutcome(data.status);
      if (outcome === 'failed') return { outcome, reason: toReason(data.failureReason?.failureCode) };
      const money = parseAmountText(data.amount ?? '', data.currency ?? '');
      return { outcome, ...(money ? { money } : {}) };
    },

    async readCallback(request): Promise<Callback> {
      if (options.verifyCallbacks) await verifyCallback(request);
      const said = callback.safeParse(parseJson(request.body));
      if (!said.success) throw new LisoloError('invalid_input', { reason: 'no callback of pawaPay' });
      const { depositId, refundId } = said.data;
      if (refundId) return { about: [{ kind: 'refund', ref: refundId }] };
      return { about: depositId ? [{ kind: 'payment', ref: depositId }] : [] };
    },
  };
}
