/** What figures of a branch can be looked at, in words and as a chart. */
export const queueSubjects = ['overview', 'hours', 'days', 'queues', 'services', 'counters'] as const;
export type QueueSubject = (typeof queueSubjects)[number];
