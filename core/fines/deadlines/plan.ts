import type { UpdateQuery } from 'mongoose';

import { awaitedUntil } from '../fines.service.ts';
import type { Fine, InfractionChange, InfractionRecord, PendingNews } from '../infraction.model.ts';
import { forwardedStep, nextStep, type Step } from './next-step.ts';

/** All that time has done to a fine until a moment, and when to look at it next. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Absent while nothing comes. */
  readonly nextAt?: Date;
}

/** Whoever writes a step tells of it; so long nobody else takes that up. */
const leaseMs = 2 * 60_000;

const forwarding = ({ state }: Fine, at: Date): InfractionChange => ({
  from: state,
  to: 'forwarded',
  at,
  by: 'clock',
  reason: 'unpaid',
});

function after(fine: Fine, step: Step): Fine {
  if (step.kind === 'forwarding')
    return { ...fine, state: 'forwarded', history: [...fine.history, forwarding(fine, step.at)] };
  if (step.kind === 'reminder')
    return { ...fine, schedule: { ...fine.schedule, done: [...fine.schedule.done, step.key] } };
  const { adjustment } = step;
  const due = { ...fine.due, amount: fine.due.amount + adjustment.amount };
  return {
    ...fine,
    due,
    adjustments: [...fine.adjustments, adjustment],
    remaining: { ...due, amount: Math.max(0, due.amount - fine.paidAmount) },
  };
}

/** What is due of a fine. While somebody's payment is awaited nothing changes under their hands. */
export function planOf(fine: Fine, now: Date): Plan {
  const steps: Step[] = [];
  for (let present = fine; ;) {
    const step = nextStep(present);
    if (!step) return { steps };
    if (step.at > now) return { steps, nextAt: step.at };
    const awaited = awaitedUntil(fine, now);
    if (awaited) return { steps: [], nextAt: awaited };
    steps.push(step);
    present = after(present, step);
  }
}

/** The fine as it stands at a moment, if nothing but time has come over it. */
export function afterTime(fine: Fine, now: Date): Fine {
  const { steps, nextAt } = planOf(fine, now);
  const lived = steps.reduce(after, fine);
  return { ...lived, schedule: { done: lived.schedule.done, ...(nextAt ? { nextAt } : {}) } };
}

const nameOf = (step: Step): string =>
  step.kind === 'adjustment' ? step.adjustment.key : step.kind === 'reminder' ? step.key : forwardedStep;

/** What is to be told of these steps: of reminders only the newest, if it still makes sense and nothing weightier came. */
function newsOf(fine: Fine, steps: readonly Step[], now: Date): PendingNews | undefined {
  // Nobody is to be told of a fine that was taken over from elsewhere.
  if (!fine.told) return undefined;
  const weighty = steps.filter(({ kind }) => kind !== 'reminder');
  const last = steps.at(-1);
  const told = weighty.length > 0 ? weighty : last?.kind === 'reminder' && last.until > now ? [last] : [];
  const names = told.map(nameOf);
  if (names.length === 0) return undefined;
  return {
    // A deadline that is set anew brings its own reminders.
    key: `${fine.deadline.toISOString().slice(0, 10)}:${names.at(-1)}`,
    steps: names,
    tellAt: new Date(now.getTime() + leaseMs),
    ...(last?.kind === 'reminder' && weighty.length === 0 ? { until: last.until } : {}),
  };
}

/** The plan as one update of the fine. */
export function toUpdate(fine: Fine, { steps, nextAt }: Plan, now: Date): UpdateQuery<InfractionRecord> {
  const adjustments = steps.flatMap((step) => (step.kind === 'adjustment' ? [step.adjustment] : []));
  const done = steps.flatMap((step) => (step.kind === 'reminder' ? [step.key] : []));
  const forwarded = steps.find(({ kind }) => kind === 'forwarding');
  const news = newsOf(fine, steps, now);
  const change = forwarded && forwarding(fine, forwarded.at);
  const push = {
    ...(adjustments.length > 0 ? { adjustments: { $each: adjustments } } : {}),
    ...(done.length > 0 ? { 'schedule.done': { $each: done } } : {}),
    ...(change ? { history: change } : {}),
    ...(news ? { news } : {}),
  };
  const more = adjustments.reduce((sum, { amount }) => sum + amount, 0);
  return {
    ...(nextAt || change
      ? { $set: { ...(nextAt ? { 'schedule.nextAt': nextAt } : {}), ...(change ? { state: change.to } : {}) } }
      : {}),
    ...(nextAt ? {} : { $unset: { 'schedule.nextAt': 1 } }),
    ...(more === 0 ? {} : { $inc: { 'due.amount': more } }),
    ...(Object.keys(push).length > 0 ? { $push: push } : {}),
  };
}
