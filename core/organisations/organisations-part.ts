import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Log } from '../log.ts';
import { createBranchRegistry } from './branch.registry.ts';
import { createOfficeFinder } from './office-finder.ts';
import { createOfficeServiceRegistry } from './office-service.registry.ts';
import { createOrganisationRegistry } from './organisation.registry.ts';
import { createSpreading } from './spreading.ts';

/** Builds everything about organisations, their branches, and what is done there. */
export function createOrganisationsPart(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly people: Pick<IdentityService, 'byId'>;
}) {
  const organisationSpreading = createSpreading(deps);
  const all = { ...deps, spreading: organisationSpreading };
  return {
    offices: createOfficeFinder(deps),
    organisationRegistry: createOrganisationRegistry(all),
    branchRegistry: createBranchRegistry(all),
    officeServiceRegistry: createOfficeServiceRegistry(deps),
    organisationSpreading,
  };
}
