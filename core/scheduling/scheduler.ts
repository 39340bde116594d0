import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda, exponential } from 'agenda';
import type { Job as AgendaJob } from 'agenda';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { newId } from '../database/ids.ts';
import { LisoloError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createJobReports } from './job-reports.ts';
import { purgeJob, releaseWaiting, storeSchedules } from './job-store.ts';
import type { Job } from './types.ts';

/** One job as the administration sees it. */
export interface JobState {
  readonly name: string;
  readonly purpose: string;
  readonly every?: string;
  readonly running: boolean;
  readonly nextRunAt?: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly outcome?: 'done' | 'failed';
  /** What the last run did, or why it failed. */
  readonly said?: string;
  readonly runs: number;
  readonly failures: number;
  readonly failuresInARow: number;
}

export interface Scheduler {
  /** Stores the schedule and begins to run what is due. */
  start(): Promise<void>;
  /** Takes no new work, waits at most `ms` for what runs, and hands back what was taken but not begun. Returns true when nothing was left running. */
  drain(ms: number): Promise<boolean>;
  /** Asks for one run as soon as possible, by whichever process is free. Throws `not_found`. */
  runNow(name: string): Promise<void>;
  list(): Promise<JobState[]>;
}

function refuseTwins(jobs: readonly Job[]): void {
  const twins = jobs.map((job) => job.name).filter((name, index, names) => names.indexOf(name) !== index);
  if (twins.length > 0) throw new Error(`two jobs share a name: ${[...new Set(twins)].join(', ')}`);
}

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Runs the timed work of the product on Agenda; any number of processes may do so on one database and a tick runs once.
 * A run that dies with its process is taken up again when its lock is older than `lockMs`; a long run keeps its lock fresh.
 * Throws when two jobs share a name.
 */
export function createScheduler(options: {
  connection: Connection;
  jobs: readonly Job[];
  log: Log;
  clock: Clock;
  /** How often the database is asked for due work, in milliseconds. */
  pollMs?: number;
  /** How long a run may be silent before it is held for dead, in milliseconds. */
  lockMs?: number;
  /** First pause after a failure, in milliseconds; doubled each time, five times. */
  retryMs?: number;
}): Scheduler {
  const { connection, log, clock, pollMs = 2_000, lockMs = 60_000, retryMs = 5_000 } = options;
  const jobs = [...options.jobs, purgeJob(connection)];
  refuseTwins(jobs);

  const reports = createJobReports(connection);
  const processName = `scheduler-${newId()}`;
  const runningIds = new Set<string>();
  let agenda: Agenda | undefined;

  async function perform(job: Job, ticket: AgendaJob): Promise<void> {
    const id = String(ticket.attrs._id);
    runningIds.add(id);
    let touched: Promise<unknown> = Promise.resolve();
    const pulse = setInterval(() => {
      touched = ticket
        .touch()
        .catch((error: unknown) => log.warn({ job: job.name, error }, 'a job could not renew its lock'));
    }, lockMs / 3);
    const at = clock();
    try {
      await reports.started(job.name, at);
      const said = await job.run(at);
      await reports.finished(job.name, clock(), 'done', said);
    } catch (error) {
      await reports.finished(job.name, clock(), 'failed', told(error));
      throw error;
    } finally {
      clearInterval(pulse);
      await touched;
      runningIds.delete(id);
    }
  }

  async function build(): Promise<Agenda> {
    if (!connection.db) throw new LisoloError('unavailable', { reason: 'the database is not connected' });
    const built = new Agenda({
      backend: new MongoBackend({ mongo: connection.db, collection: 'jobs' }),
      name: processName,
      processEvery: pollMs,
      defaultConcurrency: 1,
      maxConcurrency: 20,
      defaultLockLimit: 1,
      defaultLockLifetime: lockMs,
      removeOnComplete: false,
    });
    built.on('error', (error: Error) => log.error({ error }, 'scheduler fault'));
    built.on('fail', (error: unknown, ticket: { attrs?: { name: string } }) =>
      log.warn({ job: ticket.attrs?.name, error }, 'a job failed'),
    );
    built.on('retry exhausted', (error: Error, ticket) =>
      log.error({ job: ticket.attrs.name, error }, 'a job keeps failing; it waits for its next time'),
    );
    await built.ready;
    const backoff = exponential({ delay: retryMs, factor: 2, maxDelay: 300_000, maxRetries: 5, jitter: 0.2 });
    for (const job of jobs) built.define(job.name, (ticket: AgendaJob) => perform(job, ticket), { backoff });
    return built;
  }

  return {
    async start() {
      agenda ??= await build();
      await storeSchedules(connection, agenda, jobs);
      await agenda.start();
      log.info({ jobs: jobs.length }, 'scheduler started');
    },
    async drain(ms) {
      if (!agenda) return true;
      const result = await agenda.drain({ timeout: ms, closeConnection: false });
      await releaseWaiting(connection, processName, [...runningIds]);
      return !result.timedOut;
    },
    async runNow(name) {
      if (!jobs.some((job) => job.name === name)) throw new LisoloError('not_found', { reason: 'no such job' });
      agenda ??= await build();
      await agenda.now(name);
    },
    async list() {
      agenda ??= await build();
      const [known, { jobs: tickets }] = await Promise.all([
        reports.all(),
        agenda.queryJobs({ names: jobs.map((job) => job.name), sort: { nextRunAt: 'asc' }, limit: 1_000 }),
      ]);
      return jobs.map((job) => {
        const mine = tickets.filter((ticket) => ticket.name === job.name);
        const next = mine.find((ticket) => ticket.nextRunAt)?.nextRunAt;
        const { name: _name, ...report } = known.get(job.name) ?? {
          name: job.name,
          runs: 0,
          failures: 0,
          failuresInARow: 0,
        };
        return {
          name: job.name,
          purpose: job.purpose,
          ...(job.every === undefined ? {} : { every: job.every }),
          running: mine.some((ticket) => ticket.state === 'running'),
          ...(next ? { nextRunAt: next } : {}),
          ...report,
        };
      });
    },
  };
}
