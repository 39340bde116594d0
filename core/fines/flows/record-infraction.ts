import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import {
  keepPhoto, placeOf, record, recordUnlessSimilar, takeAmount, takeCommune, takeDriver, takePlaceWords, takePlate, takePlatePhoto,
  takeReadPlate, takeType, takeTypeWords, toPlateRef, withPlate, withPosition, type Data, type RecordInfractionDeps, type ScreenId,
} from './record-infraction.steps.ts'; // prettier-ignore
import {
  amounts, confirmation, foundTypes, places, plateChoices, similarOnes, usualTypes,
} from './record-infraction.views.ts'; // prettier-ignore

export type { RecordInfractionDeps } from './record-infraction.steps.ts';

/** C2: a traffic police agent records an infraction: plate, kind, place, and what more is at hand. */
export const recordInfraction = defineFlow<ScreenId, Data, RecordInfractionDeps>({
  id: 'record-infraction',
  version: 1,
  start: 'plate',
  roles: ['pcr_agent'],
  requires: ['pin'],
  menu: { label: t('roadside:menu'), order: 1 },
  shortcuts: [{ keywords: 'roadside:keywords' }],
  screens: {
    plate: {
      show: ({ caller }) => ({
        text: t(`roadside:plate.ask.${caller.country}`),
        hints: { photo: t('roadside:plate.hint') },
      }),
      on: {
        text: takePlate,
        photo: (turn, { fileId }) => takePlatePhoto(turn, fileId),
        returned: takeReadPlate,
      },
    },
    choose: {
      show: plateChoices,
      on: { choice: (turn, value) => withPlate(turn, toPlateRef(value)), text: takePlate },
    },
    type: {
      show: usualTypes,
      on: {
        choice: (turn, value) =>
          value === 'all' ? { go: 'types', set: { found: [] } } : takeType(turn, value.slice(1)),
        text: takeTypeWords,
        photo: keepPhoto('type'),
      },
    },
    types: {
      show: foundTypes,
      on: { choice: (turn, value) => takeType(turn, value.slice(1)), text: takeTypeWords },
    },
    amount: {
      show: amounts,
      on: { choice: (_turn, value) => ({ go: 'place', set: { amount: Number(value) } }), text: takeAmount },
    },
    place: {
      show: places,
      on: {
        choice: (turn, value) =>
          value === '='
            ? withPosition(turn)
            : value.startsWith('=')
              ? placeOf(turn, value.slice(1))
              : takeCommune(turn, value),
        text: takePlaceWords,
        location: (_turn, position) => ({ go: 'place', set: { position } }),
        photo: keepPhoto('place'),
      },
    },
    confirm: {
      show: confirmation,
      on: {
        choice: (turn, value) => (value === 'driver' ? { go: 'driver' } : recordUnlessSimilar(turn)),
        photo: keepPhoto('confirm'),
      },
    },
    driver: {
      show: () => ({ text: t('roadside:driver.ask'), hints: { contact: t('roadside:driver.share') } }),
      on: { text: takeDriver, contact: (turn, { phone }) => takeDriver(turn, phone) },
    },
    similar: {
      show: similarOnes,
      on: { choice: (turn, value) => (value === 'anyway' ? record(turn) : { end: t('roadside:similar.dropped') }) },
    },
  },
});
