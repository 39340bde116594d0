import { z } from 'zod';
import type { Scheduler } from '../../core/scheduling/index.ts';
import { momentSchema } from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';

const job = z.object({
  name: z.string(),
  purpose: z.string(),
  every: z.string().optional(),
  running: z.boolean(),
  nextRunAt: momentSchema.optional(),
  startedAt: momentSchema.optional(),
  finishedAt: momentSchema.optional(),
  outcome: z.string().optional(),
  said: z.string().optional().describe('What the last run did, or why it failed'),
  runs: z.int(),
  failures: z.int(),
  failuresInARow: z.int(),
});

/** Timed work: its last results, and running it by hand. */
export const jobRoutes = ({ scheduler }: { scheduler: Pick<Scheduler, 'list' | 'runNow'> }): Route[] => [
  defineRoute({
    method: 'get',
    path: '/jobs',
    summary: 'Lists jobs with their last results',
    permission: 'jobs.read',
    response: z.object({ items: z.array(job) }),
    handler: async () => ({ items: await scheduler.list() }),
  }),
  defineRoute({
    method: 'post',
    path: '/jobs/:name/run',
    summary: 'Runs a job as soon as possible',
    permission: 'jobs.run',
    params: z.strictObject({ name: z.string().regex(/^[a-z-]+\.[a-z-]+$/, 'must be the name of a job') }),
    response: z.object({ asked: z.boolean() }),
    status: 202,
    audit: 'jobs.run',
    idempotent: true,
    async handler({ params }) {
      await scheduler.runNow(params.name);
      return { asked: true };
    },
  }),
];
