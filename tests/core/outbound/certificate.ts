import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate that vouches for itself, with its key, as a server of TLS wants them. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** X.690, 10.1: a sign of what it is, its length, and what is in it. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const bits = (bytes: Uint8Array): Buffer => der(0x03, Uint8Array.of(0), bytes);
/** `260302100000Z` */
const moment = (at: Date): Buffer => der(0x17, Buffer.from(`${at.toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const commonName = (name: string): Buffer => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
/** Of a machine: by its name, or by its address of version 4. */
const owner = (name: string): Buffer =>
  isIP(name) === 4 ? der(0x87, Uint8Array.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name));
const hourMs = 3_600_000;

/** RFC 5280, 4.1. Made anew each time, so that no key lies about and none runs out. */
export function aCertificate(name: string, { hours = 1 }: { readonly hours?: number } = {}): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const version3 = der(0xa0, der(0x02, Uint8Array.of(2)));
  const serial = der(0x02, Uint8Array.of(1), randomBytes(8));
  const lasts = sequence(moment(new Date(now - 48 * hourMs)), moment(new Date(now + hours * hourMs)));
  const names = sequence(oid('551d11'), der(0x04, sequence(owner(name))));
  const facts = sequence(
    version3, serial, ecdsaWithSha256, commonName(name), lasts, commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, sequence(names)),
  ); // prettier-ignore
  const whole = sequence(facts, ecdsaWithSha256, bits(sign('sha256', facts, privateKey)));
  const lines = whole.toString('base64').replace(/.{1,64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
