import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { guardedChange } from '../database/index.ts';
import { branchModel, foundByOf, type BranchRecord } from './branch.model.ts';
import { organisationModel, type OrganisationRecord } from './organisation.model.ts';

/** Whoever wrote has had time to do it himself. */
const lateMs = 15_000;
const mostAtOnce = 100;

/** What branches keep of their organisation (name, kind, whether it is active) follows it. */
export function createSpreading({ connection, clock }: { readonly connection: Connection; readonly clock: Clock }) {
  const organisations = organisationModel(connection);
  const branches = branchModel(connection);
  const change = guardedChange<'revision', BranchRecord, BranchRecord>({
    counter: 'revision',
    toItem: (branch) => branch,
    missing: 'there is no such branch',
  });

  /** An older state of the organisation never overwrites a newer one. */
  async function spread(organisationId: string): Promise<void> {
    const found = await organisations.findById(organisationId).lean<OrganisationRecord>();
    if (!found) return;
    const { revision, name, kind, active } = found;
    const own = await branches.find({ organisationId }, { _id: 1 }).lean<Pick<BranchRecord, '_id'>[]>();
    for (const { _id } of own)
      await change(branches, _id, (branch) =>
        branch.organisationRevision >= revision
          ? undefined
          : {
              $set: {
                organisationName: name,
                organisationActive: active,
                organisationRevision: revision,
                kind,
                listed: active && branch.active,
                ...foundByOf({ ...branch, organisationName: name }),
              },
            },
      );
    await organisations.updateOne({ _id: organisationId, revision }, { $unset: { spreadSince: 1 } });
  }

  return {
    spread,

    /** Those that a crash left behind; how many. */
    async late(): Promise<number> {
      const due = await organisations
        .find({ spreadSince: { $lt: new Date(clock().getTime() - lateMs) } }, { _id: 1 })
        .limit(mostAtOnce)
        .lean<Pick<OrganisationRecord, '_id'>[]>();
      for (const { _id } of due) await spread(_id);
      return due.length;
    },
  };
}

export type Spreading = ReturnType<typeof createSpreading>;
