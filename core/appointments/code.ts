import { randomInt } from 'node:crypto';

/** Without those that are taken for another one when heard or read. */
const signs = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const length = 6;

/** `RDV-7K3F2M`: unique by its index, so that a repeat is drawn anew. */
export const newCode = (): string => `RDV-${Array.from({ length }, () => signs[randomInt(signs.length)]).join('')}`;

/** The code that somebody types: `RDV-7K3F2M`, `rdv 7k3f2m`, or with `bare` the signs alone; undefined when it is none. */
export function codeIn(typed: string, { bare = false } = {}): string | undefined {
  const [, prefix, own] = /^\s*(rdv)?[\s-]*([a-z0-9]+)\s*$/i.exec(typed) ?? [];
  return own?.length === length && (bare || prefix !== undefined) ? `RDV-${own.toUpperCase()}` : undefined;
}
