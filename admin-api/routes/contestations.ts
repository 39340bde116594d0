import { z } from 'zod';
import { LisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/index.ts';
import { contestationStates, evidenceOf, longestWords, toListedContestation } from '../../core/fines/index.ts';
import type { ContestationList, ContestationNotices, Contestations } from '../../core/fines/index.ts';
import {
  countrySchema,
  idSchema,
  instantSchema,
  momentSchema,
  plateSchema,
  resource,
  wordSchema,
} from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';
import { decidingRole } from './deciding-role.ts';

export interface ContestationRoutesDeps {
  readonly contestations: Contestations;
  readonly contestationList: ContestationList;
  readonly contestationNotices: Pick<ContestationNotices, 'soon'>;
  readonly files: Pick<FileService, 'link'>;
}

export const contestationHistorySchema = z.array(
  z.object({
    from: z.string().optional(),
    to: z.string(),
    at: momentSchema,
    by: z.string(),
    reason: z.string().optional().describe('Code of a listed reason'),
    words: z.string().optional().describe("In the decider's own words"),
  }),
);
const contestation = z.object({
  id: z.string(),
  fineId: z.string(),
  reference: z.string(),
  country: z.string(),
  plate: z.string(),
  state: z.string(),
  personId: z.string().describe('Empty once the person was forgotten'),
  ground: z.string(),
  at: momentSchema,
  history: contestationHistorySchema,
});
const evidence = z.object({
  words: z.array(z.string()).describe('What the citizen has written, oldest first'),
  photos: z.array(z.string()).describe('Addresses of what the citizen has sent; they end after a quarter of an hour'),
  proofs: z.array(z.string()).describe('Addresses of what the agent has recorded'),
});

const linkMinutes = 15;
const params = z.strictObject({ id: idSchema });
const missing = () => new LisoloError('not_found', { reason: 'there is no such contestation' });

/** C7: what citizens contest, and what officers answer. */
export function contestationRoutes(deps: ContestationRoutesDeps): Route[] {
  const { contestations, contestationList, contestationNotices, files } = deps;
  return [
    ...resource({
      name: 'contestations',
      module: 'contestations',
      one: 'a contestation',
      item: contestation,
      filters: {
        state: z.enum(contestationStates).optional(),
        country: countrySchema.optional(),
        plate: plateSchema.optional(),
        reference: wordSchema.transform((typed) => typed.toUpperCase()).optional(),
        after: instantSchema.optional(),
        before: instantSchema.optional(),
      },
      sorts: ['at'],
      list: ({ filter, ...page }) => contestationList.page(filter, page),
      async get(id) {
        const found = await contestationList.byId(id);
        return found && toListedContestation(found.fine, found.one);
      },
      csv: ['id', 'reference', 'country', 'plate', 'state', 'ground', 'at', 'history'],
    }),
    defineRoute({
      method: 'get',
      path: '/contestations/:id/evidence',
      summary: 'Shows what a citizen has said and shown, and the photos of the infraction',
      permission: 'contestations.decide',
      params,
      response: evidence,
      audit: 'contestations.evidence',
      async handler({ params: { id } }) {
        const found = await contestationList.byId(id);
        if (!found) throw missing();
        const { words, photos, proofs } = evidenceOf(found.fine, found.one);
        const linked = (fileIds: readonly string[]) => fileIds.map((fileId) => files.link(fileId, linkMinutes));
        return { words, photos: linked(photos), proofs: linked(proofs) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/contestations/:id/decisions',
      summary: 'Upholds a contestation, which cancels the fine; reduces the fine; or rejects the contestation',
      permission: 'contestations.decide',
      params,
      body: z.strictObject({
        to: z.enum(['upheld', 'reduced', 'rejected']),
        amount: z.int().positive().max(Number.MAX_SAFE_INTEGER).optional().describe('Of a reduction: the new tariff in minor units'),
        reason: z.string().trim().min(1).max(40).optional().describe('Code of a listed reason; it or the words are needed'),
        words: z.string().trim().min(3).max(longestWords).optional().describe('The citizen reads them'),
      }), // prettier-ignore
      response: contestation,
      audit: 'contestations.decide',
      idempotent: true,
      async handler({ params: { id }, body, caller, note }) {
        const found = await contestationList.byId(id);
        if (!found) throw missing();
        const { to, amount, reason, words } = body;
        const fine = await contestations.decide(found.fine.id, {
          contestationId: id,
          to,
          by: caller.personId,
          role: decidingRole(caller),
          ...(amount === undefined ? {} : { amount }),
          ...(reason === undefined ? {} : { reason }),
          ...(words === undefined ? {} : { words }),
        });
        contestationNotices.soon(fine.id);
        // The words are in the history of the contestation: they may name people, and the audit log is never erased.
        note({ before: { state: 'open' }, after: { state: to, ...(amount === undefined ? {} : { amount }) } });
        const decided = fine.contestations.find((one) => one.id === id);
        if (!decided) throw missing();
        return toListedContestation(fine, decided);
      },
    }),
  ];
}
