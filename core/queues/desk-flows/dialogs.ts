import { bindFlow, type BoundFlow } from '../../dialog/index.ts';
import { workAtCounter, type WorkAtCounterDeps } from './work-at-counter.ts';

/** E6: what agents at counters do in the conversation. */
export const deskDialogs = (services: WorkAtCounterDeps): readonly BoundFlow[] => [bindFlow(workAtCounter, services)];
