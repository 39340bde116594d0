import type { Job } from '../scheduling/index.ts';
import type { AuditLog } from './audit.service.ts';

/** Walks the chain every night. Its result names the head, which the process log keeps outside the database. */
export const auditJobs = ({ audit }: { audit: Pick<AuditLog, 'verify'> }): Job[] => [
  {
    name: 'audit.verify-chain',
    purpose: 'Checks that nobody has changed the audit log, and notes its end',
    every: '24 hours',
    async run() {
      const verdict = await audit.verify();
      if (!verdict.ok) throw new Error(`audit entry ${verdict.fault.seq}: ${verdict.fault.reason}`);
      return `${verdict.head.seq} entries are whole; the last hash is ${verdict.head.hash}`;
    },
  },
];
