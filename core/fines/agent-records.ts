import type { Connection } from 'mongoose';

import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../clock.ts';
import type { Channel, CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import { keepPhoto, type FileService } from '../files/index.ts';
import { isContested } from './contestations/rules.ts';
import { infractionModel, toFine, type Fine, type InfractionRecord } from './infraction.model.ts';
import { agentVoid } from './infraction.states.ts';
import { isSamePlace } from './same-place.ts';

/** Why an agent may not void an entry. */
export type VoidRefusal = 'not_yours' | 'over' | 'contested' | 'too_late' | 'paid' | 'awaited';

/** What an infraction is compared by. */
export type Sighting = Pick<Fine, 'country' | 'plate' | 'place' | 'at'> & { readonly typeCode: string };

export interface AgentRecords {
  /** Codes of the kinds most used of late by this agent, then in this commune; the most used first, at most five. */
  usualTypes(agentId: string, where: { country: CountryCode; commune?: string | undefined }): Promise<string[]>;
  /** What was recorded for the same plate, kind and place within ten minutes, newest first. */
  similar(sighting: Sighting, exceptId?: string): Promise<Fine[]>;
  /** The agent's own entries since a moment, newest first. */
  since(agentId: string, from: Date): Promise<Fine[]>;
  /** The agent's own entries, newest first. */
  latest(agentId: string, count: number): Promise<Fine[]>;
  /** Throws `not_found`, and `forbidden` with `details.refusal`. Repeating it changes nothing. */
  void(id: string, by: { agentId: string; reason: string; channel: Channel }): Promise<Fine>;
  /** Keeps a photo as a proof; the same key keeps it once. Throws `not_found`, `unsupported_media`. */
  keepProof(photoId: string, key: string): Promise<string>;
  /** Throws `not_found`, `forbidden` for somebody else's entry, `conflict` when there are enough. */
  addProof(id: string, proof: { agentId: string; photoId: string; key: string }): Promise<Fine>;
}

const minuteMs = 60_000;
const similarMinutes = 10;
const usualCount = 5;
/** How many of the newest entries are counted: enough to know a habit, few enough to be read at once. */
const countedEntries = 200;
const mostProofs = 10;
const mostOfDay = 300;

/** Why this agent may not void this entry now; undefined when he may. */
export function voidRefusal(fine: Fine, agentId: string, now: Date): VoidRefusal | undefined {
  if (fine.agentId !== agentId) return 'not_yours';
  if (fine.state !== 'recorded') return 'over';
  if (isContested(fine)) return 'contested';
  if (fine.payments.length > 0 || fine.paidAmount !== 0) return 'paid';
  if (now.getTime() - fine.createdAt.getTime() > agentVoid.minutes * minuteMs) return 'too_late';
  return fine.reservations.some(({ until }) => until > now) ? 'awaited' : undefined;
}

/** C2: what an agent does with his own entries. */
export function createAgentRecords({
  connection,
  clock,
  files,
  audit,
}: {
  connection: Connection;
  clock: Clock;
  files: Pick<FileService, 'read' | 'put'>;
  audit: Pick<AuditLog, 'record' | 'list'>;
}): AgentRecords {
  const infractions = infractionModel(connection);

  async function get(id: string): Promise<Fine> {
    const found = await infractions.findById(id).lean<InfractionRecord>();
    if (!found) throw new LisoloError('not_found', { reason: 'fine' });
    return toFine(found);
  }
  const own = async (agentId: string, count: number, from?: Date): Promise<Fine[]> =>
    (
      await infractions
        .find({ agentId, ...(from ? { at: { $gte: from } } : {}) })
        .sort({ at: -1 })
        .limit(count)
        .lean<InfractionRecord[]>()
    ).map(toFine);

  async function counted(filter: Record<string, unknown>): Promise<string[]> {
    const found = await infractions.aggregate<{ _id: string }>([
      { $match: filter },
      { $sort: { at: -1 } },
      { $limit: countedEntries },
      { $project: { _id: 0, code: '$type.code' } },
      { $group: { _id: '$code', count: { $sum: 1 } } },
      { $sort: { count: -1, _id: 1 } },
      { $limit: usualCount },
    ]);
    return found.map(({ _id }) => _id);
  }

  /** Also after a crash between the two writes: the same step runs again and finds the entry missing. */
  async function auditOnce(fine: Fine, by: { agentId: string; channel: Channel }): Promise<void> {
    const which = { action: 'infractions.void', subjectKind: 'infractions', subjectId: fine.id };
    const { total } = await audit.list({ ...which, skip: 0, limit: 1 });
    if (total > 0) return;
    await audit.record({
      actor: { kind: 'person', id: by.agentId },
      action: which.action,
      subject: { kind: which.subjectKind, id: fine.id },
      before: { state: 'recorded' },
      after: { state: 'voided' },
      from: by.channel,
    });
  }

  const keepProof = (photoId: string, key: string): Promise<string> =>
    keepPhoto(files, photoId, { name: 'preuve', owner: 'fines', key: `proof:${key}` });

  return {
    async usualTypes(agentId, { country, commune }) {
      const mine = await counted({ agentId });
      if (mine.length >= usualCount || commune === undefined) return mine;
      const there = await counted({ country, 'place.commune': commune });
      return [...new Set([...mine, ...there])].slice(0, usualCount);
    },

    async similar({ country, plate, typeCode, place, at }, exceptId) {
      const found = await infractions
        .find({
          country,
          plate,
          at: {
            $gte: new Date(at.getTime() - similarMinutes * minuteMs),
            $lte: new Date(at.getTime() + similarMinutes * minuteMs),
          },
        })
        .sort({ at: -1 })
        .lean<InfractionRecord[]>();
      return found
        .filter(
          (other) =>
            other._id !== exceptId &&
            other.state !== 'voided' &&
            other.type.code === typeCode &&
            isSamePlace(other.place, place),
        )
        .map(toFine);
    },

    since: (agentId, from) => own(agentId, mostOfDay, from),
    latest: (agentId, count) => own(agentId, count),

    async void(id, by) {
      const now = clock();
      const earliest = new Date(now.getTime() - agentVoid.minutes * minuteMs);
      // All that `voidRefusal` asks for, at the very moment of writing: a payment that begins now makes this fail.
      const voided = await infractions
        .findOneAndUpdate(
          {
            _id: id,
            agentId: by.agentId,
            state: 'recorded',
            createdAt: { $gte: earliest },
            paidAmount: 0,
            'payments.0': { $exists: false },
            'contestations.state': { $ne: 'open' },
            reservations: { $not: { $elemMatch: { until: { $gt: now } } } },
          },
          {
            $inc: { rev: 1 },
            $set: { state: 'voided', 'told.state': 'due', 'told.nextAt': now, 'told.tries': 0 },
            $push: {
              history: { from: 'recorded', to: 'voided', at: now, by: by.agentId, reason: by.reason },
            },
          },
          { returnDocument: 'after' },
        )
        .lean<InfractionRecord>();
      const fine = voided ? toFine(voided) : await get(id);
      const isMine = fine.state === 'voided' && fine.history.at(-1)?.by === by.agentId;
      if (!voided && !isMine)
        throw new LisoloError('forbidden', { refusal: voidRefusal(fine, by.agentId, now) ?? 'awaited' });
      await auditOnce(fine, by);
      return fine;
    },

    keepProof,

    async addProof(id, { agentId, photoId, key }) {
      const fine = await get(id);
      if (fine.agentId !== agentId) throw new LisoloError('forbidden', { reason: 'recorded by somebody else' });
      const fileId = await keepProof(photoId, key);
      const { modifiedCount } = await infractions.updateOne(
        { _id: id, agentId, 'proofs.fileId': { $ne: fileId }, [`proofs.${mostProofs - 1}`]: { $exists: false } },
        { $push: { proofs: { fileId, at: clock(), by: agentId } } },
      );
      const after = await get(id);
      if (modifiedCount === 0 && !after.proofs?.some((proof) => proof.fileId === fileId))
        throw new LisoloError('conflict', { reason: 'there are enough photos' });
      return after;
    },
  };
}
