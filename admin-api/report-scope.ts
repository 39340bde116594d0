import { LisoloError } from '../core/errors.ts';
import { actorOf, type BodyRegistry, type Report, type ReportService } from '../core/reports/index.ts';
import type { ApiCaller } from './auth.ts';

export interface ReportScopeDeps {
  readonly reportBodies: Pick<BodyRegistry, 'ofOperator'>;
}

/** Whose reports somebody sees: operators those of the bodies that name them, others who may see any see all. */
export function createReportScope({ reportBodies }: ReportScopeDeps) {
  async function bodiesOf(caller: ApiCaller): Promise<string[] | undefined> {
    const { personId, role } = actorOf(caller);
    return role === 'operator' ? (await reportBodies.ofOperator(personId)).map(({ id }) => id) : undefined;
  }

  return {
    /** Ids of the caller's bodies, or the one of them that is asked for; undefined: all. Throws `forbidden`. */
    async bodies(caller: ApiCaller, bodyId: string | undefined): Promise<string[] | undefined> {
      const own = await bodiesOf(caller);
      if (bodyId === undefined) return own;
      if (own && !own.includes(bodyId)) throw new LisoloError('forbidden', { reason: 'the body is of somebody else' });
      return [bodyId];
    },

    async sees(caller: ApiCaller, { bodyId }: { readonly bodyId?: string }): Promise<boolean> {
      const own = await bodiesOf(caller);
      return own === undefined || (bodyId !== undefined && own.includes(bodyId));
    },
  };
}

/** One report; that of somebody else's body looks as if it were none. */
export function createReportFinder({
  reports,
  ...deps
}: ReportScopeDeps & { readonly reports: Pick<ReportService, 'get'> }) {
  const scope = createReportScope(deps);

  async function one(id: string, caller: ApiCaller): Promise<Report | undefined> {
    const found = await reports.get(id);
    return found && (await scope.sees(caller, found)) ? found : undefined;
  }

  return {
    one,
    /** Throws `not_found`. */
    async found(id: string, caller: ApiCaller): Promise<Report> {
      const report = await one(id, caller);
      if (!report) throw new LisoloError('not_found', { reason: 'there is no such report' });
      return report;
    },
  };
}
