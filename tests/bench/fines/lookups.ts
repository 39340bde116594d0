import type { Connection } from 'mongoose';
import {
  createAgentRecords,
  createFines,
  createWorkList,
  toBankReference,
  toReference,
  type AgentRecords,
  type InfractionRecord,
} from '../../../core/fines/index.ts';
import { agentOf, chance, end, fineAt, shortCodeOf, vehicleAt, vehicleOf, type Stretch } from './fine-records.ts';

/** Asks for fine `number`, of a stretch; true when the answer was right. */
export interface Lookup {
  readonly name: string;
  /** How others do it, or the least that it can take. */
  readonly peer?: true;
  /** Asked so many times where the usual number would take for ever. */
  readonly times?: number;
  ask(number: number, stretch: Stretch): Promise<boolean>;
  /** Not measured. */
  after?(): Promise<unknown>;
}

const dayMs = 86_400_000;
const has = (found: readonly { readonly shortCode: string }[], number: number): boolean =>
  found.some(({ shortCode }) => shortCode === shortCodeOf(number));
const referenceOf = (number: number, stretch: Stretch): string => {
  const { country, at } = fineAt(number, stretch);
  return toReference(country, at.getUTCFullYear(), shortCodeOf(number));
};

/** The questions of the product, through its services. */
export function ourLookups(connection: Connection): Lookup[] {
  const clock = () => end;
  const fines = createFines({ connection, clock });
  // Only what asks the database is called: no file and no audit entry is touched.
  const agentRecords: Pick<AgentRecords, 'since' | 'similar'> = createAgentRecords({
    connection,
    clock,
    files: undefined as never,
    audit: undefined as never,
  });
  const workList = createWorkList({ connection, clock });
  const vehicle = (number: number, stretch: Stretch) => vehicleAt(vehicleOf(number, stretch));
  const is = (found: { readonly shortCode: string } | undefined, number: number): boolean =>
    found?.shortCode === shortCodeOf(number);
  let held: { fineId: string; officer: string } | undefined;

  return [
    {
      name: 'all fines of a plate',
      async ask(number, stretch) {
        const { country, plate } = vehicle(number, stretch);
        return has(await fines.list(country, plate), number);
      },
    },
    {
      name: 'unpaid fines of a plate',
      async ask(number, stretch) {
        const { country, plate } = vehicle(number, stretch);
        const { state, paidAmount } = fineAt(number, stretch);
        const owed = paidAmount === 0 && !['dismissed', 'voided'].includes(state);
        return has(await fines.listUnpaid(country, plate), number) === owed;
      },
    },
    {
      name: 'by reference',
      ask: async (number, stretch) => is(await fines.byReference(referenceOf(number, stretch)), number),
    },
    { name: 'by short code', ask: async (number) => is(await fines.byReference(shortCodeOf(number)), number) },
    {
      name: 'by bank reference',
      ask: async (number, stretch) =>
        is(await fines.byReference(toBankReference(referenceOf(number, stretch))), number),
    },
    {
      name: 'plates that start so',
      async ask(number, stretch) {
        const { plate } = vehicle(number, stretch);
        return (await fines.platesStartingWith(plate.slice(0, 6))).some((found) => found.plate === plate);
      },
    },
    {
      name: 'my fines',
      async ask(number, stretch) {
        const { country, plate, personId, phone } = vehicle(number, stretch);
        return has(await fines.forPerson({ personId, phone, plates: [{ country, plate }] }), number);
      },
    },
    {
      name: "an agent's day",
      async ask(number, stretch) {
        const agentId = agentOf(number, stretch);
        const found = await agentRecords.since(agentId, new Date(end.getTime() - dayMs));
        return found.every((fine) => fine.agentId === agentId);
      },
    },
    {
      name: 'similar sightings',
      async ask(number, stretch) {
        const { country, plate, place, at, type } = fineAt(number, stretch);
        const found = await agentRecords.similar({ country, plate, place, at, typeCode: type.code });
        return found.every((fine) => fine.plate === plate);
      },
    },
    {
      name: "an officer's next case",
      async ask(number) {
        const officer = `officer ${Math.floor(chance(number, 20) * 20)}`;
        const found = await workList.next({ id: officer, country: 'CD' }, []);
        held = found && { fineId: found.id, officer };
        return found !== undefined;
      },
      after: async () => held && workList.release(held.fineId, held.officer),
    },
    {
      name: "an officer's overview",
      async ask() {
        const { contested, undecided } = await workList.counts({ id: 'officer', country: 'CD' });
        return contested > 0 && undecided >= contested;
      },
    },
  ];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What a first version would do, each with the index that a first version would have; and what the driver alone takes. */
export function peerLookups(connection: Connection): Lookup[] {
  const collection = connection.collection<InfractionRecord>('infractions');
  const times = 20;
  return [
    {
      name: 'peer: plate, any case, /^...$/i',
      peer: true,
      times,
      async ask(number, stretch) {
        const { plate } = vehicleAt(vehicleOf(number, stretch));
        const which = { plate: new RegExp(`^${escaped(plate)}$`, 'i') };
        return has(await collection.find(which).hint({ plate: 1 }).toArray(), number);
      },
    },
    {
      name: 'peer: reference, any case, /.../i',
      peer: true,
      times,
      async ask(number, stretch) {
        const which = { reference: new RegExp(escaped(referenceOf(number, stretch)), 'i') };
        return has(await collection.find(which).hint({ reference: 1 }).toArray(), number);
      },
    },
    {
      name: 'peer: plates that start so, /^.../i',
      peer: true,
      times,
      async ask(number, stretch) {
        const { plate } = vehicleAt(vehicleOf(number, stretch));
        const which = { plate: new RegExp(`^${escaped(plate.slice(0, 6))}`, 'i') };
        return (await collection.distinct('plate', which)).includes(plate);
      },
    },
    {
      name: "lower bound: the driver's findOne by an indexed key",
      peer: true,
      ask: async (number) => (await collection.findOne({ shortCode: shortCodeOf(number) })) !== null,
    },
  ];
}

/** The index that only the peers use stands only while they are measured. */
export async function withPeerIndex<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const collection = connection.collection('infractions');
  const name = await collection.createIndex({ plate: 1 });
  try {
    return await work();
  } finally {
    await collection.dropIndex(name);
  }
}
