import { bindFlow, type BoundFlow } from '../../dialog/index.ts';
import { seeQueueFigures, type SeeQueueFiguresDeps } from './flows/see-queue-figures.ts';

export { createQueueCharts, type QueueCharts } from './queue-charts.ts';
export type { BranchFigures, QueueNumbers } from './queue-figures.ts';
export { createQueueFigures, type QueueFigures, type RatingComment } from './queue-figures.service.ts';
export { queueSubjects, type QueueSubject } from './subjects.ts';

export const queueFiguresDialogs = (services: SeeQueueFiguresDeps): readonly BoundFlow[] => [
  bindFlow(seeQueueFigures, services),
];
