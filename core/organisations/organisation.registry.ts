import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { createRegistry, newId, type Registry } from '../database/index.ts';
import type { CountryCode } from '../dialog/types.ts';
import type { OrganisationKind } from './kinds.ts';
import { organisationModel, toOrganisation, type Organisation, type OrganisationRecord } from './organisation.model.ts';
import type { Spreading } from './spreading.ts';

export interface NewOrganisation {
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly country: CountryCode;
}
export type OrganisationChange = {
  readonly [Field in 'name' | 'kind' | 'active']?: Organisation[Field] | undefined;
};

/** The houses, as the administration writes them. */
export function createOrganisationRegistry({
  connection,
  clock,
  spreading,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly spreading: Pick<Spreading, 'spread'>;
}) {
  const registry: Registry<OrganisationRecord, Organisation> = createRegistry({
    model: organisationModel(connection),
    toItem: toOrganisation,
    missing: 'there is no such organisation',
    taken: { field: 'name', reason: 'the country has an organisation of this name' },
  });

  return {
    page: registry.page,
    one: registry.one,

    create: (wish: NewOrganisation): Promise<Organisation> =>
      registry.insert({ _id: newId(), ...wish, active: true, revision: 1, createdAt: clock() }),

    /** Its branches follow, at once or by a job. Throws `not_found`, `conflict`. */
    async update(id: string, change: OrganisationChange, seen?: Pick<Organisation, 'revision'>) {
      const changed = await registry.update(id, seen, () => ({ ...change, spreadSince: clock() }));
      await spreading.spread(id);
      return changed;
    },
  };
}

export type OrganisationRegistry = ReturnType<typeof createOrganisationRegistry>;
