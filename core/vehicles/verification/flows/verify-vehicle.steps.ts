import type { CountryCode, Outcome, Turn } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import type { NotificationService } from '../../../notifications/index.ts';
import {
  plateTaken,
  readPlateIn,
  showPlate,
  type PlateRead,
  type PlateSought,
  type ReadPlateDeps,
} from '../../../plates/index.ts';
import { tooManyLooks, type LooksDeps } from '../../lookups/index.ts';
import type { VehicleSearch } from '../../search/index.ts';
import type { VehicleOwners } from '../../vehicle-owners.ts';
import type { VehicleColour } from '../../vehicle.model.ts';
import type { VehicleService } from '../../vehicle.service.ts';
import { parseVin } from '../../vin.ts';
import type { VerificationReports } from '../reports.ts';
import { thresholds } from '../rules.ts';
import type { Verifications } from '../verification.service.ts';
import { paperKinds, type PaperKind } from '../../papers/index.ts';
import type { Seen, SeenPlace } from '../verification.types.ts';
import { lineOf, verdictWord, worstFirst } from '../words.ts';

export type ScreenId = 'plate' | 'choose' | 'seen' | 'paper' | 'colour' | 'model' | 'vin' | 'place' | 'result';

export interface Data extends PlateSought {
  readonly country: CountryCode;
  /** Canonical. */
  readonly plate: string;
  /** Plates to choose from, as `<country>:<canonical>`. */
  readonly plates: readonly string[];
  /** Photos as the door has stored them: of the vehicle, and of its papers. */
  readonly photos: readonly string[];
  readonly papers: readonly { readonly kind: PaperKind; readonly fileId: string }[];
  /** The photo of which is being asked what it shows. */
  readonly pending: string;
  readonly colour: VehicleColour | '';
  readonly make: string;
  readonly model: string;
  readonly vin: string;
  readonly place: SeenPlace;
  readonly verificationId: string;
}

export interface VerifyVehicleDeps extends Pick<ReadPlateDeps, 'plateReadings'>, LooksDeps {
  readonly vehicles: Pick<VehicleService, 'byPlate'>;
  readonly vehicleSearch: Pick<VehicleSearch, 'find'>;
  readonly owners: Pick<VehicleOwners, 'ownerOf'>;
  readonly verifications: Pick<Verifications, 'verify' | 'byId'>;
  readonly verificationReports: VerificationReports;
  readonly notifications: Pick<NotificationService, 'notify'>;
}

export type Step = Turn<Data, VerifyVehicleDeps>;
export type Next = Outcome<ScreenId, Data>;

const mostPhotos = 6;
const longestPlace = 120;
const longestName = 60;
const longestTyped = 40;

/** Another vehicle begins anew: nothing that was seen of the one before may stick to it. */
const anew: Partial<Data> = {
  photos: [], papers: [], pending: '', colour: '', make: '', model: '', vin: '', place: {}, verificationId: '', plateIn: '',
}; // prettier-ignore

export const hasPlace = (place: SeenPlace | undefined): place is SeenPlace =>
  place?.text !== undefined || place?.latitude !== undefined;

/** What was seen, as far as anything was. */
function seenIn({ colour, make, model, vin }: Step['data']): Seen {
  return { ...(colour && { colour }), ...(make && { make }), ...(model && { model }), ...(vin && { vin }) };
}

/** Makes the verification, once for this step however often it is repeated. */
export async function verify(turn: Step, data: Step['data'] = turn.data): Promise<Next> {
  const { deps, caller, turnId } = turn;
  const { country = caller.country, plate = '', place, photos = [], papers = [] } = data;
  const { personId = '', roles, channel } = caller;
  const { id } = await deps.verifications.verify({
    key: turnId,
    country,
    plate,
    by: { personId, roles, channel },
    seen: seenIn(data),
    ...(hasPlace(place) ? { place } : {}),
    papers,
    photos,
  });
  return { go: 'result', set: { ...data, verificationId: id } };
}

/** A phone gets its verdict at once: there is no room for more than that, and all else can be added afterwards. */
export async function withPlate(turn: Step, country: CountryCode, plate: string): Promise<Next> {
  const refused = await tooManyLooks(turn, plate, { what: 'verification' });
  if (refused) return { retry: refused };
  await plateTaken(turn, plate);
  const set = { ...anew, plates: [], country, plate };
  return turn.surface.short ? verify(turn, set) : { go: 'seen', set };
}

const asChoice = ({ country, plate }: { country: CountryCode; plate: string }): string => `${country}:${plate}`;

export async function takePlate(turn: Step, typed: string): Promise<Next> {
  const found = await turn.deps.vehicleSearch.find(typed, turn.caller.country);
  if (found.kind === 'unreadable') return { retry: t('vehicles:check.notOne') };
  if (found.kind === 'one') return withPlate(turn, found.vehicle.country, found.vehicle.plate);
  if (found.kind === 'none') return withPlate(turn, found.asked.country, found.asked.plate);
  // Lists and refusals tell something, too.
  const refused = await tooManyLooks(turn, typed.toUpperCase().slice(0, longestTyped), { what: 'verification' });
  if (refused) return { retry: refused };
  switch (found.kind) {
    case 'noVin':
      return { retry: t('vehicles:check.noVin') };
    case 'several':
      return {
        go: 'choose',
        set: { plates: found.vehicles.map(asChoice) },
        ...(found.more ? { notice: t('vehicles:check.more') } : {}),
      };
    case 'near':
      return { go: 'choose', set: { plates: [...found.vehicles, found.asked].map(asChoice) } };
  }
}

export const toPlate = (choice: string): { country: CountryCode; plate: string } => {
  const [country, plate = ''] = choice.split(':') as [CountryCode, string?];
  return { country, plate };
};

export const takePlatePhoto = (turn: Step, { fileId }: { readonly fileId: string }): Promise<Next> =>
  readPlateIn(turn, fileId, 'plate');

export async function plateRead(turn: Step, read: unknown): Promise<Next> {
  if (read === undefined) return { go: 'plate' };
  const { typed, photos } = read as PlateRead;
  const next = await takePlate(turn, typed);
  // The photos of the plate show the vehicle, too.
  return 'go' in next && next.go === 'seen' ? { ...next, set: { ...next.set, photos } } : next;
}

export const takePhoto = (_turn: Step, { fileId }: { readonly fileId: string }): Next => ({
  go: 'paper',
  set: { pending: fileId },
});

export function nameShown({ data }: Step, value: string): Next {
  const { pending = '', photos = [], papers = [] } = data;
  const kind = paperKinds.find((each) => each === value);
  if (!kind) return { go: 'seen', set: { pending: '', photos: [...photos, pending].slice(-mostPhotos) } };
  const others = papers.filter((paper) => paper.kind !== kind);
  return { go: 'seen', set: { pending: '', papers: [...others, { kind, fileId: pending }] } };
}

export function takeModel(_turn: Step, typed: string): Next {
  if (typed.length > longestName || !/[\p{L}\p{N}]{2}/u.test(typed)) return { retry: t('verification:look.notOne') };
  const [make = '', ...model] = typed.trim().split(/\s+/);
  return { go: 'seen', set: { make, model: model.join(' ') } };
}

export async function sameModel({ data, deps, caller }: Step): Promise<Next> {
  const vehicle = await deps.vehicles.byPlate(data.country ?? caller.country, data.plate ?? '');
  return { go: 'seen', set: vehicle ? { make: vehicle.make, model: vehicle.model } : {} };
}

export function takeVin(_turn: Step, typed: string): Next {
  const vin = parseVin(typed);
  if (!vin || vin.length < thresholds.vinTail) return { retry: t('verification:vin.notOne') };
  return { go: 'seen', set: { vin } };
}

export function takePlace({ data }: Step, typed: string): Next {
  if (typed.length > longestPlace) return { retry: t('roadside:place.tooLong', { most: longestPlace }) };
  if (!/\p{L}{2}/u.test(typed)) return { retry: t('roadside:place.notOne') };
  return { go: 'seen', set: { place: { ...data.place, text: typed } } };
}

export const takePosition = (
  { data }: Step,
  { latitude, longitude }: { readonly latitude: number; readonly longitude: number },
): Next => ({ go: 'seen', set: { place: { ...data.place, latitude, longitude } } });

/** Every check by SMS, for those whose screen has no room; the same verification is sent once. */
export async function sendBySms({ data, deps, caller, language }: Step): Promise<Next> {
  const verification = await deps.verifications.byId(data.verificationId ?? '');
  if (!verification || caller.phone === undefined) return { go: 'result' };
  const { id, country, plate, score, number } = verification;
  const head = { verdict: verdictWord(verification), score, plate: showPlate(plate) };
  await deps.notifications.notify({
    key: `verification:${id}:sms`,
    to: { channel: 'sms', address: caller.phone },
    body: [
      t('verification:result.verdict', head),
      ...worstFirst(verification.findings).map((finding) => lineOf(finding, country)),
      number,
    ],
    language,
    country,
  });
  return { go: 'result', notice: t('verification:result.smsSent') };
}
