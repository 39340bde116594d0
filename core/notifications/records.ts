import type { Model } from 'mongoose';
import type { IdentityService, PersonalData } from '../identity/index.ts';
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

/**
 * Notices are personal: they name what a person did, and leave with the person; those too that were sent to a bare phone or
 * address of theirs, or wait there for the morning, before anybody knew whose it is.
 */
export function createNoticeData(
  outbox: Model<OutboxDocument>,
  identity: Pick<IdentityService, 'byId' | 'phonesOf'>,
): PersonalData {
  async function of(personId: string): Promise<object> {
    const [person, phones] = await Promise.all([identity.byId(personId), identity.phonesOf(personId)]);
    const named = [...phones, ...(person?.email === undefined ? [] : [person.email])];
    const doors = (person?.addresses ?? []).map(({ channel, address }) => ({
      'to.address': address,
      'to.channel': channel,
    }));
    const bare = [{ 'to.phone': { $in: phones } }, { 'to.address': { $in: named } }, ...doors];
    return { $or: [{ personId }, ...bare.map((where) => ({ ...where, personId: null }))] };
  }

  return {
    domain: 'notifications',
    async collect(personId) {
      const found = await outbox
        .find(await of(personId))
        .sort({ createdAt: 1 })
        .lean();
      return found.map(({ createdAt, state, route, message }) => ({ createdAt, state, route, message }));
    },
    async erase(personId) {
      await outbox.deleteMany(await of(personId));
    },
    async merge(from, into) {
      await outbox.updateMany({ 'to.personId': from }, { $set: { 'to.personId': into } });
      await outbox.updateMany({ personId: from }, { $set: { personId: into } });
    },
  };
}
