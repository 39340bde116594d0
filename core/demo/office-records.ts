import { countries } from '../countries/index.ts';
import type { Person } from '../identity/index.ts';
import { inUnits } from '../money.ts';
import { foundByOf, type BranchRecord, type OfficeServiceRecord, type OrganisationRecord } from '../organisations/index.ts'; // prettier-ignore
import { foundBy } from '../search/index.ts';
import type { CounterRecord, QueueRecord } from '../queues/index.ts';
import { idOf } from './ids.ts';
import { demoOrganisations, type DemoBranch, type DemoOrganisation } from './offices.ts';

export interface OfficeRecords {
  readonly organisations: readonly OrganisationRecord[];
  readonly branches: readonly BranchRecord[];
  readonly services: readonly OfficeServiceRecord[];
  readonly queues: readonly QueueRecord[];
  readonly counters: readonly CounterRecord[];
}

interface Making {
  readonly people: ReadonlyMap<string, Person>;
  readonly now: Date;
}

const start = (now: Date) => ({ revision: 1, createdAt: now });
const keyOf = ({ country, name }: DemoOrganisation, ...rest: readonly string[]): string =>
  [country, name, ...rest].join(' / ');

function branchRecord(organisation: DemoOrganisation, branch: DemoBranch, { people, now }: Making): BranchRecord {
  const { country, house, name: organisationName } = organisation;
  const { managers, agents, position, ...place } = branch;
  const { regions, timeZone } = countries[country];
  const idsOf = (keys: readonly string[]): string[] =>
    keys.flatMap((key) => {
      const person = people.get(key);
      return person ? [person.id] : [];
    });
  const [latitude, longitude] = position;
  return {
    _id: idOf('branch', keyOf(organisation, branch.name)),
    organisationId: idOf('organisation', keyOf(organisation)),
    organisationName,
    organisationActive: true,
    organisationRevision: 1,
    kind: house.kind,
    country,
    ...place,
    location: { type: 'Point', coordinates: [longitude, latitude] },
    timeZone: regions.find(({ id }) => id === place.region)?.timeZone ?? timeZone,
    hours: house.hours,
    agents: idsOf(agents),
    managers: idsOf(managers),
    ...foundByOf({ country, organisationName, ...place }),
    active: true,
    listed: true,
    ...start(now),
  };
}

/** What is done in a branch, and how people queue for it. */
function insideOf(organisation: DemoOrganisation, { name: branch }: DemoBranch, { now }: Making) {
  const { country, house } = organisation;
  const id = (kind: string, name: string): string => idOf(kind, keyOf(organisation, branch, name));
  const [branchId, organisationId] = [
    idOf('branch', keyOf(organisation, branch)),
    idOf('organisation', keyOf(organisation)),
  ];
  const at = { organisationId, branchId };
  return {
    services: house.services.map(
      ({ name, minutes, documents = [], units, appointmentsAtOnce = 0, confirms = false }): OfficeServiceRecord => ({
        _id: id('service', name),
        ...at,
        country,
        name,
        minutes,
        documents: [...documents],
        ...(units === undefined ? {} : { cost: inUnits(units, countries[country].currency) }),
        appointmentsAtOnce,
        slotMinutes: 30,
        confirmsAppointments: confirms,
        ...foundBy(name),
        active: true,
        ...start(now),
      }),
    ),
    queues: house.queues.map(({ serves, prefix, ...rest }): QueueRecord => ({
      _id: id('queue', prefix),
      ...at,
      ...rest,
      prefix,
      state: 'active',
      reservedEvery: 3,
      capacity: 200,
      serviceIds: serves.map((name) => id('service', name)),
      noShowMinutes: 5,
      ...start(now),
    })),
    counters: house.counters.map(({ name, queues }): CounterRecord => ({
      _id: id('counter', name),
      branchId,
      name,
      queueIds: queues.map((prefix) => id('queue', prefix)),
      state: 'closed',
      changedAt: now,
      ...start(now),
    })),
  };
}

/** Organisations with all that belongs to them. */
export function officeRecords(people: ReadonlyMap<string, Person>, now: Date): OfficeRecords {
  const making = { people, now };
  const inside = demoOrganisations.flatMap((organisation) =>
    organisation.branches.map((branch) => insideOf(organisation, branch, making)),
  );
  return {
    organisations: demoOrganisations.map((organisation) => ({
      _id: idOf('organisation', keyOf(organisation)),
      name: organisation.name,
      kind: organisation.house.kind,
      country: organisation.country,
      active: true,
      ...start(now),
    })),
    branches: demoOrganisations.flatMap((organisation) =>
      organisation.branches.map((branch) => branchRecord(organisation, branch, making)),
    ),
    services: inside.flatMap(({ services }) => services),
    queues: inside.flatMap(({ queues }) => queues),
    counters: inside.flatMap(({ counters }) => counters),
  };
}
