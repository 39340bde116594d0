import { createPrivateKey, createPublicKey, hkdfSync, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import { z } from 'zod';
import { currencies } from '../money.ts';
import type { Currency, Money } from '../money.ts';

interface AnyProof {
  /** Of the thing the document is about: the fine's reference, the verification's number. */
  readonly reference: string;
  /** Of the document: the number of the quittance or of the note. */
  readonly number?: string;
  readonly plate?: string;
  /** To the second. */
  readonly issuedAt: Date;
  /** Of a demonstration or a test payment: genuine, and worth nothing. */
  readonly specimen?: true;
}

const moneyKinds = ['receipt', 'notice'] as const;
/** Of a quittance or a note de perception. */
export interface MoneyProof extends AnyProof {
  readonly kind: (typeof moneyKinds)[number];
  readonly amount: Money;
  /** What was left to pay, in the currency of the amount. */
  readonly remaining?: number;
}

const verdicts = ['ok', 'unknown', 'warning', 'fail'] as const;
/** Of the report of a verification on the road. */
export interface VerificationProof extends AnyProof {
  readonly kind: 'verification';
  /** 0 to 100. */
  readonly score: number;
  readonly verdict: (typeof verdicts)[number];
}

/** What a document says of itself in its QR code, so that it can be checked without network. */
export type Proof = MoneyProof | VerificationProof;
export type ProofKind = Proof['kind'];

export interface Signer {
  /** A compact token for a QR code. */
  sign(proof: Proof): string;
  /** The proof of a token that this key has signed; undefined for anything else. */
  verify(token: string): Proof | undefined;
  /** For those who verify without the secret: 32 bytes, base64url. */
  readonly publicKey: string;
}

const signatureBytes = 64;
/** Keeps signatures of documents apart from any other use of the key. */
const context = Buffer.from('lisolo document 1\0');
/** DER frames around a bare Ed25519 key (RFC 8410, sections 4 and 7). */
const privateFrame = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicFrame = Buffer.from('302a300506032b6570032100', 'hex');
const publicKeyBytes = 32;
const maxTokenLength = 1_000;

/**
 * How a token is made, for those who write a verifier of their own; published beside the public keys at
 * `/.well-known/lisolo-keys.json`. To check a code without network: take what follows `/v/`, whatever stands before it;
 * decode it; check the first 64 bytes with each published key over what is signed; only then read the payload. A list
 * with more fields than are known here comes from a later version: the known ones keep their places.
 */
export const proofFormat = {
  address: '<any site>/v/<token>',
  encoding: 'base64url without padding of 64 bytes of Ed25519 signature, then the payload',
  signed: 'the bytes of "lisolo document 1", one zero byte, then the payload',
  payload: 'a JSON list in UTF-8',
  fields: [
    'kind: receipt (quittance), notice (note de perception) or verification (report of a vehicle check)',
    'reference of the fine; of a verification its number',
    'number of the document, or an empty text',
    'plate, or an empty text',
    'amount in minor units: paid (receipt) or due (notice); of a verification its score, 0 to 100',
    'currency: CDF and USD have 2 decimals, XOF none; of a verification its verdict: ok, unknown, warning or fail',
    'amount left to pay when it was issued, or null; of a verification null',
    'issued at, in seconds since 1970 UTC',
    '1 on a specimen, which proves nothing; absent on a document in force',
  ],
} as const;

const currencyCodes = Object.keys(currencies) as [Currency, ...Currency[]];
const [text, last] = [z.string(), z.literal(1).optional()];
/** Kept as a list, since names of fields would make the QR code half as big again. */
const moneyWire = z.tuple([
  z.enum(moneyKinds), text, text, text, z.int(), z.enum(currencyCodes), z.union([z.int(), z.null()]), z.int(), last,
]); // prettier-ignore
const verificationWire = z.tuple([
  z.literal('verification'), text, text, text, z.int().min(0).max(100), z.enum(verdicts), z.null(), z.int(), last,
]); // prettier-ignore
const wire = z.union([moneyWire, verificationWire]);

function toWire(proof: Proof): z.infer<typeof wire> {
  const { reference, number = '', plate = '', issuedAt, specimen } = proof;
  const seconds = Math.floor(issuedAt.getTime() / 1000);
  const end: [1] | [] = specimen ? [1] : [];
  if (proof.kind === 'verification')
    return [proof.kind, reference, number, plate, proof.score, proof.verdict, null, seconds, ...end];
  const { kind, amount, remaining = null } = proof;
  return [kind, reference, number, plate, amount.amount, amount.currency, remaining, seconds, ...end];
}

function parseProof(payload: Buffer): Proof | undefined {
  let json: unknown;
  try {
    json = JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
  const parsed = wire.safeParse(json);
  if (!parsed.success) return undefined;
  const fields = parsed.data;
  const [, reference, number, plate, , , , seconds, specimen] = fields;
  const proof = {
    reference,
    ...(number === '' ? {} : { number }),
    ...(plate === '' ? {} : { plate }),
    issuedAt: new Date(seconds * 1000),
    ...(specimen ? { specimen: true as const } : {}),
  };
  if (fields[0] === 'verification') {
    const [kind, , , , score, verdict] = fields;
    return { kind, ...proof, score, verdict };
  }
  const [kind, , , , amount, currency, remaining] = fields;
  return { kind, ...proof, amount: { amount, currency }, ...(remaining === null ? {} : { remaining }) };
}

/**
 * Checks a document's token with public keys alone, the current one and those before it. Undefined for anything that
 * none of them has signed. Needs neither network nor database.
 */
export function verifyProof(token: string, publicKeys: readonly string[]): Proof | undefined {
  if (token.length > maxTokenLength || !/^[A-Za-z0-9_-]+$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  // One token, one spelling: the last character's spare bits are not to be played with.
  if (bytes.length <= signatureBytes || bytes.toString('base64url') !== token) return undefined;
  const payload = bytes.subarray(signatureBytes);
  const signed = Buffer.concat([context, payload]);
  const genuine = publicKeys.some((text) => {
    const raw = Buffer.from(text, 'base64url');
    if (raw.length !== publicKeyBytes) return false;
    const key = createPublicKey({ key: Buffer.concat([publicFrame, raw]), format: 'der', type: 'spki' });
    return verifyBytes(null, signed, key, bytes.subarray(0, signatureBytes));
  });
  return genuine ? parseProof(payload) : undefined;
}

/** Signs documents with an Ed25519 key drawn from the installation's secret: the same secret, the same key. */
export function createSigner({ secret }: { readonly secret: string }): Signer {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'lisolo document signature', 32));
  const key = createPrivateKey({ key: Buffer.concat([privateFrame, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const publicKey = spki.subarray(-publicKeyBytes).toString('base64url');

  return {
    sign(proof) {
      const payload = Buffer.from(JSON.stringify(toWire(proof)));
      const signature = signBytes(null, Buffer.concat([context, payload]), key);
      return Buffer.concat([signature, payload]).toString('base64url');
    },
    verify: (token) => verifyProof(token, [publicKey]),
    publicKey,
  };
}
