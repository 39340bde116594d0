import { LisoloError } from '../errors.ts';
import type { IdentityService } from '../identity/index.ts';
import { mayDo, type ReportAction } from './actions.ts';
import type { ReportRecord } from './report.model.ts';
import { mayMoveReport, type ReportState } from './report.states.ts';
import type { Routing } from './routing.ts';
import type { Actor } from './types.ts';

/** Whether somebody may do something with a report. */
export function createAuthority({
  routing,
  people,
}: {
  readonly routing: Pick<Routing, 'ofOperator'>;
  readonly people: Pick<IdentityService, 'byId'>;
}) {
  /** Moderators look after the reports of their own country; administrators after all. */
  async function isOfCountry({ personId, role }: Actor, { country }: Pick<ReportRecord, 'country'>): Promise<boolean> {
    return role !== 'moderator' || (await people.byId(personId))?.country === country;
  }

  /** Administrators for every body, an operator for those that name them. */
  async function worksOn({ personId, role }: Actor, { bodyId }: Pick<ReportRecord, 'bodyId'>): Promise<boolean> {
    if (role === 'administrator') return true;
    return role === 'operator' && (await routing.ofOperator(personId)).some(({ id }) => id === bodyId);
  }

  return {
    worksOn,
    isOfCountry,

    /** Throws `forbidden`, for a report of another body with reason `not_your_body`, for one abroad `other_country`. */
    async mustMay(actor: Actor, action: ReportAction, report: Pick<ReportRecord, 'bodyId' | 'country'>): Promise<void> {
      if (!mayDo(actor.role, action)) throw new LisoloError('forbidden', { action });
      if (!(await isOfCountry(actor, report))) throw new LisoloError('forbidden', { action, reason: 'other_country' });
      if (actor.role === 'operator' && !(await worksOn(actor, report)))
        throw new LisoloError('forbidden', { action, reason: 'not_your_body' });
    },
  };
}

export type Authority = ReturnType<typeof createAuthority>;

/** Throws `illegal_transition`. */
export function mustMove({ state }: Pick<ReportRecord, 'state'>, to: ReportState, { role }: Actor): void {
  if (!mayMoveReport(state, to, role)) throw new LisoloError('illegal_transition', { from: state, to });
}

/** Nobody but a guard does anything with what is hidden. Throws `conflict` with reason `hidden`. */
export function mustBeOpenToSee({ hidden }: Pick<ReportRecord, 'hidden'>, { role }: Pick<Actor, 'role'>): void {
  if (hidden && !mayDo(role, 'seeHidden')) throw new LisoloError('conflict', { reason: 'hidden' });
}
