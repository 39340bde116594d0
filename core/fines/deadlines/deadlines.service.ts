import type { Connection, UpdateQuery } from 'mongoose';

import { changeFines } from '../change-fine.ts';
import { infractionModel, toFine, type Fine, type InfractionRecord } from '../infraction.model.ts';
import { planOf, toUpdate } from './plan.ts';
import type { Step } from './next-step.ts';
import { createTelling, type TellingDeps } from './telling.ts';

export interface DeadlinesDeps extends Omit<TellingDeps, 'infractions'> {
  readonly connection: Connection;
}

/** What one run did. */
export interface DeadlinesRun {
  readonly looked: number;
  readonly reminders: number;
  readonly increases: number;
  readonly lapses: number;
  readonly forwarded: number;
  /** Fines of which somebody was told. */
  readonly told: number;
}

export interface Deadlines {
  /** Does to every fine what time has brought, and tells of it. Any number of processes may do so at once. */
  runDue(): Promise<DeadlinesRun>;
}

const perBatch = 500;
/** A fine that cannot be read is looked at again so much later. */
const putOffMs = 3_600_000;

const kindOf = (step: Step): Exclude<keyof DeadlinesRun, 'looked' | 'told'> => {
  if (step.kind === 'forwarding') return 'forwarded';
  if (step.kind === 'reminder') return 'reminders';
  return step.adjustment.kind === 'increase' ? 'increases' : 'lapses';
};

interface Change {
  readonly fine: Fine;
  readonly steps: readonly Step[];
  readonly update: UpdateQuery<InfractionRecord>;
}

/**
 * C9: what the passing of time does to fines. Everything that is due of one fine, and that somebody is to be told of it, is
 * one write that holds only while the fine is still what was looked at; whoever loses looks again.
 */
export function createDeadlines(deps: DeadlinesDeps): Deadlines {
  const { clock, log } = deps;
  const infractions = infractionModel(deps.connection);
  const telling = createTelling({ ...deps, infractions });

  function changeOf(record: InfractionRecord, now: Date): Change {
    const fine = toFine(record);
    try {
      const plan = planOf(fine, now);
      return { fine, steps: plan.steps, update: toUpdate(fine, plan, now) };
    } catch (error) {
      log.error({ error, fineId: fine.id }, 'what time does to this fine cannot be told');
      return { fine, steps: [], update: { $set: { 'schedule.nextAt': new Date(now.getTime() + putOffMs) } } };
    }
  }

  async function runBatch(): Promise<DeadlinesRun> {
    const now = clock();
    const found = await infractions
      .find({ 'schedule.nextAt': { $lte: now } })
      .sort({ 'schedule.nextAt': 1 })
      .limit(perBatch)
      .lean<InfractionRecord[]>();
    const changes = found.map((record) => changeOf(record, now));
    await changeFines(infractions, changes);
    const told = await telling.tell(changes.filter(({ steps }) => steps.length > 0).map(({ fine }) => fine.id));
    const done = changes.flatMap(({ steps }) => steps.map(kindOf));
    const count = (kind: string): number => done.filter((one) => one === kind).length;
    return {
      looked: found.length,
      reminders: count('reminders'),
      increases: count('increases'),
      lapses: count('lapses'),
      forwarded: count('forwarded'),
      told,
    };
  }

  return {
    async runDue() {
      let total: DeadlinesRun = { looked: 0, reminders: 0, increases: 0, lapses: 0, forwarded: 0, told: 0 };
      for (;;) {
        const run = await runBatch();
        if (run.looked === 0) break;
        total = sum(total, run);
      }
      return { ...total, told: total.told + (await telling.tellLate()) };
    },
  };
}

const sum = (a: DeadlinesRun, b: DeadlinesRun): DeadlinesRun => ({
  looked: a.looked + b.looked,
  reminders: a.reminders + b.reminders,
  increases: a.increases + b.increases,
  lapses: a.lapses + b.lapses,
  forwarded: a.forwarded + b.forwarded,
  told: a.told + b.told,
});
