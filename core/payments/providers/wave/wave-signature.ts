import { createHmac, timingSafeEqual } from 'node:crypto';

import { LisoloError } from '../../../errors.ts';

const longestSeconds = 300;

/** What is signed: the time and the raw body with nothing between them. Seen in samples only, so it stays alone here. */
const signedBytes = (time: string, body: Buffer): Buffer => Buffer.concat([Buffer.from(time), body]);

/** `Wave-Signature: t=<unix>,v1=<hex>[,v1=...]`: several while a secret is being changed. Throws `unauthenticated`. */
export function checkWaveSignature(header: string | undefined, body: Buffer, secret: string, now: Date): void {
  const parts = (header ?? '').split(',').map((part) => part.trim().split('='));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  const given = parts.flatMap(([name, value]) => (name === 'v1' && value ? [Buffer.from(value, 'hex')] : []));
  const wanted = createHmac('sha256', secret).update(signedBytes(time, body)).digest();
  const isOurs = given.some((one) => one.length === wanted.length && timingSafeEqual(one, wanted));
  if (!/^\d{1,12}$/.test(time) || !isOurs) throw new LisoloError('unauthenticated', { reason: 'signature' });
  if (Math.abs(now.getTime() / 1000 - Number(time)) > longestSeconds)
    throw new LisoloError('unauthenticated', { reason: 'too old' });
}
