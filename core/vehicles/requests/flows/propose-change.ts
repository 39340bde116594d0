import type { Looking, Outcome, Turn, View } from '../../../dialog/types.ts';
import { defineFlow } from '../../../dialog/types.ts';
import { t } from '../../../dialog/words.ts';
import { showPlate } from '../../../plates/index.ts';
import type { Vehicle } from '../../vehicle.model.ts';
import type { VehicleFact } from '../../vehicle.schema.ts';
import type { VehicleService } from '../../vehicle.service.ts';
import { viewerOf } from '../../visibility.ts';
import { proposable } from '../wishes.ts';
import { askFact, changeLine, factName, factsIn, notOne, readFact, toFact, type Wish } from './facts.ts';
import { askerOf, photoLines, send, takePhoto, type SendingDeps } from './sending.ts';

export interface ProposeChangeDeps extends SendingDeps {
  readonly vehicles: Pick<VehicleService, 'byId'>;
}

type ScreenId = 'field' | 'value' | 'confirm';

interface Data {
  readonly vehicleId: string;
  readonly fact: VehicleFact;
  readonly wish: Wish;
  readonly photos: readonly string[];
}

type Look = Looking<Data, ProposeChangeDeps>;
type Step = Turn<Data, ProposeChangeDeps>;
type Next = Outcome<ScreenId, Data>;

/** The vehicle, where the caller may propose something of it. */
async function vehicleIn({ data, deps, caller, now }: Look): Promise<Vehicle | undefined> {
  const vehicle = await deps.vehicles.byId(data.vehicleId ?? '');
  return vehicle && viewerOf(askerOf(caller, now), vehicle) !== 'public' ? vehicle : undefined;
}

const notYours: View = { text: t('requests:change.notYours'), final: true };

async function askField(look: Look): Promise<View> {
  const vehicle = await vehicleIn(look);
  if (!vehicle) return notYours;
  return {
    text: t('requests:change.ask', { plate: showPlate(vehicle.plate) }),
    options: proposable.map((value) => ({ value, label: factName(value) })),
  };
}

async function askValue(look: Look): Promise<View> {
  const vehicle = await vehicleIn(look);
  return vehicle ? askFact(look.data.fact ?? 'colour', vehicle.country) : notYours;
}

async function take(turn: Step, typed: string): Promise<Next> {
  const { data, deps } = turn;
  const vehicle = await vehicleIn(turn);
  const fact = data.fact;
  if (!vehicle || !fact) return { go: 'field' };
  const { country } = vehicle;
  const value = readFact(fact, typed, { country, wishes: deps.vehicleRequests.wishes });
  // Not a retry, after which a date would be looked up as a plate.
  if (value === undefined) return { go: 'value', notice: notOne(fact, country) };
  return { go: 'confirm', set: { wish: { ...data.wish, [fact]: value } } };
}

async function confirmation(look: Look): Promise<View> {
  const vehicle = await vehicleIn(look);
  if (!vehicle) return notYours;
  const { wish = {}, photos } = look.data;
  return {
    text: [
      ...factsIn(wish).map((fact) => changeLine(fact, vehicle[fact], wish[fact], vehicle.country)),
      ...photoLines(photos),
      t('requests:send.ask'),
    ],
    options: [
      { value: 'yes', label: t('requests:send.yes') },
      { value: 'more', label: t('requests:change.more') },
    ],
    hints: { photo: t('roadside:photo.hint') },
  };
}

async function propose(turn: Step): Promise<Next> {
  const { data, deps, caller, now, turnId } = turn;
  const vehicle = await vehicleIn(turn);
  if (!vehicle) return { end: notYours };
  const { wish, photos = [] } = data;
  const sent = await send(deps, {
    key: turnId, kind: 'change', by: askerOf(caller, now), country: vehicle.country, plate: vehicle.plate, wish, photos,
  }); // prettier-ignore
  return sent === 'photos lost' ? { go: 'confirm', set: { photos: [] }, notice: t('contestations:photos.lost') } : sent;
}

/** B6: the owner, or an officer on duty, proposes what the register should say instead. */
export const proposeChange = defineFlow<ScreenId, Data, ProposeChangeDeps>({
  id: 'propose-change',
  version: 1,
  start: 'field',
  requires: ['consent', 'phone'],
  screens: {
    field: {
      show: askField,
      on: {
        choice(_turn, value) {
          const fact = toFact(value);
          return fact ? { go: 'value', set: { fact } } : { go: 'field' };
        },
      },
    },
    value: { show: askValue, on: { choice: take, text: take } },
    confirm: {
      show: confirmation,
      on: {
        choice: (turn, value) => (value === 'more' ? { go: 'field' } : propose(turn)),
        photo: takePhoto('confirm'),
        document: takePhoto('confirm'),
      },
    },
  },
});
