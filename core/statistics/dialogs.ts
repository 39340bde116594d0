import { bindFlow } from '../dialog/index.ts';
import type { BoundFlow } from '../dialog/index.ts';
import { seeStatistics, type SeeStatisticsDeps } from './flows/see-statistics.ts';

export const statisticsDialogs = (services: SeeStatisticsDeps): readonly BoundFlow[] => [
  bindFlow(seeStatistics, services),
];
