import { countries, parsePhone } from '../../countries/index.ts';
import { foldWords } from '../../dialog/index.ts';
import type { CountryCode, Outcome, Turn } from '../../dialog/types.ts';
import { languages, money, t, type Language } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import type { Money } from '../../money.ts';
import { parseAmount, type KeptPhones } from '../../payments/index.ts';
import {
  parsePlate,
  plateTaken,
  readPlateIn,
  type PlateRead,
  type PlateReadings,
  type PlateSought,
} from '../../plates/index.ts';
import type { VehicleOwners, VehicleService } from '../../vehicles/index.ts';
import type { AgentRecords, Sighting } from '../agent-records.ts';
import type { FineService } from '../fines.service.ts';
import type { InfractionType } from '../infraction-type.model.ts';
import type { Place } from '../infraction.model.ts';
import type { OwnerNotices } from '../owner-notices.ts';
import type { PlateRef, PlateSearch } from '../plate-search.ts';

export type ScreenId = 'plate' | 'choose' | 'type' | 'types' | 'amount' | 'place' | 'confirm' | 'driver' | 'similar';

export interface Data extends PlateSought {
  readonly plate: string;
  readonly plateCountry: CountryCode;
  /** Plates to choose from, as `<country>:<canonical>`. */
  readonly plates: readonly string[];
  /** Photos as the door has stored them. */
  readonly photos: readonly string[];
  readonly typeCode: string;
  /** Codes that a search has found; all kinds when empty. */
  readonly found: readonly string[];
  /** Minor units. */
  readonly amount: number;
  readonly place: Place;
  /** A shared position whose commune is being asked for. */
  readonly position: { readonly latitude: number; readonly longitude: number };
  /** Id of the driver's number among the kept phones. */
  readonly driver: string;
}

export interface RecordInfractionDeps {
  readonly fines: FineService;
  readonly agentRecords: AgentRecords;
  readonly ownerNotices: Pick<OwnerNotices, 'soon'>;
  readonly vehicles: VehicleService;
  readonly owners: VehicleOwners;
  readonly plates: PlateSearch;
  readonly keptPhones: KeptPhones;
  readonly plateReadings: PlateReadings;
}

export type Next = Outcome<ScreenId, Data>;
export type Step = Turn<Data, RecordInfractionDeps>;

const mostPhotos = 5;

/** With the plate known: the next thing to ask. Going back to the plate starts over. */
export async function withPlate(turn: Step, { country, plate }: PlateRef): Promise<Next> {
  await plateTaken(turn, plate);
  return { go: 'type', set: { plate, plateCountry: country } };
}

const ofChoice = ({ country, plate }: PlateRef): string => `${country}:${plate}`;
export function toPlateRef(choice: string): PlateRef {
  const [country, plate = ''] = choice.split(':') as [CountryCode, string?];
  return { country, plate };
}

export async function takePlate(turn: Step, typed: string): Promise<Next> {
  const { deps, caller } = turn;
  const parsed = parsePlate(typed, caller.country);
  if (!parsed) return { retry: t('roadside:plate.notOne') };
  if (!parsed.partial) return withPlate(turn, await deps.plates.exact(parsed, caller.country));
  const matches = await deps.plates.startingWith(parsed.canonical);
  if (matches.length === 0) return { retry: t('roadside:plate.notWhole') };
  return { go: 'choose', set: { plates: matches.map(ofChoice) } };
}

/** The photo is a proof; what can be read on it is offered, else the plate is typed. */
export async function takePlatePhoto(turn: Step, fileId: string): Promise<Next> {
  const set = { photos: [...(turn.data.photos ?? []), fileId].slice(-mostPhotos) };
  const next = await readPlateIn(turn, fileId, 'plate');
  if ('retry' in next) return { go: 'plate', set, notice: t('roadside:photo.keptTypePlate') };
  return { ...next, with: { ...next.with, proof: true }, set: { ...next.set, ...set } };
}

/** The plate as it was read, with every photo that was sent for it. */
export async function takeReadPlate(turn: Step, value: unknown): Promise<Next> {
  const { typed, photos: sent } = value as PlateRead;
  const next = await takePlate(turn, typed);
  const photos = [...new Set([...(turn.data.photos ?? []), ...sent])].slice(-mostPhotos);
  return 'go' in next ? { ...next, set: { ...next.set, photos } } : next;
}

export const keepPhoto =
  (screen: ScreenId) =>
  ({ data }: Step, { fileId }: { readonly fileId: string }): Next => ({
    go: screen,
    set: { photos: [...(data.photos ?? []), fileId].slice(-mostPhotos) },
    notice: t('roadside:photo.kept'),
  });

export const labelIn = ({ labels }: InfractionType, language: Language): string => labels[language] ?? labels.fr;

/** Kinds of which some language's label has every typed word, or a word that begins so; accents do not matter. */
export function searchTypes(types: readonly InfractionType[], typed: string): InfractionType[] {
  const wanted = foldWords(typed)
    .split(' ')
    .filter((word) => word !== '');
  if (wanted.length === 0) return [];
  return types.filter(({ labels }) =>
    languages.some((language) => {
      const words = foldWords(labels[language] ?? '').split(' ');
      return wanted.every((part) => words.some((word) => word.startsWith(part)));
    }),
  );
}

export async function typeIn(data: Readonly<Partial<Data>>, country: CountryCode, deps: RecordInfractionDeps) {
  return (await deps.fines.types(country)).find(({ code }) => code === data.typeCode);
}

/** With the kind known: its amount where the tariff leaves room, else the place. */
export async function takeType({ deps, caller }: Step, code: string): Promise<Next> {
  const type = (await deps.fines.types(caller.country)).find((each) => each.code === code);
  if (!type) return { retry: t('roadside:type.none') };
  const set = { typeCode: code, amount: 0 };
  return { go: type.tariff.kind === 'range' ? 'amount' : 'place', set };
}

export async function takeTypeWords(turn: Step, typed: string): Promise<Next> {
  const found = searchTypes(await turn.deps.fines.types(turn.caller.country), typed);
  const [only] = found;
  if (!only) return { retry: t('roadside:type.none') };
  return found.length === 1
    ? takeType(turn, only.code)
    : { go: 'types', set: { found: found.map(({ code }) => code) } };
}

export function dueOf({ tariff }: InfractionType, amount: number | undefined): Money {
  const least = tariff.kind === 'fixed' ? tariff.amount : tariff.min;
  return { amount: tariff.kind === 'range' && amount ? amount : least, currency: tariff.currency };
}

export async function takeAmount({ data, deps, caller }: Step, typed: string): Promise<Next> {
  const type = await typeIn(data, caller.country, deps);
  if (type?.tariff.kind !== 'range') return { go: 'type' };
  const { min, max, currency } = type.tariff;
  const asked = parseAmount(typed, currency);
  const range = { min: money({ amount: min, currency }), max: money({ amount: max, currency }) };
  if (!asked) return { retry: t('roadside:amount.outside', range) };
  // Not a retry, after which "60 000 FC" would be looked up as a plate.
  if (asked.amount < min || asked.amount > max) return { go: 'amount', notice: t('roadside:amount.outside', range) };
  return { go: 'place', set: { amount: asked.amount } };
}

const digits = 5;
const positionText = ({ latitude, longitude }: Data['position']): string =>
  `${latitude.toFixed(digits)}, ${longitude.toFixed(digits)}`;

const longestPlace = 120;

/** Where the words name a commune, the place is in it. */
export function communeOf(text: string, country: CountryCode): string | undefined {
  const words = ` ${foldWords(text)} `;
  return [...countries[country].communes]
    .sort((a, b) => b.length - a.length)
    .find((commune) => words.includes(` ${foldWords(commune)} `));
}

export function takePlaceWords({ data, caller }: Step, typed: string): Next {
  if (typed.length > longestPlace) return { retry: t('roadside:place.tooLong', { most: longestPlace }) };
  if (!/\p{L}{2}/u.test(typed)) return { retry: t('roadside:place.notOne') };
  const commune = communeOf(typed, caller.country);
  return { go: 'confirm', set: { place: { text: typed, ...(commune ? { commune } : {}), ...data.position } } };
}

export function takeCommune({ data }: Step, commune: string): Next {
  return { go: 'confirm', set: { place: { text: commune, commune, ...data.position } } };
}

/** Where an earlier entry of this agent was recorded. */
export async function placeOf({ deps, caller }: Step, fineId: string): Promise<Next> {
  const fine = await deps.fines.byId(fineId);
  if (fine?.agentId !== caller.personId || !fine) return { go: 'place' };
  return { go: 'confirm', set: { place: fine.place } };
}

export const withPosition = ({ data }: Step): Next =>
  data.position
    ? { go: 'confirm', set: { place: { text: positionText(data.position), ...data.position } } }
    : { go: 'place' };

export async function takeDriver({ deps, caller, turnId }: Step, typed: string): Promise<Next> {
  const phone = parsePhone(typed, caller.country);
  if (!phone) return { retry: t('roadside:driver.notOne') };
  return { go: 'confirm', set: { driver: await deps.keptPhones.keep(phone, turnId) } };
}

export const sightingOf = ({ data, caller, now }: Pick<Step, 'data' | 'caller' | 'now'>): Sighting => ({
  country: caller.country,
  plate: data.plate ?? '',
  typeCode: data.typeCode ?? '',
  place: data.place ?? { text: '' },
  at: now,
});

/** Photos are kept before the fine is written, so that it is whole at once; one that is gone by now is left out. */
async function keepProofs({ data, deps, turnId }: Step): Promise<{ proofs: string[]; lost: boolean }> {
  const kept = await Promise.all(
    (data.photos ?? []).map((photo, index) =>
      deps.agentRecords.keepProof(photo, `${turnId}:${index}`).catch((error: unknown) => {
        if (isLisoloError(error, 'not_found') || isLisoloError(error, 'unsupported_media')) return undefined;
        throw error;
      }),
    ),
  );
  const proofs = kept.filter((id) => id !== undefined);
  return { proofs, lost: proofs.length < kept.length };
}

/** Records the infraction, once for this step however often it is repeated. */
export async function record(turn: Step): Promise<Next> {
  const { data, deps, caller, now, turnId } = turn;
  const { plate, typeCode, place } = data;
  if (!plate) return { go: 'plate' };
  if (!typeCode || !(await typeIn(data, caller.country, deps))) return { go: 'type' };
  if (!place) return { go: 'place' };
  const driverPhone = data.driver ? await deps.keptPhones.read(data.driver) : undefined;
  if (data.driver && !driverPhone) return { go: 'driver', set: { driver: '' }, notice: t('roadside:driver.again') };
  const { proofs, lost } = await keepProofs(turn);
  const fine = await deps.fines.record({
    key: turnId,
    country: caller.country,
    plate,
    ...(data.plateCountry && data.plateCountry !== caller.country ? { plateCountry: data.plateCountry } : {}),
    typeCode,
    ...(data.amount ? { amount: data.amount } : {}),
    place,
    at: now,
    agentId: caller.personId ?? '',
    ...(driverPhone ? { driverPhone } : {}),
    proofs,
  });
  deps.ownerNotices.soon(fine.id);
  // A new start, so that nobody comes back to the confirmation and records twice.
  return { run: 'my-record', with: { fineId: fine.id, fresh: true, lost } };
}

/** First a look at what others have just recorded. */
export async function recordUnlessSimilar(turn: Step): Promise<Next> {
  const others = await turn.deps.agentRecords.similar(sightingOf(turn));
  return others.length > 0 ? { go: 'similar' } : record(turn);
}
