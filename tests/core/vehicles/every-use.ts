import type { App } from '../../../core/app.ts';
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
  ['vehicleSearch.find nearly a plate', () => vehicleSearch.find('1234AB02', 'CD')],
  ['vehicleSearch.find a chassis number', () => vehicleSearch.find(some.vin ?? '', 'CD')],
  ['vehicleSearch.near', () => vehicleSearch.near(some.plate)],
  ['vehicleSearch.byVin', () => vehicleSearch.byVin((some.vin ?? '').slice(-6))],
];

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
    ['readingStatistics.page of a country', () => readingStatistics.page({ country: 'CD' }, page)],
  ];
};

export const everyUseOfVehicles: Uses = (app) => [
  ...usesOfSearch(app),
  ...usesOfLookups(app),
  ...usesOfPlatePhotos(app),
];

/** The services that are looked at, by their names in the app: add yours. */
export const watchedServices = [
  'vehicleSearch',
  'lookups',
  'bulkLookup',
  'plateReadings',
  'platePhotos',
  'readingStatistics',
] as const;

/** Their collections: add yours. */
export const watchedCollections = [
  'vehicles',
  'vehicle_lookups',
  'vehicle_lookup_days',
  'plate_readings',
  'plate_photos',
  'plate_photo_consents',
] as const;

/** Used by other uses only, or given to be called: add yours, with care. */
export const within = ['lookups.onStolenSeen'];
