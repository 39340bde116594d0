import type { Caller, CountryCode, Outcome, Turn } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { looksLikePlate, parsePlate, plateTaken, readPlateIn } from '../../plates/index.ts';
import type { PlateRead, PlateReadings, PlateSought } from '../../plates/index.ts';
import { noteLook, tooManyLooks, type LooksDeps, type VehicleService } from '../../vehicles/index.ts';
import type { FineOfPhoto } from '../fine-of-photo.ts';
import type { FineService } from '../fines.service.ts';
import type { Fine } from '../infraction.model.ts';
import type { PlateRef, PlateSearch } from '../plate-search.ts';
import { isFullReference, looksLikeReference } from '../reference.ts';
import type { ReceiptAccessDeps } from './receipt-access.ts';
import { plateParam } from './words.ts';

export type ScreenId = 'how' | 'plate' | 'choose' | 'reference' | 'list';

export interface Data extends PlateSought {
  readonly plate: string;
  readonly country: CountryCode;
  /** Start of a plate that was typed without its box. */
  readonly prefix: string;
}

export interface FindFinesDeps extends ReceiptAccessDeps, LooksDeps {
  readonly fines: FineService;
  readonly vehicles: VehicleService;
  readonly plates: PlateSearch;
  /** The fine that a photographed QR code names. */
  readonly fineOfPhoto: FineOfPhoto;
  readonly plateReadings: PlateReadings;
}

export type Step = Turn<Data, FindFinesDeps>;
type Photo = { readonly fileId: string };

type Found = Outcome<ScreenId, Data>;

/** Marks the choice of a fine's receipts, not of the fine. */
export const receiptOf = 'receipt:';
/** Marks the choice of the vehicle itself. */
export const aboutVehicle = 'vehicle';

export const listedFine = ({ id }: Fine): Found => ({ run: 'pay-fine', with: { fineIds: [id] }, then: 'list' });
export const listedReceipts = (fineId: string): Found => ({
  run: 'pay-fine',
  at: 'receipts',
  with: { fineIds: [fineId] },
  then: 'list',
});
const openFine = ({ id }: Fine, named: boolean): Found => ({
  run: 'pay-fine',
  with: { fineIds: [id], named, entitled: true },
  then: 'how',
});

/** To the fines of a plate, once the look is noted; or why there are none to be seen today. */
export async function openList(turn: Step, { country, plate }: PlateRef): Promise<Found> {
  const vehicle = await turn.deps.vehicles.byPlate(country, plate);
  const refused = await tooManyLooks(turn, plate, { vehicle });
  if (refused) return { retry: refused };
  await noteLook(turn, 'fine', vehicle ? { vehicle } : { country, plate });
  await plateTaken(turn, plate);
  return { go: 'list', set: { country, plate, plateIn: '' } };
}

/** A list of plates tells something too: whoever tries one after the other is stopped in the end. */
async function openChoice(turn: Step, prefix: string): Promise<Found> {
  const refused = await tooManyLooks(turn, prefix);
  return refused ? { retry: refused } : { go: 'choose', set: { prefix } };
}

/** Whoever comes from elsewhere and may see no more goes back there. */
const orBack = (found: Found): Found => ('retry' in found ? { leave: true, notice: found.retry } : found);

export const listOpened = async (turn: Step): Promise<Found> => {
  const { country = turn.caller.country, plate = '' } = turn.data;
  return orBack(await openList(turn, { country, plate }));
};
export const choiceOpened = async (turn: Step): Promise<Found> =>
  orBack(await openChoice(turn, turn.data.prefix ?? ''));

async function byPlate(turn: Step, typed: string): Promise<Found> {
  const { deps, caller } = turn;
  const parsed = parsePlate(typed, caller.country);
  if (!parsed) return { retry: t('fines:plate.notOne') };
  if (parsed.partial) {
    const matches = await deps.plates.startingWith(parsed.canonical);
    if (matches.length > 0) return openChoice(turn, parsed.canonical);
  }
  return openList(turn, await deps.plates.exact(parsed, caller.country));
}

export async function byReference({ deps }: Step, typed: string): Promise<Found> {
  const fine = await deps.fines.byReference(typed);
  return fine ? openFine(fine, isFullReference(typed)) : { retry: t('fines:reference.unknown') };
}

export const byEither = (turn: Step, typed: string): Promise<Found> =>
  looksLikeReference(typed) ? byReference(turn, typed) : byPlate(turn, typed);

/** The fine that the photo's QR code names; undefined when it has none. */
async function byCode({ deps }: Step, { fileId }: Photo): Promise<Found | undefined> {
  const fine = await deps.fineOfPhoto(fileId);
  if (fine === 'forged') return { retry: t('fines:verify.forged') };
  return fine && openFine(fine, true);
}

/** A photo shows a fine's QR code, or a plate. */
export const byPhoto = async (turn: Step, photo: Photo): Promise<Found> =>
  (await byCode(turn, photo)) ?? readPlateIn(turn, photo.fileId, 'plate', { orCode: true });

/** On a slow network the photo comes after the plate was typed, and then asks nothing new. */
export async function byLatePhoto(turn: Step, photo: Photo): Promise<Found> {
  const coded = await byCode(turn, photo);
  if (coded) return coded;
  const { data, deps, caller } = turn;
  const { plate = '' } = data;
  const reading = await deps.plateReadings.read(photo.fileId, caller);
  const isSame = 'guesses' in reading && reading.guesses.some(({ text }) => text === plate);
  if (!isSame) return readPlateIn(turn, photo.fileId, 'plate', { orCode: true });
  await deps.plateReadings.settle(photo.fileId, plate, caller.country);
  return { go: 'list', notice: t('plates:same', { plate: plateParam(plate) }) };
}

export const plateRead = (turn: Step, value: unknown): Promise<Found> => byPlate(turn, (value as PlateRead).typed);

export async function plateAlone(
  typed: string,
  { plates }: FindFinesDeps,
  caller: Caller,
): Promise<PlateRef | undefined> {
  const parsed = looksLikePlate(typed, caller.country) ? parsePlate(typed, caller.country) : undefined;
  return parsed && !parsed.partial ? plates.exact(parsed, caller.country) : undefined;
}

export async function prefixAlone(
  typed: string,
  { plates }: FindFinesDeps,
  caller: Caller,
): Promise<{ prefix: string } | undefined> {
  const parsed = looksLikePlate(typed, caller.country) ? parsePlate(typed, caller.country) : undefined;
  if (!parsed?.partial || (await plates.startingWith(parsed.canonical)).length === 0) return undefined;
  return { prefix: parsed.canonical };
}
