import { createHash } from 'node:crypto';
import type { AuditEntryDoc } from './audit-entry.model.ts';

/** What the first entry names as its predecessor. */
export const genesis = '0'.repeat(64);

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};

/** JSON with sorted keys: the same data gives the same text. Undefined stays undefined. */
export function toCanonical(value: unknown): string | undefined {
  const plain = JSON.stringify(value) as string | undefined;
  return plain === undefined ? undefined : JSON.stringify(sorted(JSON.parse(plain)));
}

/** SHA-256 over every field of an entry and the hash of the one before. */
export function hashOf(entry: Omit<AuditEntryDoc, 'hash'>): string {
  const fields = [
    entry.previous,
    entry.seq,
    entry._id,
    entry.at.toISOString(),
    entry.actor.kind,
    entry.actor.id,
    entry.action,
    entry.subject.kind,
    entry.subject.id,
    entry.before ?? null,
    entry.after ?? null,
    entry.from ?? null,
    entry.traceId ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
