import { createCounterRegistry } from './counter.registry.ts';
import { createQueueRegistry } from './queue.registry.ts';

/** Queues and counters, as the administration and those who lead a branch write them. */
export const createDesks = (deps: Parameters<typeof createQueueRegistry>[0]) => ({
  queueRegistry: createQueueRegistry(deps),
  counterRegistry: createCounterRegistry(deps),
});
