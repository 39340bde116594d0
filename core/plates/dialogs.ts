import { bindFlow } from '../dialog/index.ts';
import type { BoundFlow } from '../dialog/index.ts';
import { keepPhotos, type KeepPhotosDeps } from './flows/keep-photos.ts';
import { readPlate, type ReadPlateDeps } from './flows/read-plate.ts';

export const platesDialogs = (services: ReadPlateDeps & KeepPhotosDeps): readonly BoundFlow[] => [
  bindFlow(readPlate, services),
  bindFlow(keepPhotos, services),
];
