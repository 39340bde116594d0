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

  async function changeBatch(): Promise<readonly Change[]> {
    const now = clock();
    const found = await infractions
      .find({ 'schedule.nextAt': { $lte: now } })
      .sort({ 'schedule.nextAt': 1 })
      .limit(perBatch)
      .lean<InfractionRecord[]>();
    const changes = found.map((record) => changeOf(record, now));
    await changeFines(infractions, changes);
    return changes;
  }
  const tell = (changes: readonly Change[]): Promise<number> =>
    telling.tell(changes.filter(({ steps }) => steps.length > 0).map(({ fine }) => fine.id));

  return {
    async runDue() {
      const counts = { looked: 0, reminders: 0, increases: 0, lapses: 0, forwarded: 0, told: 0 };
      for (let changes = await changeBatch(); changes.length > 0;) {
        counts.looked += changes.length;
        for (const step of changes.flatMap(({ steps }) => steps)) counts[kindOf(step)] += 1;
        // While one batch is told the next is changed.
        const [told, next] = await Promise.all([tell(changes), changeBatch()]);
        counts.told += told;
        changes = next;
      }
      return { ...counts, told: counts.told + (await telling.tellLate()) };
    },
  };
}
