import type { Priority, Strategy } from './queue.kinds.ts';

/** Two lines stand side by side where the rule knows two kinds of people; otherwise all stand in the ordinary one. */
export const lanes = ['ordinary', 'reserved'] as const;
export type Lane = (typeof lanes)[number];

/** The rule of one queue on one day. */
export interface OrderRule {
  readonly strategy: Strategy;
  /** `mixed`: of so many calls one is for the reserved lane; at least 2. */
  readonly reservedEvery: number;
}

/**
 * As if the ticket had been taken so many tickets earlier. So the weight of everybody grows with each ticket that is
 * taken while he waits, and nobody is overtaken by anybody who came more than `farthest` tickets after him.
 */
export const headStarts: Readonly<Record<Priority, number>> = { low: -10, medium: 0, high: 20, urgent: 60 };
/** Whoever is sent on from another queue has waited before. */
const transferHeadStart = 20;
export const farthest = headStarts.urgent + transferHeadStart - headStarts.low;

/** What decides about a place in the line. */
export interface Standing {
  /** Counts the tickets of the line on that day, from 1. */
  readonly serial: number;
  readonly priority: Priority;
  readonly hasAppointment: boolean;
  readonly isTransferred: boolean;
}

/** `appointment_first` reserves for appointments, `mixed` for appointments and high priorities. */
export function laneOf({ strategy }: OrderRule, { priority, hasAppointment }: Standing): Lane {
  if (strategy === 'appointment_first') return hasAppointment ? 'reserved' : 'ordinary';
  if (strategy !== 'mixed') return 'ordinary';
  return hasAppointment || priority === 'high' || priority === 'urgent' ? 'reserved' : 'ordinary';
}

/** Whether a priority changes anything. */
export const weighs = ({ strategy }: Pick<OrderRule, 'strategy'>): boolean =>
  strategy === 'priority' || strategy === 'mixed';

/** Less is called sooner, within a lane. The fraction tells apart tickets that stand as if taken at once. */
export function rankOf({ strategy }: OrderRule, { serial, priority, isTransferred }: Standing): number {
  return (
    serial - (weighs({ strategy }) ? headStarts[priority] : 0) - (isTransferred ? transferHeadStart : 0) + serial / 1e6
  );
}

/**
 * Which lane the call number `calls` (from 0) of the day is for; the other one is served when it is empty.
 * `appointment_first`: always the reserved one; `mixed`: the first of each `reservedEvery` calls.
 */
export function laneOfCall({ strategy, reservedEvery }: OrderRule, calls: number): Lane {
  if (strategy === 'appointment_first') return 'reserved';
  return strategy === 'mixed' && calls % reservedEvery === 0 ? 'reserved' : 'ordinary';
}

/** How many calls for the other lane come before the one number `index` (from 0) for this lane, if nobody is missing. */
function callsForOthers({ strategy, reservedEvery }: OrderRule, lane: Lane, index: number, calls: number): number {
  if (strategy === 'appointment_first') return lane === 'reserved' ? 0 : Number.MAX_SAFE_INTEGER;
  if (strategy !== 'mixed') return 0;
  const phase = calls % reservedEvery;
  if (lane === 'reserved') {
    // From now to the first reserved call, then a whole round for each one more.
    const first = (reservedEvery - phase) % reservedEvery;
    return first + index * (reservedEvery - 1);
  }
  const perRound = reservedEvery - 1;
  // Ordinary calls that are left of this round, when its reserved one is over.
  const left = phase === 0 ? 0 : reservedEvery - phase;
  return index < left ? 0 : Math.floor((index - left) / perRound) + 1;
}

/**
 * How many are called before a ticket that has `ahead` before it in its own lane, while `others` wait in the other lane
 * and `calls` were made so far, if nobody joins, leaves or comes late.
 */
export const aheadInAll = (
  rule: OrderRule,
  { lane, ahead, others, calls }: { lane: Lane; ahead: number; others: number; calls: number },
): number => ahead + Math.min(others, callsForOthers(rule, lane, ahead, calls));
