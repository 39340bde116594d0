import { LisoloError } from '../core/errors.ts';
import type { OfficeFinder } from '../core/organisations/index.ts';
import type { ApiCaller } from './auth.ts';
import { isAllowed } from './permissions.ts';

/** Which branches somebody sees and changes: the administration all of them, others those where they work or that they lead. */
export function createBranchScope({ offices }: { readonly offices: Pick<OfficeFinder, 'ofStaff'> }) {
  const hasAll = ({ roles }: ApiCaller): boolean => isAllowed(roles, 'branches.update');
  const ownOf = async ({ personId }: ApiCaller): Promise<string[]> =>
    (await offices.ofStaff(personId)).map(({ id }) => id);
  return {
    /** Ids of the caller's branches; undefined: all. */
    branches: async (caller: ApiCaller): Promise<string[] | undefined> => (hasAll(caller) ? undefined : ownOf(caller)),

    /** For a filter by branch; throws `forbidden` for a branch that is none of the caller's. */
    async reading(caller: ApiCaller, branchId: string | undefined): Promise<{ branchId?: string | { $in: string[] } }> {
      if (hasAll(caller)) return branchId === undefined ? {} : { branchId };
      const own = await ownOf(caller);
      if (branchId === undefined) return { branchId: { $in: own } };
      if (!own.includes(branchId)) throw new LisoloError('forbidden', { reason: 'the branch is of somebody else' });
      return { branchId };
    },

    async sees(caller: ApiCaller, branchId: string): Promise<boolean> {
      return hasAll(caller) || (await ownOf(caller)).includes(branchId);
    },

    /** Throws `forbidden` for whoever neither administers branches nor leads this one. */
    async mustLead(caller: ApiCaller, branchId: string): Promise<void> {
      if (hasAll(caller)) return;
      const own = await offices.ofStaff(caller.personId);
      if (!own.some(({ id, managers }) => id === branchId && managers.includes(caller.personId)))
        throw new LisoloError('forbidden', { reason: 'only a manager of the branch may change this' });
    },
  };
}

export type BranchScope = ReturnType<typeof createBranchScope>;
