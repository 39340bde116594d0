import { bindFlow, defineFlow } from '../../../../core/dialog/index.ts';
import type { Caller, Surface } from '../../../../core/dialog/index.ts';
import { requestDialogs } from '../../../../core/vehicles/requests/dialogs.ts';
import type { VehicleRequests } from '../../../../core/vehicles/requests/requests.service.ts';
import { talk, type Talk } from '../../../support/talk.ts';
import { silentLog } from '../../../../core/log.ts';
import { createRequestsPart } from '../../../../core/vehicles/requests/requests-part.ts';
import { requestModel, type VehicleRequestRecord } from '../../../../core/vehicles/requests/request.model.ts';
import type { Opening } from '../../../../core/vehicles/requests/opening.ts';
import { createLookups, createVehicleOwners, createVehicleSearch, createVehicleTransfers, toVehicle, createVehicles, vehicleModel, type NewVehicle, type Vehicle, type VehicleRecord, type VehicleRegistry } from '../../../../core/vehicles/index.ts'; // prettier-ignore
import { roadWorld, type RoadWorld } from '../../fines/road-world.ts';

export interface RequestWorld extends Omit<RoadWorld, 'play'> {
  readonly part: ReturnType<typeof createRequestsPart>;
  /** The next so many writes into the register end in a crash, before or after they are done. */
  crash(when: 'before' | 'after', times?: number): void;
  citizen(name: string, phone: string): Promise<Caller & { readonly personId: string; readonly phone: string }>;
  admin(): Promise<Caller & { readonly personId: string }>;
  vehicle(over?: Partial<NewVehicle>): Promise<Vehicle>;
  stored(plate?: string): Promise<Vehicle | undefined>;
  record(id: string): Promise<VehicleRequestRecord>;
  /** Opens one of the dialogs of requests for somebody; their PIN was just entered. */
  play(id: string, who: Caller, options?: PlayOptions): Promise<Talk>;
  /** What was delivered to this phone since the last look. */
  heardBy(phone: string): Promise<string[]>;
}

export interface PlayOptions {
  readonly surface?: Surface;
  readonly data?: Record<string, unknown>;
  readonly language?: Caller['language'];
}

export const corolla: NewVehicle = {
  country: 'CD', plate: '1234AB01', make: 'Toyota', model: 'Corolla', category: 'car', colour: 'white', year: 2018,
  vin: 'JTDKB20U093123456',
}; // prettier-ignore

export const askedBy = (who: Pick<Caller, 'personId' | 'roles'>, onDuty = false): Opening['by'] => ({
  personId: who.personId ?? '',
  roles: who.roles,
  onDuty,
});

export async function requestWorld(): Promise<RequestWorld> {
  const road = await roadWorld();
  const { connection } = road.database;
  let crashes: { when: 'before' | 'after'; times: number } = { when: 'before', times: 0 };
  const dying =
    <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const dies = crashes.times > 0;
      crashes = { ...crashes, times: crashes.times - 1 };
      if (dies && crashes.when === 'before') throw new Error('the process dies here');
      const written = await write(...args);
      if (dies) throw new Error('the process dies here');
      return written;
    };
  const vehicleRegistry: VehicleRegistry = {
    create: dying(road.registry.create),
    update: dying(road.registry.update),
  };
  let plays = 0;
  const lookups = createLookups({ connection, clock: road.now, log: silentLog, limits: { citizen: 2, staff: 300 } });
  const owners = createVehicleOwners({ connection, people: road.identity });
  const part = createRequestsPart({
    ...road, connection, clock: road.now, log: silentLog, owners, vehicleRegistry, ussdCode: '*384*123#',
  }); // prettier-ignore

  const vehicleTransfers = createVehicleTransfers({
    ...road, connection, clock: road.now, log: silentLog, people: road.identity, ussdCode: '*384*123#',
    isClaimed: part.vehicleRequests.isClaimed,
  }); // prettier-ignore

  const person = async (name: string, phone: string, roles: 'admin'[] = []) => {
    const known = await road.identity.byPhone(phone);
    const { id } = known ?? (await road.identity.create({ name, phone, country: 'CD', roles, pin: '482915' }));
    return {
      channel: 'simulator', address: phone, phone, personId: id, language: 'fr', country: 'CD', roles, consent: 'given',
    } as const; // prettier-ignore
  };

  return {
    ...road,
    part,
    crash: (when, times = 1) => void (crashes = { when, times }),
    citizen: (name, phone) => person(name, phone),
    admin: () => person('Lumbala', '+243830000014', ['admin']),
    vehicle: (over = {}) => road.registry.create({ ...corolla, ...over }),
    async stored(plate = corolla.plate) {
      const found = await vehicleModel(connection).findOne({ plate, country: 'CD' }).lean<VehicleRecord>();
      return found ? toVehicle(found) : undefined;
    },
    async record(id) {
      const found = await requestModel(connection).findById(id).lean<VehicleRequestRecord>();
      if (!found) throw new Error(`no request ${id}`);
      return found;
    },
    play(id, who, { surface, data, language } = {}) {
      // Every play counts its turns from the same number; in the product the conversation's name keeps them apart.
      const play = (plays += 1);
      const vehicleRequests: VehicleRequests = {
        ...part.vehicleRequests,
        open: (opening) => part.vehicleRequests.open({ ...opening, key: `play ${play} ${opening.key}` }),
      };
      const vehicles = createVehicles({ connection });
      const dialogs = requestDialogs({
        ...road,
        ...part,
        vehicleRequests,
        owners,
        vehicles,
        lookups: { ...lookups, record: (look) => lookups.record({ ...look, key: `play ${play} ${look.key}` }) },
        vehicleSearch: createVehicleSearch({ connection, vehicles }),
        officialRegister: { vehicleOf: (country, plate) => vehicles.byPlate(country, plate) },
        vehicleTransfers,
      });
      const [first] = dialogs.filter(({ flow }) => flow.id === id);
      if (!first) throw new Error(`no dialog ${id}`);
      // Dialogs of others that these lead to.
      const beyond = ['fines', 'who-looked', 'read-plate'].map((other) =>
        bindFlow(
          defineFlow<'list', object, undefined>({
            id: other,
            version: 1,
            start: 'list',
            screens: { list: { show: () => ({ text: `-> ${other}` }), on: { text: () => ({ done: undefined }) } } },
          }),
          undefined,
        ),
      );
      return talk({
        flows: [first, ...dialogs.filter((each) => each !== first), ...beyond],
        caller: {
          ...who,
          staffUntil: new Date(road.now().getTime() + 900_000).toISOString(),
          ...(language ? { language } : {}),
          ...(surface ? { channel: surface.channel } : {}),
        },
        now: road.now,
        ...(surface ? { surface } : {}),
        ...(data ? { data } : {}),
      });
    },
    async heardBy(phone) {
      await part.requestNotices.idle();
      await part.requestNotices.tellDue();
      await road.settle();
      const mine = road.delivered.filter(({ address }) => address === phone);
      road.delivered.splice(0, road.delivered.length, ...road.delivered.filter(({ address }) => address !== phone));
      return mine.map(({ text }) => text);
    },
    async clear() {
      crashes = { when: 'before', times: 0 };
      await part.requestNotices.idle();
      await requestModel(connection).collection.deleteMany({});
      await road.clear();
    },
  };
}
