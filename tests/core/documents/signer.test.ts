import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSigner, proofFormat, verifyProof } from '../../../core/documents/index.ts';
import type { Proof } from '../../../core/documents/index.ts';
import { offlineChecker } from '../../support/offline-checker.ts';

const secret = 'the secret of this installation, long enough';
const signer = createSigner({ secret });
const proof: Proof = {
  kind: 'receipt',
  reference: 'CD-2026-0001234',
  number: 'Q-CD-2026-0000042',
  plate: '1234AB01',
  amount: { amount: 5_000_000, currency: 'CDF' },
  remaining: 10_000_000,
  issuedAt: new Date('2026-11-21T13:30:00Z'),
};

const check: Proof = {
  kind: 'verification',
  reference: 'V-CD-2026-0000007',
  number: 'V-CD-2026-0000007',
  plate: '1234AB01',
  score: 10,
  verdict: 'fail',
  issuedAt: proof.issuedAt,
};

describe('signed proofs', () => {
  it('are checked with the public key alone', () => {
    expect(verifyProof(signer.sign(proof), [signer.publicKey])).toEqual(proof);
  });

  it('keep what is left out, left out', () => {
    const bare: Proof = {
      kind: 'notice',
      reference: 'SN-2026-1',
      amount: { amount: 20_000, currency: 'XOF' },
      issuedAt: proof.issuedAt,
    };
    expect(signer.verify(signer.sign(bare))).toEqual(bare);
  });

  it('fit into a QR code that a cheap phone reads', () => {
    expect(signer.sign(proof).length).toBeLessThan(240);
    expect(signer.sign(check).length).toBeLessThan(240);
  });

  it('say of a check on the road what came of it, in the places where others have their money', () => {
    expect(signer.verify(signer.sign(check))).toEqual(check);
    expect(signer.verify(signer.sign({ ...check, specimen: true }))).toEqual({ ...check, specimen: true });
    const fields = offlineChecker({ keys: [{ kty: 'OKP', crv: 'Ed25519', x: signer.publicKey }] })(
      `https://any.example/v/${signer.sign(check)}`,
    );
    expect(fields).toEqual(['verification', check.reference, check.number, '1234AB01', 10, 'fail', null, 1795267800]);
    expect(fields?.length).toBeLessThanOrEqual(proofFormat.fields.length);
  });

  it('come from the secret: the same one after a restart, another one elsewhere', () => {
    expect(createSigner({ secret }).verify(signer.sign(proof))).toEqual(proof);
    const other = createSigner({ secret: 'another secret, just as long as the first' });
    expect(other.verify(signer.sign(proof))).toBeUndefined();
    expect(verifyProof(signer.sign(proof), [other.publicKey, signer.publicKey])).toEqual(proof);
  });

  it('are refused with any byte changed, added or taken', () => {
    const token = signer.sign(proof);
    const bytes = Buffer.from(token, 'base64url');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ flip, at);
        return signer.verify(changed.toString('base64url')) === undefined;
      }),
      { numRuns: 60 },
    );
    for (const changed of [`${token}A`, token.slice(0, -1), ` ${token}`, `${token}=`, `${token}\n`]) {
      expect(signer.verify(changed)).toBeUndefined();
    }
  });

  it('are not found in garbage', () => {
    fc.assert(fc.property(fc.string(), (text) => signer.verify(text) === undefined));
    expect(signer.verify('A'.repeat(100_000))).toBeUndefined();
    expect(verifyProof(signer.sign(proof), ['', 'short', 'A'.repeat(43)])).toBeUndefined();
  });

  it('give the secret away in nothing', () => {
    expect(JSON.stringify(signer)).not.toContain(secret);
  });
});
