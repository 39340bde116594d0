import type { CountryCode, Looking, Outcome, Turn, View } from '../../../dialog/types.ts';
import { defineFlow } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { showPlate } from '../../../plates/index.ts';
import type { VehicleService } from '../../vehicle.service.ts';
import { parseVinEnd } from '../wishes.ts';
import { badWords, lineOf } from './facts.ts';
import { askerOf, photoLines, send, takePhoto, type SendingDeps } from './sending.ts';

export interface ClaimVehicleDeps extends SendingDeps {
  readonly vehicles: Pick<VehicleService, 'byPlate'>;
}

type ScreenId = 'proof' | 'vin' | 'words' | 'confirm';

interface Data {
  readonly country: CountryCode;
  /** Canonical. */
  readonly plate: string;
  readonly photos: readonly string[];
  readonly vinEnd: string;
  readonly words: string;
}

type Look = Looking<Data, ClaimVehicleDeps>;
type Step = Turn<Data, ClaimVehicleDeps>;
type Next = Outcome<ScreenId, Data>;

/** Nothing is said of who has it now. */
async function askProof({ data, deps, caller, surface }: Look): Promise<View> {
  const { country = caller.country, plate = '', photos = [] } = data;
  const about = { plate: showPlate(plate) };
  const vehicle = await deps.vehicles.byPlate(country, plate);
  if (!vehicle) return { text: t('requests:refused.unknown', about), final: true };
  if (vehicle.ownerId !== undefined && vehicle.ownerId === caller.personId)
    return { text: t('requests:refused.yours', about), final: true };
  if (!surface.accepts.includes('photo'))
    return { text: t('requests:claim.askBare', about), options: [{ value: 'vin', label: t('requests:claim.byVin') }] };
  return {
    text: [t('requests:claim.ask', about), ...photoLines(photos)],
    options: [
      ...(photos.length > 0 ? [{ value: 'done', label: t('contestations:photos.done') }] : []),
      { value: 'vin', label: t('requests:claim.byVin') },
    ],
  };
}

function takeVin(_turn: Step, typed: string): Next {
  const vinEnd = parseVinEnd(typed);
  return vinEnd === undefined ? { go: 'vin', notice: t('requests:claim.vinNotOne') } : { go: 'words', set: { vinEnd } };
}

function takeWords(_turn: Step, typed: string): Next {
  const bad = badWords(typed);
  return bad ? { go: 'words', notice: bad } : { go: 'confirm', set: { words: typed } };
}

function confirmation({ data, caller }: Look): View {
  const { country = caller.country, plate = '', photos, vinEnd, words } = data;
  return {
    text: [
      lineOf('plate', plate, country),
      ...photoLines(photos),
      ...(vinEnd ? [lineOf('vin', vinEnd, country)] : []),
      ...(words ? [t('contestations:history.words', { words })] : []),
      t('requests:send.ask'),
    ],
    options: [{ value: 'yes', label: t('requests:send.yes') }],
  };
}

async function claim({ data, deps, caller, now, turnId }: Step): Promise<Next> {
  const { country = caller.country, plate = '', photos = [], vinEnd, words } = data;
  const sent = await send(deps, {
    key: turnId, kind: 'claim', by: askerOf(caller, now), country, plate, photos,
    ...(vinEnd ? { vinEnd } : {}), ...(words ? { words } : {}),
  }); // prettier-ignore
  return sent === 'photos lost' ? { go: 'proof', set: { photos: [] }, notice: t('contestations:photos.lost') } : sent;
}

/** "That is my vehicle": somebody proves that a vehicle of the register is theirs. */
export const claimVehicle = defineFlow<ScreenId, Data, ClaimVehicleDeps>({
  id: 'claim-vehicle',
  version: 1,
  start: 'proof',
  requires: ['consent', 'phone'],
  screens: {
    proof: {
      show: askProof,
      on: {
        choice: (_turn, value) => ({ go: value === 'vin' ? 'vin' : 'confirm' }),
        photo: takePhoto('proof'),
        document: takePhoto('proof'),
      },
    },
    vin: { show: () => ({ text: t('requests:claim.vin') }), on: { text: takeVin } },
    words: { show: () => ({ text: t('requests:claim.words') }), on: { text: takeWords } },
    confirm: { show: confirmation, on: { choice: claim } },
  },
});
