import type { Looking, Option, View } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { looksLikePlate, showPlate } from '../../../plates/index.ts';
import { cardLines } from '../../card.ts';
import type { Vehicle } from '../../vehicle.model.ts';
import { factsFor, seenOfPaper } from '../../visibility.ts';
import type { CheckVehicleDeps, Data } from './check-vehicle.steps.ts';
import { isOnDuty, viewerIn } from '../../viewer.ts';

type Looks = Looking<Data, CheckVehicleDeps>;

export const staff = ['pcr_agent', 'opj', 'super_admin', 'admin', 'operations'] as const;

const toOption = ({ country, plate, make, model }: Vehicle): Option => ({
  value: `${country}:${plate}`,
  label: `${showPlate(plate)} ${make} ${model}`,
});

/** Of whom several are meant, or nearly: which one? */
export async function choices({ data, deps, caller }: Looks): Promise<View> {
  const found = await deps.vehicleSearch.find(data.typed ?? '', caller.country);
  if (found.kind === 'one') return { text: t('vehicles:check.several'), options: [toOption(found.vehicle)] };
  if (found.kind === 'several')
    return {
      text: [t('vehicles:check.several'), ...(found.more ? [t('vehicles:check.more')] : [])],
      options: found.vehicles.map(toOption),
    };
  if (found.kind !== 'near') return { text: t('vehicles:check.notOne') };
  const { country, plate } = found.asked;
  return {
    text: t('vehicles:check.near', { plate: showPlate(plate) }),
    options: [
      ...found.vehicles.map(toOption),
      { value: `${country}:${plate}`, label: t('vehicles:check.noneOfThese') },
    ],
  };
}

const isStaff = ({ caller }: Looks): boolean => staff.some((role) => caller.roles.includes(role));

/** On the road the vehicle is held against its papers next. */
const onRoad = (looking: Looks): Option[] =>
  isStaff(looking) && isOnDuty(looking.caller, looking.now) ? [{ value: 'verify', label: t('verification:menu') }] : [];

/** Whoever is on duty has to know that the PIN opens more. */
const mayShowPin = (looking: Looks): boolean => !isOnDuty(looking.caller, looking.now) && isStaff(looking);

/** What somebody may ask of the administration from here. */
const claim: Option = { value: 'claim', label: t('requests:claim.open') };
const change: Option = { value: 'change', label: t('requests:card.change') };
const add: Option = { value: 'add', label: t('requests:mine.add') };

const another: Option = { value: 'another', label: t('vehicles:check.another') };
const fines: Option = { value: 'fines', label: t('vehicles:check.fines') };

export function unknown(looking: Looks): View {
  const plate = looking.data.plate ?? '';
  return {
    text: t('vehicles:check.unknown', { plate: showPlate(plate) }),
    options: [...onRoad(looking), ...(looksLikePlate(plate) ? [fines] : []), add, another],
  };
}

export async function card(looking: Looks): Promise<View> {
  const { data, deps, caller, now } = looking;
  const { country = caller.country, plate = '' } = data;
  const vehicle = await deps.vehicles.byPlate(country, plate);
  if (!vehicle) return unknown(looking);
  const viewer = viewerIn(looking, vehicle);
  const owner = viewer === 'public' ? undefined : await deps.owners.ownerOf(vehicle);
  const asker = { viewer, personId: caller.personId };
  const papers =
    viewer === 'public'
      ? undefined
      : await deps.vehiclePapers?.statesOf(vehicle.id, (paper) => seenOfPaper(asker, vehicle, paper) !== 'nothing');
  return {
    text: cardLines(factsFor(viewer, vehicle, owner, papers), now),
    options: [
      ...(mayShowPin(looking) ? [{ value: 'pin', label: t('vehicles:check.pin') }] : []),
      ...onRoad(looking),
      fines,
      ...(viewer === 'owner' || viewer === 'admin' ? [{ value: 'looked', label: t('vehicles:looked.menu') }] : []),
      ...(papers ? [{ value: 'papers', label: t('papers:mine.menu') }] : []),
      viewer === 'public' ? claim : change,
      another,
    ],
  };
}
