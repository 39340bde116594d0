import type { Model } from 'mongoose';
import type { PersonalData } from '../identity/index.ts';
import type { OutboxDocument } from './outbox.model.ts';
import type { NoticeRecord } from './types.ts';

/** What administrators see of a notice. */
export const toRecord = (notice: OutboxDocument): NoticeRecord => ({
  id: notice._id,
  key: notice.key,
  ...(notice.personId ? { personId: notice.personId } : {}),
  state: notice.state,
  attempts: notice.attempts,
  essential: notice.essential,
  createdAt: notice.createdAt,
  ...(notice.state === 'queued' ? { nextAttemptAt: notice.dueAt } : {}),
  ...(notice.route ? { route: notice.route } : {}),
  ...(notice.providerId ? { providerId: notice.providerId } : {}),
  ...(notice.reason && notice.state !== 'sent' ? { reason: notice.reason } : {}),
  history: notice.history,
});

/** Notices are personal: they name what a person did, and leave with the person. */
export const createNoticeData = (outbox: Model<OutboxDocument>): PersonalData => ({
  domain: 'notifications',
  async collect(personId) {
    const found = await outbox.find({ personId }).sort({ createdAt: 1 }).lean();
    return found.map(({ createdAt, state, route, message }) => ({ createdAt, state, route, message }));
  },
  async erase(personId) {
    await outbox.deleteMany({ personId });
  },
  async merge(from, into) {
    await outbox.updateMany({ 'to.personId': from }, { $set: { 'to.personId': into } });
    await outbox.updateMany({ personId: from }, { $set: { personId: into } });
  },
});
