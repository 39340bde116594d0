import { newId } from '../../../../core/database/index.ts';
import { bindFlow, defineFlow } from '../../../../core/dialog/index.ts';
import type { BoundFlow, Caller, Surface } from '../../../../core/dialog/index.ts';
import {
  createIdentityService,
  gates,
  identityDialogs,
  type IdentityService,
  type Role,
} from '../../../../core/identity/index.ts';
import { silentLog } from '../../../../core/log.ts';
import {
  createLookups, createVehicleOwners, createVehicles, createVehicleSearch, lookupDialogs, lookupModel, vehicleModel,
  type LookupLimits, type LookupService, type VehicleRecord,
} from '../../../../core/vehicles/index.ts'; // prettier-ignore
import { testDatabase, type TestDatabase } from '../../../support/mongo.ts';
import { chatSurface, talk, type Talk } from '../../../support/talk.ts';

export const pin = '482915';
export const morning = new Date('2026-11-21T08:00:00Z');

/** Patrick's car, of which everything is known. */
export const known: Omit<VehicleRecord, '_id'> = {
  country: 'CD', plate: '1234AB01', make: 'Toyota', model: 'Corolla', year: 2018, colour: 'white', category: 'car',
  fuel: 'petrol', fiscalPower: 9, firstRegistration: new Date('2018-03-01'), mileage: 84_321, vin: 'JTDKB20U093123456',
  ownerArea: 'Bandalungwa', ownerNif: 'A1234567B', insuranceUntil: new Date('2027-03-21'),
  inspectionUntil: new Date('2026-11-20'), stolen: false, createdAt: new Date('2025-01-01'),
}; // prettier-ignore

export interface LookupWorld {
  readonly database: TestDatabase;
  readonly identity: IdentityService;
  readonly lookups: LookupService;
  readonly vehicleSearch: ReturnType<typeof createVehicleSearch>;
  now(): Date;
  pass(minutes: number): void;
  person(name: string, phone: string, ...roles: Role[]): Promise<Caller>;
  vehicle(some?: Partial<VehicleRecord>): Promise<string>;
  play(who: Partial<Caller>, options?: { surface?: Surface; start?: 'check-vehicle' | 'who-looked'; data?: object }): Promise<Talk>;
  /** Every look that was noted, oldest first. */
  noted(): Promise<Record<string, unknown>[]>;
  clear(): Promise<void>;
} // prettier-ignore

/** Stands where the fines of a plate would. */
const finesStandIn = defineFlow<'list', { plate: string }, undefined>({
  id: 'fines',
  version: 1,
  start: 'list',
  screens: { list: { show: ({ data }) => ({ text: `fines of ${data.plate ?? ''}` }), on: { text: () => ({ go: 'list' }) } } },
}); // prettier-ignore

export async function lookupWorld(limits: LookupLimits = { citizen: 30, staff: 300 }): Promise<LookupWorld> {
  const database = await testDatabase();
  const { connection } = database;
  let now = morning;
  const clock = () => now;
  const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
  const vehicles = createVehicles({ connection });
  const owners = createVehicleOwners({ connection, people: identity });
  const vehicleSearch = createVehicleSearch({ connection, vehicles });
  const lookups = createLookups({ connection, clock, log: silentLog, limits });
  await Promise.all([vehicleModel(connection).init(), lookupModel(connection).init()]);
  let plays = 0;

  return {
    database,
    identity,
    lookups,
    vehicleSearch,
    now: clock,
    pass: (minutes) => void (now = new Date(now.getTime() + minutes * 60_000)),
    async person(name, phone, ...roles) {
      const { id } =
        (await identity.byPhone(phone)) ??
        (await identity.create({ name, phone, country: 'CD', roles, ...(roles.length > 0 ? { pin } : {}) }));
      return {
        channel: 'simulator', address: phone, phone, personId: id, language: 'fr', country: 'CD', roles, consent: 'given',
      }; // prettier-ignore
    },
    async vehicle(some = {}) {
      const _id = newId();
      await vehicleModel(connection).create({ ...known, _id, ...some });
      return _id;
    },
    async play(who, { surface = chatSurface, start = 'check-vehicle', data = {} } = {}) {
      const play = (plays += 1);
      const deps = {
        vehicles, vehicleSearch, owners, identity,
        // Every play counts its turns from the same number; in the product the conversation's name keeps them apart.
        lookups: { ...lookups, record: (look: Parameters<LookupService['record']>[0]) => lookups.record({ ...look, key: `${play} ${look.key}` }) },
        plateReadings: { read: () => Promise.reject(new Error('no photo is read here')) } as never,
      }; // prettier-ignore
      const all = lookupDialogs(deps);
      const first = all.find(({ flow }) => flow.id === start) as BoundFlow;
      const others = [...all.filter((flow) => flow !== first), bindFlow(finesStandIn, undefined)];
      return talk({
        flows: [first, ...others, ...identityDialogs({ identity, files: undefined as never })],
        gates,
        surface,
        caller: { channel: surface.channel, ...who },
        data: data as Record<string, unknown>,
        now: clock,
      });
    },
    noted: async () =>
      connection
        .collection('vehicle_lookups')
        .find({}, { projection: { _id: 0 } })
        .sort({ at: 1, key: 1 })
        .toArray(),
    async clear() {
      now = morning;
      for (const name of ['vehicles', 'vehicle_lookups', 'vehicle_lookup_days'])
        await connection.collection(name).deleteMany({});
    },
  };
}
