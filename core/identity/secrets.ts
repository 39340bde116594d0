import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** For passwords: OWASP, Password Storage Cheat Sheet, scrypt with 32 MiB three times (about 0.2 s). */
export const passwordCost: Cost = { N: 2 ** 15, r: 8, p: 3 };
/** For PINs: so few digits fall to any cost once the hash is stolen; the lock after 5 tries is what guards them. */
export const pinCost: Cost = { N: 2 ** 14, r: 8, p: 1 };
/** For what a machine drew for invented people: a hash that takes long would guard nothing. */
export const drawnCost: Cost = { N: 2 ** 10, r: 8, p: 1 };
const keyLength = 32;
/** Larger parameters than this in a stored hash are a fault of the data, not a hash of ours. */
const maxMemory = 128 * 1024 * 1024;

const derive = (secret: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFKC'), salt, keyLength, { N, r, p, maxmem: maxMemory }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/** A PIN or password as `scrypt$N$r$p$salt$key`; the parameters travel with the hash, so that they can be raised later. */
export async function hashSecret(secret: string, cost = passwordCost): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(secret, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether the secret is the hashed one; takes the same time for every wrong one. False for a hash it cannot read. */
export async function verifySecret(secret: string, hash: string): Promise<boolean> {
  const [kind, N, r, p, salt, key] = hash.split('$');
  if (kind !== 'scrypt' || !N || !r || !p || !salt || !key) return false;
  const expected = Buffer.from(key, 'base64url');
  const given = await derive(secret, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return given.length === expected.length && timingSafeEqual(given, expected);
}
