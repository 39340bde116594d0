import type { App } from '../../../core/app.ts';
import type { LookupFilter } from '../../../core/vehicles/index.ts';
import { registeredAt } from '../../bench/vehicles/vehicle-records.ts';
import type { Most } from '../../support/query-watch.ts';

export type Use = readonly [what: string, work: () => Promise<unknown>, most?: Most];

/** Refusals are answers too. */
export const orRefused = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

/**
 * A use of everything that vehicles can be asked, on the services as they are given. Each part of the vehicles has a
 * function of its own here, listed at the end; whatever a service can do and no use does is found out by the test.
 */
type Uses = (app: App) => Use[];

const some = registeredAt(7);
const other = registeredAt(8);
const someVehicle = { ...some, id: some._id };

const usesOfSearch: Uses = ({ vehicleSearch }) => [
  ['vehicleSearch.find a plate', () => vehicleSearch.find(some.plate, 'CD')],
  ['vehicleSearch.find the start of a plate', () => vehicleSearch.find(registeredAt(1).plate.slice(0, 6), 'CD')],
  ['vehicleSearch.find nearly the start of a plate', () => vehicleSearch.find('9876QX', 'CD')],
  ['vehicleSearch.find nearly a plate', () => vehicleSearch.find('1234AB02', 'CD')],
  ['vehicleSearch.find a chassis number', () => vehicleSearch.find(some.vin ?? '', 'CD')],
  ['vehicleSearch.near', () => vehicleSearch.near(some.plate)],
  ['vehicleSearch.byVin', () => vehicleSearch.byVin((some.vin ?? '').slice(-6))],
];

const lookupFilters: LookupFilter[] = [
  {}, { plate: some.plate }, { country: 'CD' }, { vehicleId: some._id }, { personId: 'person-1' }, { what: 'card' },
  { channel: 'ussd' }, { viewer: 'agent' }, { after: new Date('2026-11-01'), before: new Date('2026-11-10') },
]; // prettier-ignore

const usesOfLookups: Uses = ({ lookups, bulkLookup }) => {
  const by = { personId: 'person-1', roles: [], channel: 'ussd' as const };
  const look = {
    key: 'use:1',
    vehicle: someVehicle,
    viewer: 'public' as const,
    by,
    what: 'card' as const,
    found: true,
  };
  return [
    ['lookups.record', () => lookups.record(look)],
    ['lookups.recordMany', () => lookups.recordMany([look, { ...look, key: 'use:2' }])],
    ['lookups.admit', () => lookups.admit({ personId: 'p', address: 'ussd:1', country: 'CD', viewer: 'public' }, other.plate)],
    ['lookups.of', () => lookups.of(some._id, { limit: 10 })],
    ['lookups.of, the next page', () => lookups.of(some._id, { before: 'look-7', limit: 10 })],
    ...(['at', '-at'] as const).flatMap((sort) =>
      lookupFilters.map((filter): Use => [
        `lookups.page ${sort} ${JSON.stringify(filter)}`,
        () => lookups.page(filter, { skip: 0, limit: 50, sort }),
        // A page of 50 is found in one of two ways, by the filter or by the order, whichever is shorter.
        { docs: 800, sorted: 1_000 },
      ]),
    ),
    ['lookups.byId', () => lookups.byId('look-7')],
    ['lookups.perMonth', () => lookups.perMonth(some._id, 3, 'Africa/Kinshasa')],
    ['lookups.sweep', () => lookups.sweep()],
    ['bulkLookup.look', () => bulkLookup.look([{ plate: some.plate, country: 'CD' }, { plate: '9999ZZ09', country: 'CD' }], { ...look, key: 'use:bulk', reason: 'a test' })],
    ['lookups.idle', () => lookups.idle()],
  ]; // prettier-ignore
};

const usesOfPlatePhotos: Uses = ({ plateReadings, platePhotos, readingStatistics, clock }) => {
  const asker = { country: 'CD', channel: 'whatsapp' } as const;
  const page = { skip: 0, limit: 50 };
  return [
    ['plateReadings.read', () => plateReadings.read('reading-7', asker)],
    ['plateReadings.read a new photo', () => plateReadings.read('f'.repeat(24), asker)],
    ['plateReadings.of', () => plateReadings.of('reading-7')],
    ['plateReadings.settle', () => plateReadings.settle('reading-7', some.plate, 'CD')],
    ['plateReadings.takeUp', () => plateReadings.takeUp('reading-7', some.plate, 'CD')],
    ['plateReadings.replace', () => plateReadings.replace('reading-8')],
    ['plateReadings.forget', () => plateReadings.forget(clock())],
    ['platePhotos.answer', () => platePhotos.answer('person-7', true)],
    ['platePhotos.answerOf', () => platePhotos.answerOf('person-7')],
    ['platePhotos.keep', () => platePhotos.keep({ fileId: 'reading-7', plate: some.plate, giverId: 'person-7' })],
    ['platePhotos.drop', () => platePhotos.drop('reading-7')],
    ['platePhotos.count', () => platePhotos.count('person-8')],
    ['platePhotos.fileOf', () => platePhotos.fileOf('reading-9')],
    ['platePhotos.page', () => platePhotos.page({ ...page, sort: '-keepUntil' })],
    ['platePhotos.sweep', () => platePhotos.sweep(clock())],
    ['platePhotos, taken back', () => platePhotos.answer('person-8', false)],
    ['platePhotos, of one person', () => platePhotos.personalData.collect('person-9')],
    ['platePhotos, of two people who are one', async () => platePhotos.personalData.merge?.('person-9', 'person-10')],
    ['platePhotos, forgotten', () => platePhotos.personalData.erase('person-10')],
    ['readingStatistics.page', () => readingStatistics.page({}, page)],
    ['readingStatistics.inAll', () => readingStatistics.inAll({ country: 'SN' })],
    ['readingStatistics.page of a country', () => readingStatistics.page({ country: 'CD' }, page)],
  ];
};

const usesOfOwnership: Uses = ({ vehicles, vehicleTransfers, vehicleThefts, vehicleAlerts, clock }) => {
  const owner = { personId: 'seller-7', phone: '+243810000777' };
  const offer = 'transfer-7';
  return [
    ['vehicleTransfers.refusal', () => vehicleTransfers.refusal(some._id, owner.personId)],
    ['vehicleTransfers.offer', () => orRefused(vehicleTransfers.offer({ key: 'use', vehicleId: some._id, sellerId: owner.personId, phone: owner.phone }))],
    ['vehicleTransfers.byId', () => vehicleTransfers.byId(offer)],
    ['vehicleTransfers.openOf', () => vehicleTransfers.openOf('vehicle-7')],
    ['vehicleTransfers.offeredTo', () => vehicleTransfers.offeredTo(owner)],
    ['vehicleTransfers.accept', () => orRefused(vehicleTransfers.accept(offer, owner))],
    ['vehicleTransfers.decline', () => orRefused(vehicleTransfers.decline('transfer-8', { personId: 'buyer-8' }))],
    ['vehicleTransfers.withdraw', () => orRefused(vehicleTransfers.withdraw('transfer-9', 'seller-9'))],
    ['vehicleTransfers.vehicleChanged', async () => {
      const vehicle = await vehicles.byId(some._id);
      if (!vehicle) throw new Error('the vehicle is gone');
      await vehicleTransfers.vehicleChanged({ ...vehicle, plate: `${vehicle.plate}9` });
    }],
    ['vehicleTransfers.expire', () => vehicleTransfers.expire()],
    ['vehicleTransfers.finish', () => vehicleTransfers.finish()],
    ['vehicleTransfers.idle', () => vehicleTransfers.idle()],
    ['vehicleThefts.report', () => vehicleThefts.report(some._id, undefined, { by: 'admin', as: 'administration', key: 'use' })],
    ['vehicleThefts.seenWhileStolen', () => vehicleThefts.seenWhileStolen(some._id, { place: 'Gombe' })],
    ['vehicleThefts.soon', async () => vehicleThefts.soon(some._id)],
    ['vehicleThefts.tellLate', () => vehicleThefts.tellLate()],
    ['vehicleThefts.lift', () => vehicleThefts.lift(some._id, 'found', { by: 'admin', as: 'administration', key: 'use 2' })],
    ['vehicleThefts.idle', () => vehicleThefts.idle()],
    ['vehicleAlerts.run', () => vehicleAlerts.run(clock())],
  ]; // prettier-ignore
};

const usesOfTransport: Uses = ({ vehicleImports, vehicleExport }) => {
  const bytes = new TextEncoder().encode(`plate,make,model\n${some.plate},Toyota,Corolla\n7777ZZ07,Kia,Rio`);
  const receive = (dryRun: boolean) =>
    vehicleImports.receive({ bytes, country: 'CD', mode: 'fill', dryRun, by: 'admin' });
  const all = async (rows: AsyncIterable<unknown>): Promise<void> => {
    for await (const row of rows) void row;
  };
  return [
    ['vehicleImports.receive', async () => void (await receive(true), await vehicleImports.idle())],
    ['vehicleImports.byId', async () => vehicleImports.byId((await receive(true)).id)],
    ['vehicleImports.apply', async () => {
      const { id } = await receive(true);
      await vehicleImports.idle();
      await vehicleImports.apply(id);
      await vehicleImports.idle();
    }],
    ['vehicleImports.cancel', async () => vehicleImports.cancel((await receive(true)).id)],
    ['vehicleImports.faults', async () => all(await vehicleImports.faults('import-7'))],
    ['vehicleImports.carryOn', () => vehicleImports.carryOn()],
    ['vehicleImports.sweep', () => vehicleImports.sweep()],
    ['vehicleExport.rows', () => all(vehicleExport.rows('admin', { category: 'motorcycle' }))],
    ['vehicleExport.rows in order of plates', () => all(vehicleExport.rows('agent', {}, 'plate'))],
  ]; // prettier-ignore
};

const usesOfVerifications: Uses = ({ verifications, verificationNews, sightings, clock }) => {
  const by = { personId: 'person-1', roles: ['pcr_agent'], channel: 'telegram' as const };
  const seen = { country: 'CD' as const, plate: some.plate, at: clock(), latitude: -4.3, longitude: 15.3 };
  const filters = [
    {}, { plate: some.plate }, { verdict: 'fail' as const }, { agent: 'person-1' }, { country: 'SN' as const },
    { after: new Date('2026-11-01'), before: new Date('2026-11-10') },
  ]; // prettier-ignore
  const verify = () =>
    verifications.verify({
      key: 'use:verify', country: 'CD', plate: some.plate, by, seen: { vin: other.vin ?? '' }, place: { latitude: -4.3, longitude: 15.3 },
    }); // prettier-ignore
  return [
    ['verifications.verify', verify],
    ['verifications.byId', () => verifications.byId('verification-7')],
    ...(['-at'] as const).flatMap((sort) =>
      filters.map((filter): Use => [
        `verifications.page ${sort} ${JSON.stringify(filter)}`,
        () => verifications.page(filter, { skip: 0, limit: 50, sort }),
        { docs: 800, sorted: 1_000 },
      ]),
    ),
    ['verificationNews.tellDue', () => verificationNews.tellDue()],
    ['verificationNews.soon', () => Promise.resolve(verificationNews.soon('verification-7'))],
    ['verificationNews.idle', () => verificationNews.idle()],
    ['sightings.note', () => sightings.note('use:sighting', seen)],
    ['sightings.impossible', () => sightings.impossible('use:sighting', seen)],
  ];
};

const usesOfRequests: Uses = ({ vehicleRequests, requestWorkList, requestNotices, carryingOver, officialRegister }) => {
  const asker = { personId: 'asker-7', roles: [], onDuty: false };
  const admin = { id: 'admin', country: 'CD' } as const;
  const decide = (id: string) => vehicleRequests.decide(id, { to: 'rejected', by: 'admin', reason: 'not_proven' });
  return [
    ['vehicleRequests.open', () => orRefused(vehicleRequests.open({ key: 'use', kind: 'claim', by: asker, country: 'CD', plate: some.plate, vinEnd: '123456', words: 'mine' }))],
    ['vehicleRequests.byId', () => vehicleRequests.byId('request-7')],
    ['vehicleRequests.ofPerson', () => vehicleRequests.ofPerson('asker-8')],
    ['vehicleRequests.against', () => vehicleRequests.against({ personId: 'holder-7', phone: '+243810000777' })],
    ['vehicleRequests.isClaimed', () => vehicleRequests.isClaimed('vehicle-7')],
    ['vehicleRequests.vehicleOf', () => vehicleRequests.vehicleOf({ country: 'CD', plate: some.plate })],
    ['vehicleRequests.object', () => orRefused(vehicleRequests.object('request-9', { personId: 'holder-9' }))],
    ['vehicleRequests.withdraw', () => orRefused(vehicleRequests.withdraw('request-9', 'asker-9'))],
    ['vehicleRequests.decide', () => orRefused(decide('request-59'))],
    ['requestWorkList.count', () => requestWorkList.count(admin)],
    ['requestWorkList.next', () => requestWorkList.next(admin, [])],
    ['requestWorkList.hold', () => requestWorkList.hold('request-109', 'admin')],
    ['requestWorkList.release', () => requestWorkList.release('request-109', 'admin')],
    ['requestNotices.soon', async () => requestNotices.soon('request-7')],
    ['requestNotices.tellDue', () => requestNotices.tellDue()],
    ['requestNotices.idle', () => requestNotices.idle()],
    ['carryingOver.carryLate', () => carryingOver.carryLate()],
    ['officialRegister.vehicleOf', () => officialRegister.vehicleOf('CD', some.plate)],
    ['officialRegister.ask', () => officialRegister.ask({ vin: some.vin ?? '' })],
  ]; // prettier-ignore
};

const usesOfPapers: Uses = ({ vehiclePapers, paperWorkList, paperNotices, paperCarrying, paperDrafts }) => {
  const by = { personId: 'person-1', roles: ['pcr_agent'], onDuty: true, channel: 'ussd' as const };
  const said = { until: new Date('2027-03-12T00:00:00Z'), policy: 'KIN-77' };
  const send = () => vehiclePapers.send({ key: 'use:paper', vehicleId: some._id, kind: 'insurance', by, said });
  const reviewer = { id: 'reviewer', country: some.country };
  const photo = { by, photo: 'f'.repeat(24), key: 'use:photo' };
  return [
    ['vehiclePapers.send', send],
    ['vehiclePapers.byId', async () => vehiclePapers.byId((await send()).id)],
    ['vehiclePapers.addPhoto', async () => orRefused(vehiclePapers.addPhoto({ id: (await send()).id, ...photo }))],
    ['vehiclePapers.decide', async () => orRefused(vehiclePapers.decide((await send()).id, { to: 'validated', by: 'a' }))],
    ['vehiclePapers.withdraw', async () => orRefused(vehiclePapers.withdraw((await send()).id, 'nobody'))],
    ['vehiclePapers.ofVehicle', () => vehiclePapers.ofVehicle(some._id)],
    ['vehiclePapers.current', () => vehiclePapers.current(some._id)],
    ['vehiclePapers.statesOf', () => vehiclePapers.statesOf(some._id)],
    ['vehiclePapers.elsewhere', () => vehiclePapers.elsewhere({ plate: some.plate, vins: [some.vin ?? ''], vehicleId: some._id })],
    ['vehiclePapers.hintsOn', async () => vehiclePapers.hintsOn({ ...(await send()), photoHash: 'x' })],
    ['vehiclePapers.read', () => orRefused(vehiclePapers.read('f'.repeat(24), 'CD'))],
    ['paperWorkList.count', () => paperWorkList.count(reviewer)],
    ['paperWorkList.next', () => paperWorkList.next(reviewer, [])],
    ['paperWorkList.hold', () => paperWorkList.hold('paper', 'reviewer')],
    ['paperWorkList.release', () => paperWorkList.release('paper', 'reviewer')],
    ['paperNotices.soon', () => Promise.resolve(paperNotices.soon('paper'))],
    ['paperNotices.tellDue', () => paperNotices.tellDue()],
    ['paperNotices.idle', () => paperNotices.idle()],
    ['paperCarrying.carry', async () => paperCarrying.carry(await send())],
    ['paperCarrying.carryLate', () => paperCarrying.carryLate()],
    ['paperDrafts.keep', () => paperDrafts.keep({}, 'person-1', 'use:draft')],
    ['paperDrafts.read', () => paperDrafts.read('draft')],
    ['paperDrafts.sweep', () => paperDrafts.sweep()],
  ]; // prettier-ignore
};

/** Somebody whom the register knows by a phone and an e-mail address only. */
const usesOfTheirOwnData: Uses = ({ identity, vehicleRegistry }) => {
  const [phone, email] = ['+243817770001', 'somebody@example.cd'];
  const known = async (): Promise<string> =>
    (await identity.byPhone(phone))?.id ?? (await identity.create({ phone, email, country: 'CD' })).id;
  const car = { country: 'CD', make: 'Kia', model: 'Rio', category: 'car', ownerNif: 'A7770001' } as const;
  return [
    ['vehicleRegistry.create by phone', () => vehicleRegistry.create({ ...car, plate: '8801ZZ08', ownerPhone: phone })],
    [
      'vehicleRegistry.create by e-mail',
      () => vehicleRegistry.create({ ...car, plate: '8802ZZ08', ownerEmail: email }),
    ],
    ['identity.copyOf', async () => identity.copyOf(await known())],
    ['identity.erase', async () => identity.erase(await known())],
  ];
};

export const everyUseOfVehicles: Uses = (app) => [
  ...usesOfSearch(app),
  ...usesOfLookups(app),
  ...usesOfPlatePhotos(app),
  ...usesOfOwnership(app),
  ...usesOfTransport(app),
  ...usesOfVerifications(app),
  ...usesOfPapers(app),
  ...usesOfRequests(app),
  ...usesOfTheirOwnData(app),
];

/** The services that are looked at, by their names in the app: add yours. */
export const watchedServices = [
  'vehicleSearch',
  'lookups',
  'bulkLookup',
  'plateReadings',
  'platePhotos',
  'readingStatistics',
  'vehicleTransfers',
  'vehicleThefts',
  'vehicleAlerts',
  'vehicleImports',
  'vehicleExport',
  'verifications',
  'verificationNews',
  'verificationReports',
  'vehiclePapers',
  'paperWorkList',
  'paperNotices',
  'paperCarrying',
  'paperDrafts',
  'sightings',
  'vehicleRequests',
  'requestWorkList',
  'requestNotices',
  'carryingOver',
  'officialRegister',
] as const;

/** Their collections: add yours. */
export const watchedCollections = [
  'vehicles',
  'vehicle_lookups',
  'vehicle_lookup_days',
  'plate_readings',
  'plate_photos',
  'plate_photo_consents',
  'vehicle_transfers',
  'vehicle_alerts',
  'vehicle_imports',
  'vehicle_import_rows',
  'vehicle_import_faults',
  'vehicle_verifications',
  'vehicle_papers',
  'paper_drafts',
  'vehicle_sightings',
  'vehicle_requests',
] as const;

/** Used by other uses only, or given to be called: add yours, with care. */
export const within = ['lookups.onStolenSeen', 'sightings.alsoFrom', 'verificationReports.print', 'carryingOver.carry'];
