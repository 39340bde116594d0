import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Person, Role } from '../../../core/identity/index.ts';
import {
  paperModel,
  transferModel,
  vehicleModel,
  verificationModel,
  type Vehicle,
} from '../../../core/vehicles/index.ts';
import { mortalApp, type MortalApp } from '../../support/mortal-app.ts';
import { aPicture } from '../../support/pictures.ts';

let world: MortalApp;
let agent: Person;
let admin: Person;
let plates = 1_000;
const person = (name: string, ...roles: Role[]): Promise<Person> =>
  world.app.identity.create({ name, phone: `+24381000${String((plates += 1))}`, country: 'CD', roles });

beforeAll(async () => {
  world = await mortalApp(/^vehicles\.(finish|tell|carry-over|bring)/);
  [agent, admin] = [await person('Didier Ilunga', 'pcr_agent'), await person('Béatrice Lumbala', 'admin')];
}, 60_000);
afterAll(() => world.database.drop());

interface Made {
  readonly vehicle: Vehicle;
  readonly owner: Person;
  readonly buyer: Person;
  readonly key: string;
  readonly photo: string;
}

/** A vehicle with an owner, and somebody who would like to have it. */
async function registered(): Promise<Made> {
  const [owner, buyer] = [await person('Patrick Mukendi'), await person('Ruth Mavungu')];
  const plate = `${(plates += 1)}AB01`;
  const vehicle = await world.app.vehicleRegistry.create({
    country: 'CD', plate, make: 'Toyota', model: 'Corolla', category: 'car', ownerId: owner.id,
  }); // prettier-ignore
  const bytes = await aPicture('png', 40, 30 + (plates % 900));
  const { id: photo } = await world.app.files.put({ bytes, name: 'photo', owner: 'simulator' });
  await world.tick();
  return { vehicle, owner, buyer, key: `turn ${plates}`, photo };
}

const stolen = ({ vehicle, owner, key }: Made) =>
  world.app.vehicleThefts.report(vehicle.id, undefined, { by: owner.id, as: 'owner', key });
const offered = ({ vehicle, owner, buyer, key }: Made) =>
  world.app.vehicleTransfers.offer({ key, vehicleId: vehicle.id, sellerId: owner.id, phone: buyer.phone ?? '' });
const sent = ({ vehicle, owner, key, photo }: Made) =>
  world.app.vehiclePapers.send({
    key,
    vehicleId: vehicle.id,
    kind: 'insurance',
    by: { personId: owner.id, roles: [], onDuty: false, channel: 'simulator' },
    photo,
    said: { until: new Date('2028-03-12T00:00:00Z') },
  });

type Done = Made & { readonly doneId: string };
const after = (first: (made: Made) => Promise<{ readonly id: string }>) => async (): Promise<Done> => {
  const made = await registered();
  const { id } = await first(made);
  await world.tick();
  return { ...made, doneId: id };
};

/** Whatever may be wrong after a crash: states, what is left to do, and who was told what. */
async function outcome({ vehicle: { id, plate }, owner, buyer }: Made) {
  const { connection } = world.database;
  const read = async (of: typeof vehicleModel | typeof transferModel | typeof paperModel | typeof verificationModel) =>
    (await (of as typeof vehicleModel)(connection)
      .find({ $or: [{ _id: id }, { vehicleId: id }] } as object)
      .lean()) as object[];
  const found = (await Promise.all([vehicleModel, transferModel, paperModel, verificationModel].map(read))).flat() as {
    readonly [field: string]: unknown;
  }[];
  const who = (notice: string) => (notice.includes(owner.id) ? 'owner' : notice.includes(buyer.id) ? 'buyer' : 'other');
  return {
    states: found.map(({ state, stolen: isStolen, verdict, ownerId, insuranceUntil }) => [
      state ?? verdict ?? isStolen,
      ownerId === buyer.id,
      insuranceUntil,
    ]),
    owners: (found[0]?.['owners'] as unknown[]).length,
    left: found.map(({ theftNews, ownerNews, todo, tellAt, carry }) =>
      [theftNews, ownerNews, todo, tellAt, carry].filter((mark) => mark !== undefined),
    ),
    told: (await world.toldOf(plate.slice(0, 4))).map((notice) => [
      who(notice),
      ...(notice.match(/[a-z]+:(?:[a-z]+\.)?told\.[\w.]+/g) ?? []),
    ]),
  };
}

const stories: Record<string, { prepare: () => Promise<Done>; act: (done: Done) => Promise<unknown> }> = {
  'that changes hands': {
    prepare: after(offered),
    act: ({ doneId, buyer: { id, phone } }) =>
      world.app.vehicleTransfers.accept(doneId, { personId: id, ...(phone && { phone }) }),
  },
  'whose paper is validated': {
    prepare: after(sent),
    act: ({ doneId }) => world.app.vehiclePapers.decide(doneId, { to: 'validated', by: admin.id }),
  },
  'that was stolen and is seen on the road': {
    prepare: after(stolen),
    act: ({ vehicle, key, photo }) =>
      world.app.verifications.verify({
        key: `${key} seen`,
        country: 'CD',
        plate: vehicle.plate,
        by: { personId: agent.id, roles: ['pcr_agent'], channel: 'simulator' },
        photos: [photo],
        place: { text: 'Gombe', latitude: -4.3217, longitude: 15.3125 },
      }),
  },
};

it.each(Object.entries(stories))(
  'a vehicle %s comes to the same end wherever the process dies, and nobody hears of it twice',
  async (_name, { prepare, act }) => {
    const tries = await world.everyDeath({ prepare, act, outcome });
    const whole = tries.at(-1)?.outcome;
    expect(whole?.told.length).toBeGreaterThan(0);
    expect(whole?.left.flat()).toEqual([]);
    for (const { before, outcome: end } of tries) expect({ before, end }).toEqual({ before, end: whole });
    expect(tries.length).toBeGreaterThan(3);
  },
  60_000,
);
