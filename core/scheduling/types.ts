/** Work that is timed. Written in `<thing>.jobs.ts`, listed in `core/jobs.ts`, run by Agenda. */
export interface Job {
  /** `<domain>.<verb-noun>`, unique. */
  readonly name: string;
  /** What it is for, in one line, for the admin API. */
  readonly purpose: string;
  /** An interval ("30 seconds", "5 minutes") or a cron line; absent for jobs that only run when asked for. */
  readonly every?: string;
  /** Idempotent and late-safe: may run twice, at once in two processes, or after days. Returns what it did, in one line. */
  run(now: Date): Promise<string>;
}
