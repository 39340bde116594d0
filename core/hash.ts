import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** SHA-256 in 43 signs of base64url. */
export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('base64url');

/** SHA-256 of anything that can be written as JSON: the same facts, the same hash. */
export const hashOf = (facts: unknown): string => sha256(JSON.stringify(facts));

/** So much of a hash, 132 bits, tells apart whatever there will ever be. */
const shortLength = 22;

export const shortHash = (text: string): string => sha256(text).slice(0, shortLength);

/** The same, made with the secret, so that nobody without it finds the text by trying. */
export const keyedHash = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('base64url').slice(0, shortLength);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether what somebody sent is the secret; it takes as long whatever they sent, so that nobody feels their way to it. */
export const isSecret = (given: unknown, secret: string): boolean =>
  typeof given === 'string' && timingSafeEqual(digest(given), digest(secret));
