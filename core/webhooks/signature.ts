import { createHmac } from 'node:crypto';

/** A secret as it was given out, by its number: made of ours, so that the database holds none. */
export const secretOf = (own: string, subscriptionId: string, number: number): string =>
  `whsec_${createHmac('sha256', own).update(`webhook ${subscriptionId} ${number}`).digest('base64url')}`;

/**
 * `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 of `<t>.<body>`. Several `v1` while an older secret is still good: one that
 * fits is enough.
 */
export function signatureOf(body: string, secrets: readonly string[], at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  const signed = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`,
  );
  return [`t=${seconds}`, ...signed].join(',');
}
