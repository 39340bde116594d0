import type { AuditLog } from '../../audit/index.ts';
import type { ReportEvent } from '../report.model.ts';
import type { ReportListener } from '../types.ts';

/** What the acts of moderators are called in the audit log. */
const actions: Readonly<Partial<Record<ReportEvent, string>>> = {
  hidden: 'hide',
  restored: 'restore',
  kept: 'keep',
  comment_hidden: 'hide',
  comment_restored: 'restore',
  photo_shown: 'show-photo',
  photo_hidden: 'hide-photo',
};
/** A repeat comes soon after what it repeats. */
const looked = 50;

/** F5: every act of a moderator, and what flags have hidden, stands in the audit log; never in the words that were written. */
export function createAuditedModeration({
  audit,
}: {
  readonly audit: Pick<AuditLog, 'record' | 'list'>;
}): ReportListener {
  return async ({ id }, { what, seq, role, by = '', reason, commentId, photoId }) => {
    const action = actions[what];
    if (action === undefined) return;
    const subject = { kind: 'report', id };
    const { items } = await audit.list({ subjectKind: subject.kind, subjectId: id, skip: 0, limit: looked });
    if (items.some(({ after }) => (after as { seq?: number } | undefined)?.seq === seq)) return;
    await audit.record({
      actor: role === 'system' ? { kind: 'system', id: 'flags' } : { kind: 'person', id: by },
      action: `report-moderation.${action}`,
      subject,
      after: { seq, role, reason, commentId, photoId },
    });
  };
}
