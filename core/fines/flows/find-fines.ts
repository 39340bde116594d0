import type { Caller, CountryCode, Outcome, Turn } from '../../dialog/types.ts';
import { defineFlow } from '../../dialog/types.ts';
import { money, t } from '../../dialog/words.ts';
import { looksLikePlate, parsePlate, readPlateIn } from '../../plates/index.ts';
import type { PlateRead, PlateReadings } from '../../plates/index.ts';
import { vehicleLine, type VehicleService } from '../../vehicles/index.ts';
import { isPayable, type FineService } from '../fines.service.ts';
import type { FineOfPhoto } from '../fine-of-photo.ts';
import type { Fine } from '../infraction.model.ts';
import type { PlateRef, PlateSearch } from '../plate-search.ts';
import { isFullReference, looksLikeReference } from '../reference.ts';
import { mayHaveReceipts, type ReceiptAccessDeps } from './receipt-access.ts';
import { itemOf, ofOneCurrency, plateParam, totalOf } from './words.ts';

type ScreenId = 'how' | 'plate' | 'choose' | 'reference' | 'list';

interface Data {
  readonly plate: string;
  readonly country: CountryCode;
  /** Start of a plate that was typed without its box. */
  readonly prefix: string;
}

export interface FindFinesDeps extends ReceiptAccessDeps {
  readonly fines: FineService;
  readonly vehicles: VehicleService;
  readonly plates: PlateSearch;
  /** The fine that a photographed QR code names. */
  readonly fineOfPhoto: FineOfPhoto;
  readonly plateReadings: PlateReadings;
}

type Step = Turn<Data, FindFinesDeps>;
type Photo = { readonly fileId: string };

type Found = Outcome<ScreenId, Data>;

/** Marks the choice of a fine's receipts, not of the fine. */
const receiptOf = 'receipt:';
/** Marks the choice of the vehicle itself. */
const aboutVehicle = 'vehicle';

const listedFine = ({ id }: Fine): Found => ({ run: 'pay-fine', with: { fineIds: [id] }, then: 'list' });
const listedReceipts = (fineId: string): Found => ({
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

async function byPlate({ deps, caller }: Step, typed: string): Promise<Found> {
  const parsed = parsePlate(typed, caller.country);
  if (!parsed) return { retry: t('fines:plate.notOne') };
  if (parsed.partial) {
    const matches = await deps.plates.startingWith(parsed.canonical);
    if (matches.length > 0) return { go: 'choose', set: { prefix: parsed.canonical } };
  }
  return { go: 'list', set: await deps.plates.exact(parsed, caller.country) };
}

async function byReference({ deps }: Step, typed: string): Promise<Found> {
  const fine = await deps.fines.byReference(typed);
  return fine ? openFine(fine, isFullReference(typed)) : { retry: t('fines:reference.unknown') };
}

const byEither = (turn: Step, typed: string): Promise<Found> =>
  looksLikeReference(typed) ? byReference(turn, typed) : byPlate(turn, typed);

/** The fine that the photo's QR code names; undefined when it has none. */
async function byCode({ deps }: Step, { fileId }: Photo): Promise<Found | undefined> {
  const fine = await deps.fineOfPhoto(fileId);
  if (fine === 'forged') return { retry: t('fines:verify.forged') };
  return fine && openFine(fine, true);
}

/** A photo shows a fine's QR code, or a plate. */
const byPhoto = async (turn: Step, photo: Photo): Promise<Found> =>
  (await byCode(turn, photo)) ?? readPlateIn(turn, photo.fileId, 'plate', { orCode: true });

/** On a slow network the photo comes after the plate was typed, and then asks nothing new. */
async function byLatePhoto(turn: Step, photo: Photo): Promise<Found> {
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

const plateRead = (turn: Step, value: unknown): Promise<Found> => byPlate(turn, (value as PlateRead).typed);

async function plateAlone(typed: string, { plates }: FindFinesDeps, caller: Caller): Promise<PlateRef | undefined> {
  const parsed = looksLikePlate(typed, caller.country) ? parsePlate(typed, caller.country) : undefined;
  return parsed && !parsed.partial ? plates.exact(parsed, caller.country) : undefined;
}

async function prefixAlone(
  typed: string,
  { plates }: FindFinesDeps,
  caller: Caller,
): Promise<{ prefix: string } | undefined> {
  const parsed = looksLikePlate(typed, caller.country) ? parsePlate(typed, caller.country) : undefined;
  if (!parsed?.partial || (await plates.startingWith(parsed.canonical)).length === 0) return undefined;
  return { prefix: parsed.canonical };
}

/** C6: the way to the fines of a plate, of a reference, or of the person. */
export const fines = defineFlow<ScreenId, Data, FindFinesDeps>({
  id: 'fines',
  version: 1,
  start: 'how',
  menu: { label: t('fines:menu'), order: 10 },
  shortcuts: [
    { keywords: 'fines:keywords' },
    { text: plateAlone, screen: 'list' },
    { text: prefixAlone, screen: 'choose' },
  ],
  screens: {
    how: {
      show: () => ({
        text: t('fines:how.ask'),
        options: [
          { value: 'plate', label: t('fines:how.plate') },
          { value: 'reference', label: t('fines:how.reference') },
          { value: 'mine', label: t('fines:how.mine') },
        ],
        hints: { photo: t('fines:photo.hint') },
      }),
      on: {
        choice: (_turn, way) =>
          way === 'mine' ? { run: 'my-fines', then: 'how' } : { go: way === 'plate' ? 'plate' : 'reference' },
        text: byEither,
        photo: byPhoto,
      },
    },
    plate: {
      show: ({ caller }) => ({ text: t(`fines:plate.ask.${caller.country}`), hints: { photo: t('fines:photo.hint') } }),
      on: { text: byEither, photo: byPhoto, returned: plateRead },
    },
    choose: {
      async show({ data, deps }) {
        const matches = await deps.plates.startingWith(data.prefix ?? '');
        const vehicles = await Promise.all(matches.map(({ country, plate }) => deps.vehicles.byPlate(country, plate)));
        return {
          text: t('fines:plate.choose', { prefix: data.prefix ?? '' }),
          options: matches.map(({ country, plate }, index) => {
            const vehicle = vehicles[index];
            const label = [plateParam(plate), ...(vehicle ? [`${vehicle.make} ${vehicle.model}`] : [])].join(' ');
            return { value: `${country}:${plate}`, label };
          }),
        };
      },
      on: {
        choice(_turn, value) {
          const [country, plate = ''] = value.split(':') as [CountryCode, string?];
          return { go: 'list', set: { country, plate } };
        },
        text: byEither,
        photo: byPhoto,
      },
    },
    reference: {
      show: () => ({ text: t('fines:reference.ask'), hints: { photo: t('fines:photo.hint') } }),
      on: { text: byReference, photo: byPhoto },
    },
    list: {
      async show({ data, deps, language, caller }) {
        const { plate = '', country = caller.country } = data;
        const [vehicle, all] = await Promise.all([
          deps.vehicles.byPlate(country, plate),
          deps.fines.list(country, plate),
        ]);
        const unpaid = all.filter(isPayable);
        const paid = all.filter((fine) => fine.payments.length > 0 && !isPayable(fine));
        const head = vehicle
          ? [t('fines:list.vehicle', { plate: plateParam(plate), vehicle: vehicleLine(vehicle) })]
          : [];
        const count = t('fines:list.count', { count: unpaid.length, plate: plateParam(plate) });
        const allowed = await Promise.all(paid.map((fine) => mayHaveReceipts(fine, caller, deps)));
        const receipts = paid.map(({ id, reference }, index) =>
          allowed[index]
            ? { value: `${receiptOf}${id}`, label: t('fines:list.paid', { reference }) }
            : { value: id, label: t('fines:list.paidFact', { reference }) },
        );
        const card = vehicle ? [{ value: aboutVehicle, label: t('vehicles:check.card') }] : [];
        if (unpaid.length === 0)
          return { text: [...head, count, t('fines:list.another')], options: [...receipts, ...card] };
        const together = ofOneCurrency(unpaid);
        const payAll = { value: 'all', label: t('fines:list.payAll', { amount: money(totalOf(together)) }) };
        return {
          text: [...head, count],
          options: [
            ...unpaid.map((fine) => ({ value: fine.id, label: itemOf(fine, language) })),
            ...(together.length > 1 ? [payAll] : []),
            ...receipts,
            ...card,
          ],
        };
      },
      on: {
        async choice({ data, deps, caller }, value) {
          const { plate = '', country = caller.country } = data;
          if (value === 'all') {
            const unpaid = await deps.fines.listUnpaid(country, plate);
            return { run: 'pay-fine', with: { fineIds: ofOneCurrency(unpaid).map(({ id }) => id) }, then: 'list' };
          }
          if (value === aboutVehicle)
            return { run: 'check-vehicle', at: 'card', with: { country, plate }, then: 'list' };
          if (value.startsWith(receiptOf)) return listedReceipts(value.slice(receiptOf.length));
          const fine = await deps.fines.byId(value);
          return fine ? listedFine(fine) : { retry: t('fines:reference.unknown') };
        },
        text: byEither,
        photo: byLatePhoto,
      },
    },
  },
});
