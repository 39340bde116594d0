import type { BoundFlow } from '../dialog/index.ts';

/** What people do with reports. */
export const reportDialogs = (_services: object): readonly BoundFlow[] => [];
