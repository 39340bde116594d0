import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import { silentLog } from '../../../core/log.ts';
import {
  createOrganisationsPart,
  organisationKinds,
  organisationsPersonalData,
} from '../../../core/organisations/index.ts';
import { branchModel, foundByOf } from '../../../core/organisations/branch.model.ts';
import { officeServiceModel } from '../../../core/organisations/office-service.model.ts';
import { organisationModel } from '../../../core/organisations/organisation.model.ts';
import { foundBy } from '../../../core/search/index.ts';
import { createDesks } from '../../../core/queues/index.ts';
import { watchQueries, type QueryWatch } from '../../support/query-watch.ts';
import { officeWorld, type OfficeWorld, type TestOffice } from '../queues/office-world.ts';

let world: OfficeWorld;
let watch: QueryWatch;
let one: TestOffice;

const many = 1_500;

/** A country full of offices: the houses are many, each with one branch and one service. */
async function fill(): Promise<void> {
  const { connection } = world;
  const rows = Array.from({ length: many }, (_row, index) => {
    const organisation = {
      ...one.organisation, _id: newId(), id: undefined, name: `Maison ${index}`, kind: organisationKinds[index % 9] ?? 'other',
      ...(index < 3 ? { spreadSince: new Date('2026-01-01') } : {}),
    };
    const place = {
      country: 'CD' as const, organisationName: organisation.name, name: `Agence ${index % 300}`,
      region: ['kinshasa', 'haut-katanga', 'kwilu'][index % 3] ?? '', commune: `Quartier ${index % 40}`,
    };
    const branch = {
      ...one.branch, ...place, ...foundByOf(place), _id: newId(), id: undefined, position: undefined,
      organisationId: organisation._id, organisationActive: true, organisationRevision: 1, kind: organisation.kind,
      location: { type: 'Point', coordinates: [15 + (index % 100) / 100, -4 - index / many] },
      agents: [newId()], managers: [newId()],
    };
    const name = `Travail ${index % 500}`;
    const service = {
      ...one.service, ...foundBy(name), name, _id: newId(), id: undefined, branchId: branch._id,
      organisationId: organisation._id,
    };
    return { organisation, branch, service };
  }); // prettier-ignore
  await organisationModel(connection).collection.insertMany(rows.map(({ organisation }) => organisation) as never);
  await branchModel(connection).collection.insertMany(rows.map(({ branch }) => branch) as never);
  await officeServiceModel(connection).collection.insertMany(rows.map(({ service }) => service) as never);
}

beforeAll(async () => {
  world = await officeWorld();
  one = await world.office();
  await fill();
  watch = await watchQueries(world.database.uri, [
    'organisations',
    'branches',
    'office_services',
    'queues',
    'counters_of_branches',
  ]);
}, 60_000);
afterAll(async () => {
  await watch.close();
  await world.database.drop();
});

it('whatever is asked of offices is answered by an index', async () => {
  const { connection } = watch;
  const deps = { connection, clock: world.clock, log: silentLog, people: world.identity };
  const part = createOrganisationsPart(deps);
  const { offices, organisationRegistry, branchRegistry, officeServiceRegistry, organisationSpreading } = part;
  const { queueRegistry, counterRegistry } = createDesks({ ...deps, offices });
  const personalData = organisationsPersonalData({ connection });
  const page = { offset: 20, limit: 20 };
  const country = 'CD';
  const organisationId = one.organisation.id;
  const branchId = one.branch.id;
  const rows = { skip: 0, limit: 50 };
  const uses: readonly (readonly [string, () => Promise<unknown>, { docs?: number; sorted?: number }?])[] = [
    ['organisations', () => offices.organisations({ country, page })],
    ['organisations of a kind', () => offices.organisations({ country, kind: 'bank', page })],
    ['branches', () => offices.branches({ country, page })],
    ['branches of a kind', () => offices.branches({ country, kind: 'bank', page })],
    ['branches of a region', () => offices.branches({ country, region: 'kwilu', page })],
    ['branches of both', () => offices.branches({ country, kind: 'bank', region: 'kwilu', page })],
    ['branches of a house', () => offices.branches({ country, organisationId, page })],
    ['a word', () => offices.branches({ country, text: 'maison 77', page }), { docs: 200 }],
    ['a word of services', () => offices.branches({ country, text: 'travail 77', page }), { docs: 500 }],
    // The crowd that shares the one word is looked through for the other.
    ['a slip', () => offices.branches({ country, text: 'agance kwilu', page }), { docs: many }],
    ['a slip in a word that few have', () => offices.branches({ country, text: 'mason', page })],
    ['kinds', () => offices.kinds(country)],
    ['regions', () => offices.regions({ country, kind: 'bank' })],
    ['near', () => offices.near({ country, position: { latitude: -4.3, longitude: 15.3 }, page }), { docs: 300 }],
    ['services', () => offices.services(branchId)],
    ['staff', () => offices.ofStaff(one.agent.id)],
    ['one of each', () => Promise.all([offices.organisation(organisationId), offices.branch(branchId), offices.service(one.service.id)])], // prettier-ignore
    ['late', () => organisationSpreading.late()],
    ['renaming', () => organisationRegistry.update(organisationId, { name: 'Maison nouvelle' })],
    ['a branch', () => branchRegistry.update(branchId, { name: 'Guichets' })],
    ['a service', () => officeServiceRegistry.update(one.service.id, { name: 'Travail' })],
    ['queues', () => queueRegistry.page({ branchId }, rows)],
    ['a queue', () => queueRegistry.update(one.queue.id, { capacity: 9 })],
    ['counters', () => counterRegistry.page({ branchId }, rows)],
    ['a counter', () => counterRegistry.update(one.counter.id, { queueIds: [one.queue.id] })],
    ['a copy', () => personalData.collect(one.agent.id)],
    ['merging', async () => personalData.merge?.(one.agent.id, one.manager.id)],
    ['erasing', () => personalData.erase(one.manager.id)],
    ...(['createdAt', '-createdAt', 'name', '-name'] as const).flatMap((sort) => [
      [`organisations by ${sort}`, () => organisationRegistry.page({}, { ...rows, sort })] as const,
      [`branches by ${sort}`, () => branchRegistry.page({}, { ...rows, sort })] as const,
      [`queues by ${sort}`, () => queueRegistry.page({}, { ...rows, sort })] as const,
      [`counters by ${sort}`, () => counterRegistry.page({}, { ...rows, sort })] as const,
      [`services by ${sort}`, () => officeServiceRegistry.page({}, { ...rows, sort })] as const,
      [`branches of a house by ${sort}`, () => branchRegistry.page({ organisationId }, { ...rows, sort })] as const,
    ]),
  ];
  const faults: string[] = [];
  for (const [what, work, most] of uses) faults.push(...(await watch.faults(what, work, most)));
  expect(faults).toEqual([]);
}, 60_000);
