import { createHash, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';

import type { Clock } from '../../../clock.ts';
import { LisoloError } from '../../../errors.ts';
import type { CallbackRequest } from '../../provider.ts';
import type { VendorCall } from '../vendor-call.ts';

/** Throws `unauthenticated` when the bytes are not pawaPay's own or not fresh, `unavailable` when its keys cannot be read. */
export type VerifyCallback = (request: CallbackRequest) => Promise<void>;

const refuse = (reason: string): never => {
  throw new LisoloError('unauthenticated', { reason });
};

const hashes: Readonly<Record<string, string>> = { 'sha-256': 'sha256', 'sha-512': 'sha512' };

/** RFC 9530: every digest that we know must fit, and one must be there. */
function checkDigest(header: string | undefined, body: Buffer): void {
  const digests = [...(header ?? '').matchAll(/([\w-]+)=:([A-Za-z0-9+/=]+):/g)].flatMap(([, name = '', value = '']) => {
    const hash = hashes[name.toLowerCase()];
    return hash ? [{ hash, value: Buffer.from(value, 'base64') }] : [];
  });
  const fits = ({ hash, value }: { hash: string; value: Buffer }): boolean => {
    const wanted = createHash(hash).update(body).digest();
    return wanted.length === value.length && timingSafeEqual(wanted, value);
  };
  if (digests.length === 0 || !digests.every(fits)) refuse('content digest');
}

interface SignatureInput {
  readonly components: readonly string[];
  /** As received: the last line of what is signed. */
  readonly params: string;
  readonly keyId: string;
  readonly bytes: Buffer;
}

const numberIn = (params: string, name: string): number | undefined => {
  const found = new RegExp(`;\\s*${name}=(\\d{1,12})(?:;|$)`).exec(params)?.[1];
  return found === undefined ? undefined : Number(found);
};
const textIn = (params: string, name: string): string | undefined =>
  new RegExp(`;\\s*${name}="([^"]*)"`).exec(params)?.[1];

/** RFC 9421, section 4: one signature, whatever its label. */
function parseInput(headers: CallbackRequest['headers'], now: Date): SignatureInput {
  const [, label = '', params = '', list = ''] =
    /^\s*([a-z*][\w.*-]*)=((\([^)]*\))[^,]*)/.exec(headers['signature-input'] ?? '') ?? [];
  const bytes = new RegExp(`(?:^|[,\\s])${label.replace(/[.*]/g, '\\$&')}=:([A-Za-z0-9+/=]+):`).exec(
    headers['signature'] ?? '',
  )?.[1];
  const keyId = textIn(params, 'keyid');
  if (!label || !bytes || !keyId) return refuse('no signature');
  if ((textIn(params, 'alg') ?? 'ecdsa-p256-sha256') !== 'ecdsa-p256-sha256') refuse('algorithm');
  const expires = numberIn(params, 'expires');
  const created = numberIn(params, 'created');
  const seconds = now.getTime() / 1000;
  const longestSeconds = 300;
  if (expires === undefined && created === undefined) refuse('a signature without a date');
  if (expires !== undefined && expires <= seconds) refuse('expired');
  if (expires === undefined && created !== undefined && created + longestSeconds <= seconds) refuse('expired');
  if (created !== undefined && created > seconds + longestSeconds) refuse('signed in the future');
  const components = list
    .slice(1, -1)
    .split(/\s+/)
    .filter((item) => item !== '');
  if (!components.includes('"content-digest"')) refuse('the body is not signed');
  return { components, params: params.trim(), keyId, bytes: Buffer.from(bytes, 'base64') };
}

/** RFC 9421, section 2.5. Undefined when a component is missing or of a kind that is not understood. */
function toBase(
  { components, params }: SignatureInput,
  request: CallbackRequest,
  authority: string,
): string | undefined {
  const derived: Readonly<Record<string, string>> = {
    '@method': request.method.toUpperCase(),
    '@authority': authority.toLowerCase(),
    '@path': request.path,
    '@target-uri': `https://${authority.toLowerCase()}${request.path}`,
  };
  const lines: string[] = [];
  for (const component of components) {
    const name = /^"([^"]+)"$/.exec(component)?.[1];
    const value = name === undefined ? undefined : (derived[name] ?? request.headers[name]?.trim());
    if (value === undefined) return undefined;
    lines.push(`"${name}": ${value}`);
  }
  return [...lines, `"@signature-params": ${params}`].join('\n');
}

const keyList = z.array(z.looseObject({ id: z.string(), key: z.string() }));
const keysFreshMs = 60 * 60_000;
/** A key id that nobody knows makes us ask again, but no stranger makes us ask all the time. */
const askAgainMs = 60_000;

function toKey(text: string): KeyObject {
  if (text.includes('-----BEGIN')) return createPublicKey(text);
  return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
}

function createKeys({
  call,
  clock,
}: {
  call: VendorCall;
  clock: Clock;
}): (id: string) => Promise<KeyObject | undefined> {
  let keys = new Map<string, KeyObject>();
  let readAt = -Infinity;
  return async (id) => {
    const age = clock().getTime() - readAt;
    if (age > keysFreshMs || (!keys.has(id) && age > askAgainMs)) {
      const { status, body } = await call.get('/v2/public-key/http');
      const parsed = keyList.safeParse(body);
      if (status !== 200 || !parsed.success) throw new LisoloError('unavailable', { reason: 'pawaPay public keys' });
      keys = new Map(parsed.data.map((one) => [one.id, toKey(one.key)]));
      readAt = clock().getTime();
    }
    return keys.get(id);
  };
}

/**
 * Checks signed callbacks (docs.pawapay.io/v2/docs/signatures): digest of the raw bytes, date, ECDSA P-256 with SHA-256.
 * `authority` is our public host, which a proxy in front may hide. RFC 9421 writes r and s side by side; the vendor's
 * samples are in DER, so both count.
 */
export function createVerifyCallback(deps: {
  call: VendorCall;
  clock: Clock;
  authority?: string | undefined;
}): VerifyCallback {
  const keyOf = createKeys(deps);
  return async (request) => {
    checkDigest(request.headers['content-digest'], request.body);
    const input = parseInput(request.headers, deps.clock());
    const key = await keyOf(input.keyId);
    if (!key) return refuse('unknown key');
    const isRight = [deps.authority, request.authority].some((authority) => {
      const base = authority === undefined ? undefined : toBase(input, request, authority);
      return (
        base !== undefined &&
        (['ieee-p1363', 'der'] as const).some((dsaEncoding) =>
          verify('sha256', Buffer.from(base), { key, dsaEncoding }, input.bytes),
        )
      );
    });
    if (!isRight) refuse('signature');
  };
}
