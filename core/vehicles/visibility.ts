import type { Role } from '../identity/index.ts';
import type { Paper } from './papers/paper.model.ts';
import type { PaperStateOf } from './papers/standing.ts';
import type { Vehicle } from './vehicle.model.ts';
import type { VehicleOwner } from './vehicle-owners.ts';

/** As whom somebody looks at a vehicle, from the least that is shown to the most. */
export const viewers = ['public', 'agent', 'owner', 'admin'] as const;
export type Viewer = (typeof viewers)[number];

/** Everything that can be said of a vehicle and whose it is; what of it is said depends on who asks. */
export type VehicleFacts = Omit<Vehicle, 'ownerName' | 'ownerPhone' | 'ownerEmail' | 'ownerArea'> & {
  readonly ownerName?: string;
  readonly ownerPhone?: string;
  readonly ownerEmail?: string;
  readonly ownerArea?: string;
  /** How each kind of its papers stands. */
  readonly papers?: readonly PaperStateOf[];
};

const everybody: readonly Viewer[] = viewers;
const onDuty: readonly Viewer[] = ['agent', 'owner', 'admin'];
const closest: readonly Viewer[] = ['owner', 'admin'];
const office: readonly Viewer[] = ['admin'];

/**
 * Who sees which field (product.md, B3): the only place where that is decided, for chat, USSD, papers and the API alike. A
 * field that is not in this table is shown to nobody, and the compiler asks for it.
 */
export const visibleTo: Readonly<Record<keyof VehicleFacts, readonly Viewer[]>> = {
  plate: everybody,
  country: everybody,
  make: everybody,
  model: everybody,
  year: everybody,
  colour: everybody,
  category: everybody,
  fuel: everybody,
  fiscalPower: everybody,
  firstRegistration: everybody,
  insuranceUntil: everybody,
  inspectionUntil: everybody,
  taxUntil: everybody,
  stolen: everybody,
  theft: onDuty,
  vin: onDuty,
  papers: onDuty,
  mileage: onDuty,
  ownerName: onDuty,
  ownerArea: onDuty,
  ownerPhone: closest,
  ownerEmail: closest,
  ownerNif: closest,
  owners: closest,
  id: onDuty,
  ownerId: office,
  revision: office,
  official: office,
  thefts: office,
  seenStolen: closest,
  createdAt: office,
};

/** The facts that this viewer may see. */
export type VisibleFacts = Pick<VehicleFacts, 'plate' | 'country' | 'make' | 'model' | 'category' | 'stolen'> &
  Partial<VehicleFacts>;

/** An owner reads who had the vehicle before; under which id we know them is the office's. */
const ownersFor = (viewer: Viewer, owners: Vehicle['owners']): Pick<VehicleFacts, 'owners'> =>
  !owners || viewer === 'admin' ? {} : { owners: owners.map(({ ownerId: _id, ...owner }) => owner) };

/**
 * What this viewer may see of a vehicle; without `owner` only what the register itself says of them, and of papers only what
 * is given.
 */
export function factsFor(
  viewer: Viewer,
  vehicle: Vehicle,
  owner?: VehicleOwner,
  papers?: readonly PaperStateOf[],
): VisibleFacts {
  const name = owner?.name ?? vehicle.ownerName;
  const area = owner?.area ?? vehicle.ownerArea;
  const phone = owner?.phone ?? owner?.person?.phone ?? vehicle.ownerPhone;
  const email = owner?.email ?? owner?.person?.email ?? vehicle.ownerEmail;
  const all = {
    ...vehicle,
    ...(name !== undefined && { ownerName: name }),
    ...(area !== undefined && { ownerArea: area }),
    ...(phone !== undefined && { ownerPhone: phone }),
    ...(email !== undefined && { ownerEmail: email }),
    ...(papers !== undefined && { papers }),
  };
  const shown = Object.entries({ ...all, ...ownersFor(viewer, all.owners) }).filter(
    ([field, value]) => value !== undefined && visibleTo[field as keyof VehicleFacts]?.includes(viewer),
  );
  return Object.fromEntries(shown) as unknown as VisibleFacts;
}

const officers: readonly (Role | (string & {}))[] = ['pcr_agent', 'opj'];
const administrators: readonly (Role | (string & {}))[] = ['super_admin', 'admin', 'operations'];

/**
 * As whom a person looks at this vehicle. Staff who have not just shown that it is they (`onDuty`: the PIN in a dialog)
 * look as everybody does, since a phone can lie open on a table.
 */
export function viewerOf(
  asker: { readonly personId?: string | undefined; readonly roles: readonly string[]; readonly onDuty: boolean },
  vehicle: Pick<Vehicle, 'ownerId'>,
): Viewer {
  if (asker.onDuty && asker.roles.some((role) => administrators.includes(role))) return 'admin';
  if (asker.personId !== undefined && asker.personId === vehicle.ownerId) return 'owner';
  return asker.onDuty && asker.roles.some((role) => officers.includes(role)) ? 'agent' : 'public';
}

/** How much of a paper is shown: all of it, only its kind, that it holds and until when, or nothing. */
export type SeenOfPaper = 'all' | 'standing' | 'nothing';

/**
 * What was sent while a vehicle was somebody else's shows their name and their papers: of it, the present owner sees what
 * holds and until when, which is the vehicle's.
 */
export function seenOfPaper(
  { viewer, personId }: { readonly viewer: Viewer; readonly personId?: string | undefined },
  { ownerId }: Pick<Vehicle, 'ownerId'>,
  paper: Pick<Paper, 'personId' | 'ownerId' | 'state'>,
): SeenOfPaper {
  if (viewer === 'public') return 'nothing';
  const isTheirs = paper.personId === personId || (paper.ownerId !== undefined && paper.ownerId === ownerId);
  if (viewer !== 'owner' || isTheirs) return 'all';
  return paper.state === 'validated' ? 'standing' : 'nothing';
}

/** The role in which somebody looks as an officer or in the administration; nobody else looks in a role. */
export const actingRole = (viewer: Viewer, roles: readonly string[]): string | undefined =>
  viewer === 'agent' || viewer === 'admin'
    ? (roles.find((role) => (viewer === 'agent' ? officers : administrators).includes(role)) ?? roles[0])
    : undefined;
