import type { Clock } from '../clock.ts';
import { isLisoloError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Outbound, OutboundAnswer } from '../outbound/index.ts';
import { askedMs } from './back-off.ts';
import { headersOf, type DeliveryAnswer } from './delivery.model.ts';
import { secretOf, signatureOf } from './signature.ts';
import type { SubscriptionRecord } from './subscription.model.ts';

/** What came of a try. */
export interface Outcome {
  readonly kind: 'delivered' | 'gone' | 'failed';
  readonly answer: DeliveryAnswer;
  /** How long the target wants to be left alone. */
  readonly askedMs: number;
}

const timeLimitMs = 10_000;
const keptCharacters = 500;
/** As many characters in any script. */
const mostBytes = keptCharacters * 4;
const gone = 410;

const beginning = (body: Buffer): string => [...body.toString('utf8')].slice(0, keptCharacters).join('');

/** Secrets that are good now, the newest first. */
function secretsOf({ _id, secretNumber, olderSecretUntil }: SubscriptionRecord, own: string, now: Date): string[] {
  const isOlderGood = olderSecretUntil !== undefined && olderSecretUntil > now;
  return [secretNumber, ...(isOlderGood ? [secretNumber - 1] : [])].map((number) => secretOf(own, _id, number));
}

export function createPosting({
  outbound,
  clock,
  log,
  secret,
  timeoutMs = timeLimitMs,
}: {
  readonly outbound: Pick<Outbound, 'ask'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Ours, of which those of the subscriptions are made. */
  readonly secret: string;
  readonly timeoutMs?: number;
}) {
  function toOutcome({ status, headers, body }: OutboundAnswer, tookMs: number): Outcome {
    const at = clock();
    const answer = { at, status, text: beginning(body), tookMs };
    if (status >= 200 && status < 300) return { kind: 'delivered', answer, askedMs: 0 };
    if (status === gone) return { kind: 'gone', answer: { ...answer, reason: 'gone' }, askedMs: 0 };
    return { kind: 'failed', answer: { ...answer, reason: 'status' }, askedMs: askedMs(headers['retry-after'], at) };
  }

  /** Posts once. Never throws. */
  return async function post(
    subscription: SubscriptionRecord,
    { _id, type, body = '' }: { readonly _id: string; readonly type: string; readonly body?: string },
  ): Promise<Outcome> {
    const now = clock();
    const signature = signatureOf(body, secretsOf(subscription, secret, now), now);
    const headers = { ...headersOf({ _id, type }), 'lisolo-signature': signature };
    const startedAt = performance.now();
    const tookMs = (): number => Math.round(performance.now() - startedAt);
    try {
      const wish = {
        url: subscription.url,
        method: 'POST',
        headers,
        body,
        timeoutMs,
        mostBytes,
        longer: 'cut',
      } as const;
      return toOutcome(await outbound.ask(wish), tookMs());
    } catch (error) {
      if (!isLisoloError(error)) log.error({ deliveryId: _id, error }, 'a webhook delivery failed unexpectedly');
      const reason = isLisoloError(error) ? String(error.details['reason'] ?? error.code) : 'defect';
      return { kind: 'failed', answer: { at: clock(), reason, tookMs: tookMs() }, askedMs: 0 };
    }
  };
}

export type Post = ReturnType<typeof createPosting>;
