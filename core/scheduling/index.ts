export { createScheduler } from './scheduler.ts';
export type { JobState, Scheduler } from './scheduler.ts';
export type { Job } from './types.ts';
