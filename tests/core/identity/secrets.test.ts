import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashSecret, verifySecret } from '../../../core/identity/index.ts';
import { drawnCost } from '../../../core/identity/secrets.ts';

describe('a hashed secret', () => {
  it('is told from every other, and never hashed twice alike', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 40 }),
        fc.string({ maxLength: 40 }),
        async (secret, other) => {
          const hash = await hashSecret(secret, drawnCost);
          expect(await verifySecret(secret, hash)).toBe(true);
          if (other.normalize('NFKC') !== secret.normalize('NFKC')) expect(await verifySecret(other, hash)).toBe(false);
          expect(await hashSecret(secret, drawnCost)).not.toBe(hash);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('carries its own cost, higher for passwords', async () => {
    expect(await hashSecret('un long secret')).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  });

  it.each(['', 'plain', 'scrypt$1$2', 'bcrypt$16384$8$1$AAAA$AAAA'])('is not recognised in %j', async (hash) => {
    expect(await verifySecret('x', hash)).toBe(false);
  });
});
