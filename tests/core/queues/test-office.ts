import type { Connection } from 'mongoose';
import { countries } from '../../../core/countries/index.ts';
import { newId } from '../../../core/database/index.ts';
import type { CountryCode } from '../../../core/dialog/index.ts';
import type { IdentityService, Person } from '../../../core/identity/index.ts';
import { branchModel, foundByOf, toBranch, type BranchRecord } from '../../../core/organisations/branch.model.ts';
import { usualHours, type Branch, type OfficeService, type Organisation } from '../../../core/organisations/index.ts';
import {
  officeServiceModel,
  toOfficeService,
  type OfficeServiceRecord,
} from '../../../core/organisations/office-service.model.ts';
import {
  organisationModel,
  toOrganisation,
  type OrganisationRecord,
} from '../../../core/organisations/organisation.model.ts';
import { foundBy } from '../../../core/search/index.ts';
import { counterModel, toCounter, type CounterRecord } from '../../../core/queues/counter.model.ts';
import type { Counter, Queue } from '../../../core/queues/index.ts';
import { queueModel, toQueue, type QueueRecord } from '../../../core/queues/queue.model.ts';

/** What differs from a hospital of Kinshasa that is open from nine to five, with one service, one queue and one counter. */
export interface OfficeWish {
  readonly country?: CountryCode;
  readonly createdAt?: Date;
  readonly organisation?: Partial<OrganisationRecord>;
  readonly branch?: Partial<BranchRecord>;
  readonly services?: readonly Partial<OfficeServiceRecord>[];
  /** Each is for all services, where nothing is said; prefixes A, B, C. */
  readonly queues?: readonly Partial<QueueRecord>[];
  /** How many, each for all queues; or what is different in each. */
  readonly counters?: number | readonly Partial<CounterRecord>[];
  /** How many people work at the counters (`counter_agent`); as many as counters, where nothing is said. */
  readonly agents?: number;
  /** One manager, with the same role, where nothing is said. */
  readonly managers?: number;
  /** Of all staff; hashing takes a moment, so that they have none where nothing is said. */
  readonly pin?: string;
}

export interface TestOffice {
  readonly organisation: Organisation;
  readonly branch: Branch;
  readonly services: readonly [OfficeService, ...OfficeService[]];
  readonly service: OfficeService;
  readonly queues: readonly [Queue, ...Queue[]];
  readonly queue: Queue;
  readonly counters: readonly [Counter, ...Counter[]];
  readonly counter: Counter;
  readonly agents: readonly Person[];
  /** The first agent. */
  readonly agent: Person;
  readonly managers: readonly Person[];
  readonly manager: Person;
}

const names = ['Consultation', 'Laboratoire', 'Radiologie', 'Pharmacie', 'Maternité'];
let made = 0;
let phones = 9_000_000;

/** An organisation with all that belongs to it, in one call; straight in the database. */
export async function createTestOffice(
  { connection, identity }: { readonly connection: Connection; readonly identity: Pick<IdentityService, 'create'> },
  wish: OfficeWish = {},
): Promise<TestOffice> {
  const number = (made += 1);
  const country = wish.country ?? 'CD';
  const createdAt = wish.createdAt ?? new Date('2026-11-01T08:00:00Z');
  const common = { active: true, revision: 1, createdAt };
  const counterWishes: readonly Partial<CounterRecord>[] =
    typeof wish.counters === 'number' ? Array.from({ length: wish.counters }, () => ({})) : (wish.counters ?? [{}]);
  const staff = (count: number, what: string): Promise<Person[]> =>
    Promise.all(
      Array.from({ length: count }, (_one, index) =>
        identity.create({
          name: `${what} ${number}.${index + 1}`,
          phone: `${country === 'CD' ? '+24389' : '+22177'}${String((phones += 1)).padStart(7, '0')}`,
          country,
          roles: ['counter_agent'],
          ...(wish.pin ? { pin: wish.pin } : {}),
        }),
      ),
    );
  const [agents, managers] = await Promise.all([
    staff(wish.agents ?? Math.max(1, counterWishes.length), 'Agent'),
    staff(wish.managers ?? 1, 'Chef'),
  ]);

  const organisation: OrganisationRecord = {
    _id: newId(),
    name: `Hôpital de la Paix ${number}`,
    kind: 'hospital',
    country,
    ...common,
    ...wish.organisation,
  };
  const land = countries[country];
  const place = {
    name: 'Siège',
    region: land.regions[0]?.id ?? '',
    ...(land.communes.length > 0 ? { commune: 'Gombe' } : {}),
    ...wish.branch,
  };
  const branch: BranchRecord = {
    _id: newId(),
    organisationId: organisation._id,
    organisationName: organisation.name,
    organisationActive: true,
    organisationRevision: 1,
    kind: organisation.kind,
    country,
    address: '12, avenue de la Justice',
    location: { type: 'Point', coordinates: country === 'CD' ? [15.3, -4.305] : [-17.44, 14.67] },
    timeZone: land.timeZone,
    hours: usualHours,
    agents: agents.map(({ id }) => id),
    managers: managers.map(({ id }) => id),
    listed: true,
    ...common,
    ...place,
    ...foundByOf({ country, organisationName: organisation.name, ...place }),
  };
  const services = (wish.services ?? [{}]).map((one, index): OfficeServiceRecord => {
    const name = one.name ?? names[index] ?? `Service ${index + 1}`;
    return {
      _id: newId(),
      organisationId: organisation._id,
      branchId: branch._id,
      country,
      minutes: 10,
      documents: [],
      appointmentsAtOnce: 2,
      slotMinutes: 30,
      confirmsAppointments: false,
      ...common,
      ...one,
      name,
      ...foundBy(name),
    };
  });
  const queues = (wish.queues ?? [{}]).map((one, index): QueueRecord => {
    const prefix = String.fromCharCode('A'.charCodeAt(0) + index);
    return {
      _id: newId(),
      organisationId: organisation._id,
      branchId: branch._id,
      name: `File ${prefix}`,
      type: 'normal',
      state: 'active',
      strategy: 'fifo',
      reservedEvery: 3,
      prefix,
      capacity: 500,
      serviceIds: services.map(({ _id }) => _id),
      noShowMinutes: 5,
      revision: 1,
      createdAt,
      ...one,
    };
  });
  const counters = counterWishes.map((one, index): CounterRecord => ({
    _id: newId(),
    branchId: branch._id,
    name: String(index + 1),
    queueIds: queues.map(({ _id }) => _id),
    state: 'closed',
    revision: 1,
    changedAt: createdAt,
    createdAt,
    ...one,
  }));
  const models = [organisationModel, branchModel, officeServiceModel, queueModel, counterModel] as const;
  await Promise.all(models.map((model) => model(connection).init()));
  await Promise.all([
    organisationModel(connection).create(organisation),
    branchModel(connection).create(branch),
    officeServiceModel(connection).insertMany(services),
    queueModel(connection).insertMany(queues),
    counterModel(connection).insertMany(counters),
  ]);

  const some = <T>(all: readonly T[]): readonly [T, ...T[]] => all as unknown as readonly [T, ...T[]];
  const [shownServices, shownQueues, shownCounters] = [
    some(services.map(toOfficeService)),
    some(queues.map(toQueue)),
    some(counters.map(toCounter)),
  ];
  return {
    organisation: toOrganisation(organisation),
    branch: toBranch(branch),
    services: shownServices,
    service: shownServices[0],
    queues: shownQueues,
    queue: shownQueues[0],
    counters: shownCounters,
    counter: shownCounters[0],
    agents,
    agent: some(agents)[0],
    managers,
    manager: some(managers)[0],
  };
}
