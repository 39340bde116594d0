import { defineFlow } from '../../dialog/types.ts';
import {
  answerInWords, answerToKeep, answerToKeepInWords, choose, readGiven, refuseFile, takePhoto, takeUnasked, typePlate, typeUnasked,
  type Data, type ReadPlateDeps, type ScreenId,
} from './read-plate.steps.ts'; // prettier-ignore
import { askView, keepView, readingView, typeView } from './read-plate.views.ts';

export type { ReadPlateDeps } from './read-plate.steps.ts';

/** B2: the plate in a photo, confirmed or put right by the person. Comes back with `PlateRead`. */
export const readPlate = defineFlow<ScreenId, Data, ReadPlateDeps>({
  id: 'read-plate',
  version: 1,
  start: 'reading',
  shortcuts: [
    { keywords: 'plates:keywords', screen: 'ask' },
    // Every photo that no other dialog has recognised.
    { photo: (photo) => Promise.resolve({ ...photo, unasked: true }) },
  ],
  screens: {
    reading: {
      show: readingView,
      on: { opened: readGiven, choice: choose, text: answerInWords, photo: takePhoto, document: refuseFile },
    },
    type: { show: typeView, on: { text: typePlate, photo: takePhoto, document: refuseFile } },
    keep: { show: keepView, on: { choice: answerToKeep, text: answerToKeepInWords } },
    ask: { show: askView, on: { text: typeUnasked, photo: takeUnasked, document: refuseFile } },
  },
});
