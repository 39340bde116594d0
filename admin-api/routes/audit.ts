import { z } from 'zod';
import type { AuditLog } from '../../core/audit/index.ts';
import { momentSchema, resource, instantSchema, wordSchema } from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';

const party = z.object({ kind: z.string(), id: z.string() });
const entry = z.object({
  id: z.string(),
  seq: z.int(),
  at: momentSchema,
  actor: party,
  action: z.string(),
  subject: party,
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  from: z.string().optional(),
  traceId: z.string().optional(),
  hash: z.string(),
});
const head = z.object({ seq: z.int(), hash: z.string() });

/** The audit log, and the check of its chain. */
export const auditRoutes = ({ audit }: { audit: Pick<AuditLog, 'list' | 'verify'> }): Route[] => [
  ...resource({
    name: 'audit',
    module: 'audit',
    one: 'an entry',
    item: entry,
    filters: {
      actorId: wordSchema.optional(),
      action: wordSchema.optional(),
      subjectKind: wordSchema.optional(),
      subjectId: wordSchema.optional(),
      after: instantSchema.optional(),
      before: instantSchema.optional(),
    },
    sorts: ['seq'],
    list: ({ filter, skip, limit, sort }) =>
      audit.list({
        ...(Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as object),
        oldestFirst: sort === 'seq',
        skip,
        limit,
      }),
    csv: [
      'seq',
      'at',
      'actor.kind',
      'actor.id',
      'action',
      'subject.kind',
      'subject.id',
      'before',
      'after',
      'from',
      'traceId',
      'hash',
    ],
  }),
  defineRoute({
    method: 'post',
    path: '/audit/verify',
    summary: 'Walks the chain of the audit log; with a head noted earlier it also finds a tail that was cut off',
    permission: 'audit.verify',
    body: head.partial().strict(),
    response: z.object({ ok: z.boolean(), head, fault: z.object({ seq: z.int(), reason: z.string() }).optional() }),
    handler: ({ body: { seq, hash } }) =>
      audit.verify(seq !== undefined && hash !== undefined ? { seq, hash } : undefined),
  }),
];
