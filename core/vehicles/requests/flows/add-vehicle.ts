import type { CountryCode, Looking, Outcome, Screen, Turn, View } from '../../../dialog/types.ts';
import { defineFlow } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { parsePlate, showPlate, type PlateRead } from '../../../plates/index.ts';
import { vehicleLine } from '../../card.ts';
import { noteLook, tooManyLooks, type LooksDeps } from '../../lookups/index.ts';
import type { VehicleSearch } from '../../search/index.ts';
import type { VehicleFact } from '../../vehicle.schema.ts';
import type { OfficialRegister } from '../../providers/index.ts';
import type { VehicleService } from '../../vehicle.service.ts';
import { askFact, factsIn, lineOf, notOne, readFact, type Wish } from './facts.ts';
import { mostPhotos } from '../request.states.ts';
import { askerOf, photoLines, send, takePhoto, type SendingDeps } from './sending.ts';

export interface AddVehicleDeps extends SendingDeps, LooksDeps {
  readonly vehicles: Pick<VehicleService, 'byPlate'>;
  readonly officialRegister: Pick<OfficialRegister, 'vehicleOf'>;
  readonly vehicleSearch: Pick<VehicleSearch, 'near'>;
}

type ScreenId =
  'plate' | 'near' | 'known' | 'make' | 'model' | 'year' | 'colour' | 'category' | 'vin' | 'proof' | 'confirm';

interface Data {
  readonly country: CountryCode;
  /** Canonical. */
  readonly plate: string;
  /** What was typed, where it is nearly the plate of others. */
  readonly asked: { readonly country?: CountryCode; readonly plate?: string };
  readonly wish: Wish;
  readonly photos: readonly string[];
}

type Look = Looking<Data, AddVehicleDeps>;
type Step = Turn<Data, AddVehicleDeps>;
type Next = Outcome<ScreenId, Data>;

const skip = { value: '-', label: t('requests:skip') };

/** Here, too, it is shown what is known of a plate: that is a look, which counts and is noted as any other. */
async function withPlate(turn: Step, country: CountryCode, plate: string): Promise<Next> {
  const { officialRegister, vehicles } = turn.deps;
  const refused = await tooManyLooks(turn, plate, { vehicle: await vehicles.byPlate(country, plate) });
  if (refused) return { go: 'plate', notice: refused };
  const known = await officialRegister.vehicleOf(country, plate);
  if (known) await noteLook(turn, 'card', { vehicle: known });
  return { go: known ? 'known' : 'make', set: { country, plate, wish: {}, photos: [] } };
}

async function takePlate(turn: Step, typed: string): Promise<Next> {
  const parsed = parsePlate(typed, turn.caller.country);
  // Not a retry, after which it would be looked up.
  if (!parsed) return { go: 'plate', notice: t('roadside:plate.notOne') };
  if (parsed.partial) return { go: 'plate', notice: t('roadside:plate.notWhole') };
  const next = await withPlate(turn, parsed.country ?? turn.caller.country, parsed.canonical);
  if (!('go' in next) || next.go !== 'make') return next;
  // A slip of the hand would declare a vehicle that is there already.
  const nearly = await turn.deps.vehicleSearch.near(parsed.canonical);
  const { country, plate } = next.set ?? {};
  return nearly.length > 0 ? { go: 'near', set: { ...next.set, asked: { country, plate } } } : next;
}

/** Which one was meant, or none of them. */
async function choices({ data, deps }: Look): Promise<View> {
  const plate = data.asked?.plate ?? '';
  const nearly = await deps.vehicleSearch.near(plate);
  return {
    text: t('vehicles:check.near', { plate: showPlate(plate) }),
    options: [
      ...nearly.map(({ country, plate: other, make, model }) => ({
        value: `${country}:${other}`,
        label: `${showPlate(other)} ${make} ${model}`,
      })),
      { value: 'none', label: t('vehicles:check.noneOfThese') },
    ],
  };
}

function chosen(turn: Step, value: string): Promise<Next> | Next {
  // Whoever comes back from one of the others has that one's plate in hand.
  if (value === 'none') return { go: 'make', set: { ...turn.data.asked } };
  const [country, plate = ''] = value.split(':') as [CountryCode, string?];
  return withPlate(turn, country, plate);
}

/** A plate that somebody has come with. */
const opened = (turn: Step): Promise<Next> | Next =>
  turn.data.plate === undefined
    ? { go: 'plate' }
    : withPlate(turn, turn.data.country ?? turn.caller.country, turn.data.plate);

async function known({ data, deps, caller }: Look): Promise<View> {
  const { country = caller.country, plate = '' } = data;
  const vehicle = await deps.vehicles.byPlate(country, plate);
  const about = { plate: showPlate(plate), name: vehicle ? vehicleLine(vehicle) : '' };
  if (vehicle?.ownerId !== undefined && vehicle.ownerId === caller.personId)
    return { text: t('requests:refused.yours', about), final: true };
  return { text: t('requests:add.known', about), options: [{ value: 'mine', label: t('requests:add.mine') }] };
}

/** One question, and what comes after it; what is not needed can be left out. */
const factScreen = (fact: VehicleFact & ScreenId, next: ScreenId, needed: boolean): Screen<ScreenId, Data, AddVehicleDeps> => {
  const keep = ({ data, caller, deps }: Step, typed: string): Next => {
    const country = data.country ?? caller.country;
    const value = readFact(fact, typed, { country, wishes: deps.vehicleRequests.wishes });
    return value === undefined
      ? { go: fact, notice: notOne(fact, country) }
      : { go: next, set: { wish: { ...data.wish, [fact]: value } } };
  };
  return {
    show({ data, caller }) {
      const view = askFact(fact, data.country ?? caller.country);
      return needed ? view : { ...view, options: [...(view.options ?? []), skip] };
    },
    on: { choice: (turn, value) => (value === skip.value ? { go: next } : keep(turn, value)), text: keep },
  };
}; // prettier-ignore

/** On a phone that sends no photos the request goes without. */
const afterFacts = ({ surface }: Look): View =>
  surface.accepts.includes('photo')
    ? {
        text: [t('requests:add.papers'), t('contestations:photos.ask', { most: mostPhotos })],
        options: [{ value: 'done', label: t('contestations:photos.done') }],
      }
    : { text: t('requests:add.papers'), options: [{ value: 'done', label: t('contestations:photos.done') }] };

function confirmation({ data, caller }: Look): View {
  const { country = caller.country, plate = '', wish = {}, photos } = data;
  return {
    text: [
      lineOf('plate', plate, country),
      ...factsIn(wish).map((fact) => lineOf(fact, wish[fact], country)),
      ...photoLines(photos),
      t('requests:send.ask'),
    ],
    options: [{ value: 'yes', label: t('requests:send.yes') }],
  };
}

async function declare({ data, deps, caller, now, turnId }: Step): Promise<Next> {
  const { country = caller.country, plate, wish, photos = [] } = data;
  if (plate === undefined) return { go: 'plate' };
  const sent = await send(deps, {
    key: turnId, kind: 'declare', by: askerOf(caller, now), country, plate, wish, photos,
  }); // prettier-ignore
  return sent === 'photos lost' ? { go: 'proof', set: { photos: [] }, notice: t('contestations:photos.lost') } : sent;
}

/** B10: an owner declares a vehicle that the register does not know. */
export const addVehicle = defineFlow<ScreenId, Data, AddVehicleDeps>({
  id: 'add-vehicle',
  version: 1,
  start: 'plate',
  requires: ['consent', 'phone'],
  shortcuts: [{ keywords: 'requests:add.keywords' }],
  screens: {
    plate: {
      show: ({ caller }) => ({
        text: t(`roadside:plate.ask.${caller.country}`),
        hints: { photo: t('requests:add.plateHint') },
      }),
      on: {
        opened,
        text: takePlate,
        photo: (_turn, { fileId }) => ({ run: 'read-plate', with: { fileId }, then: 'plate' }),
        returned: (turn, read) =>
          read === undefined ? { go: 'plate' } : takePlate(turn, (read as PlateRead).typed),
      },
    },
    near: { show: choices, on: { choice: chosen, text: takePlate } },
    known: {
      show: known,
      on: { choice: ({ data: { country, plate } }) => ({ run: 'claim-vehicle', with: { country, plate } }) },
    },
    make: factScreen('make', 'model', true),
    model: factScreen('model', 'year', true),
    year: factScreen('year', 'colour', false),
    colour: factScreen('colour', 'category', false),
    category: factScreen('category', 'vin', true),
    vin: factScreen('vin', 'proof', false),
    proof: {
      show: afterFacts,
      on: { choice: () => ({ go: 'confirm' }), photo: takePhoto('proof'), document: takePhoto('proof') },
    },
    confirm: { show: confirmation, on: { choice: declare } },
  },
}); // prettier-ignore
