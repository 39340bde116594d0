export { accessJobs } from './access.jobs.ts';
export { createAccessService } from './access.service.ts';
export type { AccessService, Session, Tokens } from './types.ts';
