import { bindFlow } from '../dialog/index.ts';
import type { BoundFlow } from '../dialog/index.ts';
import { readInformation } from './flows/read-information.ts';
import type { ReadInformationDeps } from './flows/read-information.ts';

export const contentDialogs = (services: ReadInformationDeps): readonly BoundFlow[] => [
  bindFlow(readInformation, services),
];
