import type { Caller, Looking, Turn, View } from '../../../dialog/types.ts';
import { t, type Words } from '../../../dialog/words.ts';
import { parsePlate, showPlate } from '../../../plates/index.ts';
import { noteLook as noteLookAt, tooManyLooks, type LooksDeps } from '../../lookups/index.ts';
import { vehicleLine } from '../../card.ts';
import type { Vehicle } from '../../vehicle.model.ts';
import type { VehicleService } from '../../vehicle.service.ts';
import { isOnDuty, viewerIn } from '../../viewer.ts';
import { seenOfPaper, type SeenOfPaper } from '../../visibility.ts';
import type { Paper } from '../paper.model.ts';

export interface WhoseDeps extends LooksDeps {
  readonly vehicles: Pick<VehicleService, 'byId' | 'byPlate' | 'byOwner'>;
}

const staff: readonly string[] = ['pcr_agent', 'opj', 'super_admin', 'admin', 'operations'];

export const isStaff = ({ roles }: Caller): boolean => roles.some((role) => staff.includes(role));
/** How much of a paper of this vehicle the caller sees. */
export const seenIn = (paper: Paper, vehicle: Vehicle, looking: { caller: Caller; now: Date }): SeenOfPaper =>
  seenOfPaper({ viewer: viewerIn(looking, vehicle), personId: looking.caller.personId }, vehicle, paper);

/** The vehicle of this dialog, if the caller may see its papers. */
export async function vehicleIn<D extends { readonly vehicleId: string }>({
  data,
  deps,
  caller,
  now,
}: Pick<Looking<D, WhoseDeps>, 'data' | 'deps' | 'caller' | 'now'>): Promise<Vehicle | undefined> {
  const vehicle = data.vehicleId ? await deps.vehicles.byId(data.vehicleId) : undefined;
  return vehicle && viewerIn({ caller, now }, vehicle) !== 'public' ? vehicle : undefined;
}

export const plateLabel = (vehicle: Vehicle): Words =>
  t('papers:which.item', { plate: showPlate(vehicle.plate), vehicle: vehicleLine(vehicle) });

/** Marks the choice of entering the PIN, among the choices of vehicles. */
export const enterPin = 'pin';

/** One's own vehicles to choose from; officers type any plate. */
export async function askVehicle({ deps, caller, now }: Looking<unknown, WhoseDeps>): Promise<View> {
  const own = caller.personId ? await deps.vehicles.byOwner(caller.personId) : [];
  const needsPin = isStaff(caller) && !isOnDuty(caller, now);
  const onDuty = isStaff(caller) && !needsPin;
  return {
    text: t(own.length === 0 && !onDuty ? 'papers:which.none' : onDuty ? 'papers:which.type' : 'papers:which.choose'),
    options: [
      ...own.map((vehicle) => ({ value: vehicle.id, label: plateLabel(vehicle) })),
      ...(needsPin ? [{ value: enterPin, label: t('papers:which.pin') }] : []),
    ],
  };
}

/** The vehicle of a typed plate, or why not. */
export async function typedVehicle(
  turn: Turn<unknown, WhoseDeps>,
  typed: string,
): Promise<{ readonly vehicle: Vehicle } | { readonly refusal: Words }> {
  const { deps, caller } = turn;
  const parsed = parsePlate(typed, caller.country);
  if (!parsed || parsed.partial) return { refusal: t('papers:which.notOne') };
  const vehicle = await deps.vehicles.byPlate(parsed.country ?? caller.country, parsed.canonical);
  // Whoever may not send papers of a vehicle learns nothing about it, not even that it exists.
  if (!vehicle || viewerIn(turn, vehicle) === 'public') return { refusal: t('papers:which.notYours') };
  const refusal = await tooManyLooks(turn, vehicle.plate, { vehicle });
  return refusal ? { refusal } : { vehicle };
}

/** An officer's or administrator's look at papers is noted; an owner's own is not. */
export async function noteLook(
  turn: Pick<Turn<unknown, WhoseDeps>, 'deps' | 'caller' | 'now' | 'turnId'>,
  vehicle: Vehicle,
): Promise<void> {
  const viewer = viewerIn(turn, vehicle);
  if (viewer === 'agent' || viewer === 'admin') await noteLookAt(turn, 'paper', { vehicle });
}
