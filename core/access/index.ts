export { accessJobs } from './access.jobs.ts';
export { createAccessService } from './access.service.ts';
export { createIdempotency } from './idempotency.ts';
export type { Idempotency, StoredAnswer } from './idempotency.ts';
export type { AccessService, Session, Tokens } from './types.ts';
