import type { Caller } from '../../../../core/dialog/index.ts';
import { silentLog } from '../../../../core/log.ts';
import { createRequestsPart } from '../../../../core/vehicles/requests/requests-part.ts';
import { requestModel, type VehicleRequestRecord } from '../../../../core/vehicles/requests/request.model.ts';
import type { Opening } from '../../../../core/vehicles/requests/opening.ts';
import { createVehicleOwners, vehicleModel, type NewVehicle, type Vehicle, type VehicleRegistry } from '../../../../core/vehicles/index.ts'; // prettier-ignore
import { roadWorld, type RoadWorld } from '../../fines/road-world.ts';

export interface RequestWorld extends RoadWorld {
  readonly part: ReturnType<typeof createRequestsPart>;
  /** The next so many writes into the register end in a crash, before or after they are done. */
  crash(when: 'before' | 'after', times?: number): void;
  citizen(name: string, phone: string): Promise<Caller & { readonly personId: string; readonly phone: string }>;
  admin(): Promise<Caller & { readonly personId: string }>;
  vehicle(over?: Partial<NewVehicle>): Promise<Vehicle>;
  stored(plate?: string): Promise<Vehicle | undefined>;
  record(id: string): Promise<VehicleRequestRecord>;
  /** What was delivered to this phone since the last look. */
  heardBy(phone: string): Promise<string[]>;
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
  const owners = createVehicleOwners({ connection, people: road.identity });
  const part = createRequestsPart({
    ...road, connection, clock: road.now, log: silentLog, owners, vehicleRegistry, ussdCode: '*384*123#',
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
      return (await vehicleModel(connection).findOne({ plate, country: 'CD' }).lean()) as unknown as
        Vehicle | undefined;
    },
    async record(id) {
      const found = await requestModel(connection).findById(id).lean<VehicleRequestRecord>();
      if (!found) throw new Error(`no request ${id}`);
      return found;
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
