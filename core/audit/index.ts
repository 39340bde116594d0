export { auditJobs } from './audit.jobs.ts';
export { createAuditService } from './audit.service.ts';
export type { AuditHead, AuditLog, AuditQuery, AuditVerdict, RecordedEntry } from './audit.service.ts';
export type { AuditEntry, AuditService } from './types.ts';
