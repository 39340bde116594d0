export { accessJobs } from './access.jobs.ts';
export { createAccessService } from './access.service.ts';
export type { AccessService, Account, Session, Tokens } from './types.ts';
