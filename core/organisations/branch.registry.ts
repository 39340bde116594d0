import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { countries } from '../countries/index.ts';
import { createRegistry, newId } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import type { IdentityService } from '../identity/index.ts';
import { capitalOf, communeNamed, communesIn, type Position } from '../geo/index.ts';
import { branchModel, foundByOf, toBranch, type Branch, type BranchRecord } from './branch.model.ts';
import { checkHours } from './check-hours.ts';
import { usualHours, type Hours } from './hours.ts';
import { organisationModel, type OrganisationRecord } from './organisation.model.ts';
import type { Spreading } from './spreading.ts';
import { checkStaff } from './staff.ts';

interface Written {
  readonly name: string;
  readonly region: string;
  readonly commune?: string | null | undefined;
  readonly address?: string | null | undefined;
  readonly position?: Position | null | undefined;
  /** That of the region, where nothing is said. */
  readonly timeZone?: string | undefined;
  /** Monday to Friday, nine to five, where nothing is said. */
  readonly hours?: Hours | undefined;
  readonly agents?: readonly string[] | undefined;
  readonly managers?: readonly string[] | undefined;
}
export interface NewBranch extends Written {
  readonly organisationId: string;
}
/** `null` takes a field away. */
export type BranchChange = { readonly [Field in keyof Written]?: Written[Field] | undefined } & {
  readonly active?: boolean | undefined;
};

const wrong = (field: string, reason: string): LisoloError => new LisoloError('invalid_input', { field, reason });
const toLocation = ({ longitude, latitude }: Position): BranchRecord['location'] => ({
  type: 'Point',
  coordinates: [longitude, latitude],
});

/** In the region of the capital all communes are known; elsewhere there are more than those of the cities. */
function checkCommune({ country, region, commune }: Pick<BranchRecord, 'country' | 'region' | 'commune'>): void {
  const known = communesIn(country, region);
  if (commune === undefined || region !== capitalOf(country).region) return;
  if (!known.some(({ name }) => name === commune)) throw wrong('commune', `there is no such commune in ${region}`);
}

function checkPlace(branch: Pick<BranchRecord, 'country' | 'region' | 'commune' | 'timeZone'>): void {
  const { regions, timeZones } = countries[branch.country];
  if (!regions.some(({ id }) => id === branch.region))
    throw wrong('region', `there is no such region in ${branch.country}`);
  if (!timeZones.includes(branch.timeZone)) throw wrong('timeZone', `is none of ${timeZones.join(', ')}`);
  checkCommune(branch);
}

const zoneOfRegion = (country: BranchRecord['country'], region: string): string => {
  const { regions, timeZone } = countries[country];
  return regions.find(({ id }) => id === region)?.timeZone ?? timeZone;
};

/** Where organisations receive people, as the administration writes them. */
export function createBranchRegistry({
  connection,
  clock,
  people,
  spreading,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly people: Pick<IdentityService, 'byId'>;
  readonly spreading: Pick<Spreading, 'spread'>;
}) {
  const organisations = organisationModel(connection);
  const registry = createRegistry({
    model: branchModel(connection),
    toItem: toBranch,
    missing: 'there is no such branch',
    taken: { field: 'name', reason: 'the organisation has a branch of this name' },
  });
  const staffOf = async ({ agents, managers }: Pick<Written, 'agents' | 'managers'>) => ({
    agents: await checkStaff(people, 'agents', agents),
    managers: await checkStaff(people, 'managers', managers),
  });
  /** As the list of communes spells it. */
  const spelt = (
    { country, region }: Pick<BranchRecord, 'country' | 'region'>,
    commune: string | null | undefined,
  ): string | null | undefined => {
    if (!commune) return commune;
    const known = communeNamed(country, commune, region);
    return known?.region === region ? known.name : commune;
  };

  return {
    page: registry.page,
    one: registry.one,

    /** Throws `invalid_input` (`details.field`), `conflict`. */
    async create(wish: NewBranch): Promise<Branch> {
      const { organisationId, position, commune: typed, address, hours = usualHours, timeZone, ...rest } = wish;
      const organisation = await organisations.findById(organisationId).lean<OrganisationRecord>();
      if (!organisation) throw wrong('organisationId', 'there is no such organisation');
      const { country, kind, name: organisationName, active: organisationActive, revision } = organisation;
      const commune = spelt({ country, region: wish.region }, typed);
      const { agents = [], managers = [] } = await staffOf(wish);
      const branch = {
        ...rest,
        agents,
        managers,
        country,
        kind,
        organisationId,
        organisationName,
        organisationActive,
        organisationRevision: revision,
        timeZone: timeZone ?? zoneOfRegion(country, wish.region),
        hours,
        ...(commune ? { commune } : {}),
        ...(address ? { address } : {}),
        ...(position ? { location: toLocation(position) } : {}),
      };
      checkPlace(branch);
      checkHours(hours);
      const made = await registry.insert({
        _id: newId(),
        ...branch,
        ...foundByOf(branch),
        active: true,
        listed: organisationActive,
        revision: 1,
        createdAt: clock(),
      });
      // The organisation may have been changed since it was read.
      await spreading.spread(organisationId);
      return made;
    },

    /** Throws `not_found`, `invalid_input`, `conflict`. */
    async update(id: string, change: BranchChange, seen?: Pick<Branch, 'revision'>) {
      if (change.hours) checkHours(change.hours);
      const { position, commune, ...rest } = { ...change, ...(await staffOf(change)) };
      return registry.update(id, seen, (before) => {
        const region = change.region ?? before.region;
        const moved = region !== before.region;
        const next = {
          ...before,
          ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
          region,
          commune:
            (commune === undefined
              ? moved
                ? null
                : before.commune
              : spelt({ country: before.country, region }, commune)) ?? undefined,
          timeZone: change.timeZone ?? (moved ? zoneOfRegion(before.country, region) : before.timeZone),
        } as BranchRecord;
        checkPlace(next);
        return {
          ...rest,
          region,
          commune: next.commune ?? null,
          timeZone: next.timeZone,
          ...(position === undefined ? {} : { location: position && toLocation(position) }),
          listed: next.active && before.organisationActive,
          ...foundByOf(next),
        };
      });
    },
  };
}

export type BranchRegistry = ReturnType<typeof createBranchRegistry>;
