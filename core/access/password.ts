import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import PQueue from 'p-queue';

/** Cost of scrypt as a power of two. OWASP's Password Storage Cheat Sheet: N=2^15, r=8, p=3 (32 MiB). */
const usualCost = 15;
const blockSize = 8;
const parallelization = 3;
const keyLength = 32;

/** Two at a time: each takes 32 MiB, and a crowd of logins must not take the process down. */
const queue = new PQueue({ concurrency: 2 });

function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  const options = { N: 2 ** cost, r: blockSize, p: parallelization, maxmem: 256 * blockSize * 2 ** cost };
  return queue.add(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        scrypt(password.normalize('NFKC'), salt, keyLength, options, (error, key) =>
          error ? reject(error) : resolve(key),
        );
      }),
  );
}

/** `scrypt$<cost>$<salt>$<key>`, the last two in base64url. */
export async function hashPassword(password: string, cost = usualCost): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return `scrypt$${cost}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** False for a wrong password and for a hash that cannot be read. Takes the same time for both answers. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, cost, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || !cost || !salt || !key) return false;
  const expected = Buffer.from(key, 'base64url');
  const derived = await derive(password, Buffer.from(salt, 'base64url'), Number(cost));
  return derived.length === expected.length && timingSafeEqual(derived, expected);
}
