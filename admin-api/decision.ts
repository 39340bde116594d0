import { z } from 'zod';
import { LisoloError } from '../core/errors.ts';
import { given, type Given } from './given.ts';
import type { Module, Permission } from './permissions.ts';
import { idSchema } from './resource.ts';
import { defineRoute, type Route } from './route.ts';

/** How long the address of a photo holds that is shown to whoever decides. */
export const linkMinutes = 15;
export const byIdSchema = z.strictObject({ id: idSchema });

/** Finds one, or throws `not_found`. */
export const finding =
  <Thing>(byId: (id: string) => Promise<Thing | undefined>, what: string) =>
  async (id: string): Promise<Thing> => {
    const one = await byId(id);
    if (!one) throw new LisoloError('not_found', { reason: `there is no such ${what}` });
    return one;
  };

interface Decidable {
  readonly state: string;
  readonly kind: string;
}

interface DecisionSpec<Thing extends Decidable, Body> {
  /** Path, and module of the permissions. */
  readonly name: Module;
  readonly summary: string;
  readonly body: z.ZodType<Body>;
  readonly response: z.ZodType;
  found(id: string): Promise<Thing>;
  decide(id: string, verdict: Given<Body> & { readonly by: string }): Promise<Thing>;
  /** Tells those whom it concerns. */
  tell(id: string): void;
  toItem(decided: Thing): unknown;
}

/** The administration decides on what somebody has sent. */
export function decisionRoute<Thing extends Decidable, Body extends object>(spec: DecisionSpec<Thing, Body>): Route {
  const { name, summary, body: schema, response } = spec;
  return defineRoute({
    method: 'post',
    path: `/${name}/:id/decision`,
    summary,
    permission: `${name}.decide` as Permission,
    params: byIdSchema,
    body: schema,
    response,
    audit: `${name}.decide`,
    idempotent: true,
    async handler({ params: { id }, body, caller, note }) {
      const before = await spec.found(id);
      const decided = await spec.decide(id, { ...given(body), by: caller.personId });
      spec.tell(id);
      // The words are in the history of what was decided: they may name people, and the audit log is never erased.
      note({ before: { state: before.state }, after: { state: decided.state, kind: decided.kind } });
      return spec.toItem(decided);
    },
  });
}
