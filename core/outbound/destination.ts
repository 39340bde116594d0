import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { LisoloError } from '../errors.ts';

/** An address of a machine, and whether it is of version 4 or 6. */
export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Every address that a name stands for. */
export type Resolve = (name: string) => Promise<readonly Address[]>;

/** Where a request goes: the address that was written down, and the machines that were looked at. */
export interface Destination {
  readonly url: URL;
  readonly addresses: readonly Address[];
}

const bad = (reason: 'bad_url' | 'private_address'): LisoloError => new LisoloError('invalid_input', { reason });
const longestUrl = 2_000;

/** As the machine itself would find them, its own table of hosts included. */
export const resolveAll: Resolve = (name) => lookup(name, { all: true, verbatim: true });

/** All that IANA has given to the world so far (RFC 4291, 2.4); what is older and odd, such as `::7f00:1`, lies outside. */
const worldOfSix = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether the whole world can reach it. Addresses of version 6 that carry one of version 4 (mapped, 6to4, NAT64, Teredo)
 * are not: what stands behind them may be of our own network.
 */
export function isPublic(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(worldOfSix);
}

function readUrl(text: string): URL {
  // Numbers in any writing (decimal, octal, hexadecimal) become plain dotted ones here (WHATWG URL, host parsing).
  const url = text.length <= longestUrl && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw bad('bad_url');
  if (url.username !== '' || url.password !== '' || url.port === '0') throw bad('bad_url');
  return url;
}

async function resolved(name: string, resolve: Resolve): Promise<readonly Address[]> {
  try {
    return await resolve(name);
  } catch (error) {
    throw new LisoloError('unavailable', { reason: 'unknown_host' }, { cause: error });
  }
}

/**
 * Reads an address and looks up its machines; each of them must be one of the whole world, so that none is reached by
 * chance. Throws `invalid_input` (`bad_url`, `private_address`), `unavailable` (`unknown_host`).
 */
export async function destinationOf(
  text: string,
  { allowPrivate, resolve }: { readonly allowPrivate: boolean; readonly resolve: Resolve },
): Promise<Destination> {
  const url = readUrl(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const addresses = family === 0 ? await resolved(host, resolve) : [{ address: host, family }];
  if (addresses.length === 0) throw new LisoloError('unavailable', { reason: 'unknown_host' });
  if (!allowPrivate && !addresses.every(({ address }) => isPublic(address))) throw bad('private_address');
  return { url, addresses };
}
