import { defineFlow } from '../../../dialog/types.ts';
import type { VehicleColour } from '../../vehicle.model.ts';
import { t } from '../../../dialog/words.ts';
import {
  nameShown, plateRead, sameModel, sendBySms, takeModel, takePhoto, takePlace, takePlate, takePlatePhoto, takePosition, takeVin,
  toPlate, verify, withPlate, type Data, type Next, type ScreenId, type Step, type VerifyVehicleDeps,
} from './verify-vehicle.steps.ts'; // prettier-ignore
import {
  askPlate, colourView, modelView, paperView, placeView, plateChoices, resultView, seenView,
} from './verify-vehicle.views.ts'; // prettier-ignore

export type { VerifyVehicleDeps } from './verify-vehicle.steps.ts';

/** Who checks vehicles on the road, and who answers for them. */
export const verifiers = ['pcr_agent', 'opj', 'super_admin', 'admin', 'operations'] as const;

/** Whoever comes with a plate and may check no more today goes back. */
async function opened(turn: Step): Promise<Next> {
  const { country = turn.caller.country, plate } = turn.data;
  if (!plate) return { go: 'plate' };
  const next = await withPlate(turn, country, plate);
  return 'retry' in next ? { leave: true, notice: next.retry } : next;
}

function chosen(turn: Step, value: string): Promise<Next> | Next {
  if (value === 'verdict') return verify(turn);
  return { go: value === 'look' ? 'colour' : value === 'vin' ? 'vin' : 'place' };
}

/** Seen on the vehicle, so that a row of signs alone is its chassis number. */
const typedAlone = (turn: Step, typed: string): Next => takeVin(turn, typed);

function next(turn: Step, value: string): Promise<Next> | Next {
  const { country, plate } = turn.data;
  if (value === 'record')
    return { run: 'record-infraction', at: 'type', with: { plate, plateCountry: country }, then: 'result' };
  if (value === 'sms') return sendBySms(turn);
  return { go: value === 'more' ? 'seen' : 'plate' };
}

/** B5: an agent holds a vehicle on the road against the register and its papers; each thing but the plate may be skipped. */
export const verifyVehicle = defineFlow<ScreenId, Data, VerifyVehicleDeps>({
  id: 'verify-vehicle',
  version: 1,
  start: 'plate',
  roles: verifiers,
  requires: ['pin'],
  menu: { label: t('verification:menu'), order: 3 },
  shortcuts: [{ keywords: 'verification:keywords' }],
  screens: {
    plate: { show: askPlate, on: { opened, text: takePlate, photo: takePlatePhoto, returned: plateRead } },
    choose: {
      show: plateChoices,
      on: {
        choice(turn, value) {
          const { country, plate } = toPlate(value);
          return withPlate(turn, country, plate);
        },
        text: takePlate,
      },
    },
    seen: {
      show: seenView,
      on: { choice: chosen, text: typedAlone, photo: takePhoto, location: takePosition },
    },
    paper: { show: paperView, on: { choice: nameShown, photo: takePhoto } },
    colour: {
      show: colourView,
      on: {
        choice: (_turn, value) => ({
          go: 'model',
          set: value === 'skip' ? {} : { colour: value as VehicleColour },
        }),
      },
    },
    model: {
      show: modelView,
      on: { choice: (turn, value) => (value === 'same' ? sameModel(turn) : { go: 'seen' }), text: takeModel },
    },
    vin: { show: () => ({ text: t('verification:vin.ask') }), on: { text: takeVin } },
    place: { show: placeView, on: { choice: takePlace, text: takePlace, location: takePosition } },
    result: {
      show: resultView,
      on: { choice: next, returned: () => ({ go: 'result' }) },
    },
  },
});
