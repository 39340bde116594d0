import type { Connection } from 'mongoose';
import type { AuditLog } from '../../audit/index.ts';
import type { Clock } from '../../clock.ts';
import { isDuplicateKey } from '../../database/index.ts';
import type { ReportEvent } from '../report.model.ts';
import type { ReportListener } from '../types.ts';
import { auditedModel } from './audited.model.ts';

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
/** After so long whoever was to write an entry is held for dead. */
const deadMs = 60_000;

/** F5: every act of a moderator, and what flags have hidden, stands in the audit log once; never in the words that were written. */
export function createAuditedModeration({
  audit,
  connection,
  clock,
}: {
  readonly audit: Pick<AuditLog, 'record' | 'list'>;
  readonly connection: Connection;
  readonly clock: Clock;
}): ReportListener {
  const claims = auditedModel(connection);

  /** An entry cannot be taken back, so only one of those who carry on an act at the same time writes it. */
  async function claimed(_id: string): Promise<'first' | 'left' | 'done'> {
    const at = clock();
    try {
      await claims.create({ _id, at, done: false });
      return 'first';
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    if (await claims.exists({ _id, done: true })) return 'done';
    const dead = { _id, done: false, at: { $lte: new Date(at.getTime() - deadMs) } };
    const { matchedCount } = await claims.updateOne(dead, { $set: { at } });
    if (matchedCount === 1) return 'left';
    throw new Error('somebody else is writing it into the audit log');
  }

  async function isThere(subject: { readonly kind: string; readonly id: string }, seq: number): Promise<boolean> {
    const { items } = await audit.list({ subjectKind: subject.kind, subjectId: subject.id, skip: 0, limit: looked });
    return items.some(({ after }) => (after as { seq?: number } | undefined)?.seq === seq);
  }

  return async ({ id }, { what, seq, role, by = '', reason, commentId, photoId }) => {
    const action = actions[what];
    if (action === undefined) return;
    const claim = `${id}:${seq}`;
    const mine = await claimed(claim);
    if (mine === 'done') return;
    const subject = { kind: 'report', id };
    if (mine === 'first' || !(await isThere(subject, seq)))
      await audit.record({
        actor: role === 'system' ? { kind: 'system', id: 'flags' } : { kind: 'person', id: by },
        action: `report-moderation.${action}`,
        subject,
        after: { seq, role, reason, commentId, photoId },
      });
    await claims.updateOne({ _id: claim }, { $set: { done: true } });
  };
}
