/**
 * E2: for whom a queue is; `queues:type.<type>`. People join a `normal`, `priority` or `express` one by themselves, an
 * `appointment` or `vip` one only with an appointment; the branch gives tickets of all of them (`give`).
 */
export const queueTypes = ['normal', 'priority', 'vip', 'appointment', 'express'] as const;
export type QueueType = (typeof queueTypes)[number];
export const typesForAll: readonly QueueType[] = ['normal', 'priority', 'express'];

/**
 * E2. An `active` one gives tickets and calls people. `paused` is for a while: who waits goes on waiting, and is told.
 * `closed` gives no more tickets, and calls those who have one. `maintenance` does neither.
 */
export const queueStates = ['active', 'paused', 'closed', 'maintenance'] as const;
export type QueueState = (typeof queueStates)[number];
export const callingStates: readonly QueueState[] = ['active', 'closed'];

/** E2: who is called next; the rules are in `order.ts`. */
export const strategies = ['fifo', 'priority', 'appointment_first', 'mixed'] as const;
export type Strategy = (typeof strategies)[number];

/** E3 */
export const priorities = ['low', 'medium', 'high', 'urgent'] as const;
export type Priority = (typeof priorities)[number];

export const counterStates = ['open', 'paused', 'closed'] as const;
export type CounterState = (typeof counterStates)[number];
