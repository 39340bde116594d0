import { defineFlow } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import {
  byName, byPosition, choose, chooseCommune, chooseRegion, confirm, confirmInWords, landmark, noLandmark, noStreet, opened, regionByName, street,
  type ChoosePlaceDeps, type Data, type Next, type ScreenId,
} from './choose-place.steps.ts'; // prettier-ignore
import { inWords, last } from './in-words.ts';
import * as views from './choose-place.views.ts';

export type { ChoosePlaceDeps, PlaceChosen } from './choose-place.steps.ts';

/** Whoever sends a photo here would otherwise be asked for its plate. */
const photoLater = (): Next => ({ retry: t('reports:photos.later') });

/** "I do not know" is the name of no street. */
const said = {
  street: inWords({ show: views.street, choice: noStreet, no: last, otherwise: street }),
  landmark: inWords({ show: views.landmark, choice: noLandmark, no: last, otherwise: landmark }),
};

/**
 * F1: where something is, by a shared position, by commune and street, or by a landmark; comes back with the place of a
 * `NewReport`.
 */
export const choosePlace = defineFlow<ScreenId, Data, ChoosePlaceDeps>({
  id: 'choose-place',
  version: 1,
  start: 'where',
  screens: {
    where: {
      show: views.where,
      on: { opened, choice: choose, text: byName, location: byPosition, photo: photoLater },
    },
    commune: {
      show: views.commune,
      on: { choice: chooseCommune, text: byName, location: byPosition, photo: photoLater },
    },
    confirm: {
      show: views.confirm,
      on: { choice: confirm, text: confirmInWords, location: byPosition, photo: photoLater },
    },
    region: {
      show: views.region,
      on: { choice: chooseRegion, text: regionByName, location: byPosition, photo: photoLater },
    },
    street: {
      show: views.street,
      on: { choice: noStreet, text: said.street, location: byPosition, photo: photoLater },
    },
    landmark: {
      show: views.landmark,
      on: { choice: noLandmark, text: said.landmark, location: byPosition, photo: photoLater },
    },
  },
});
