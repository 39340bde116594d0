import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { createLeftOver, guardedChange } from '../database/index.ts';
import type { Log } from '../log.ts';
import { branchModel, foundByOf, type BranchRecord } from './branch.model.ts';
import { organisationModel, type OrganisationRecord } from './organisation.model.ts';

/** What branches keep of their organisation (name, kind, whether it is active) follows it. */
export function createSpreading({
  connection,
  clock,
  log,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}) {
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
    late: createLeftOver({
      model: organisations,
      clock,
      log,
      mark: 'spreadSince',
      carryOn: ({ _id }) => spread(_id),
      failed: 'branches hear of their organisation later',
    }),
  };
}

export type Spreading = ReturnType<typeof createSpreading>;
