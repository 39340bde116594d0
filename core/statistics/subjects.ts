import type { Role } from '../identity/index.ts';

/** What statistics of fines can be looked at, as figures in words and as a chart. */
export const subjects = ['overview', 'types', 'communes', 'agents', 'days', 'paymentDays', 'contestations'] as const;
export type Subject = (typeof subjects)[number];
/** All but that of the agents. */
export const commonSubjects = subjects.filter((subject) => subject !== 'agents');

/** Who looks at statistics in the conversation. */
export const statisticsReaders: readonly Role[] = ['admin', 'super_admin', 'accountant', 'opj'];

/**
 * Who sees how much each agent records, by name: those who lead the agents or decide on their cases. For money
 * (accountant) it is of no use. The API's permission `statistics.agents` says the same.
 */
export const agentReaders: readonly Role[] = ['admin', 'super_admin', 'operations', 'opj'];

export const seesAgents = (roles: readonly string[]): boolean => agentReaders.some((role) => roles.includes(role));
