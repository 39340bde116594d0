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

const usesOfLookups: Uses = ({ lookups }) => {
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
    ['lookups.idle', () => lookups.idle()],
  ]; // prettier-ignore
};

export const everyUseOfVehicles: Uses = (app) => [...usesOfSearch(app), ...usesOfLookups(app)];

/** The services that are looked at, by their names in the app: add yours. */
export const watchedServices = ['vehicleSearch', 'lookups'] as const;

/** Their collections: add yours. */
export const watchedCollections = ['vehicles', 'vehicle_lookups', 'vehicle_lookup_days'] as const;

/** Used by other uses only, or given to be called: add yours, with care. */
export const within = ['lookups.onStolenSeen'];
