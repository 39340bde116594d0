import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { newId } from '../database/ids.ts';
import { LisoloError } from '../errors.ts';
import { auditEntryModel } from './audit-entry.model.ts';
import type { AuditEntryDoc } from './audit-entry.model.ts';
import { genesis, hashOf, toCanonical } from './chain.ts';
import type { AuditEntry, AuditService } from './types.ts';

/** The end of the chain; kept elsewhere (a log line, paper) it proves later that nothing was cut off. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly ok: true; readonly head: AuditHead }
  | { readonly ok: false; readonly head: AuditHead; readonly fault: { readonly seq: number; readonly reason: string } };

export interface RecordedEntry extends AuditEntry {
  readonly id: string;
  readonly seq: number;
  readonly at: Date;
  readonly hash: string;
}

export interface AuditQuery {
  readonly actorId?: string;
  readonly action?: string;
  readonly subjectKind?: string;
  readonly subjectId?: string;
  readonly after?: Date;
  readonly before?: Date;
  readonly oldestFirst?: boolean;
  readonly skip: number;
  readonly limit: number;
}

export interface AuditLog extends AuditService {
  /** Walks the whole chain. With a head noted earlier it also finds a tail that was cut off or written anew. */
  verify(noted?: AuditHead): Promise<AuditVerdict>;
  list(query: AuditQuery): Promise<{ items: RecordedEntry[]; total: number }>;
}

interface Waiting {
  readonly entry: AuditEntry;
  readonly at: Date;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const perCommit = 200;
const triesPerCommit = 200;

const parsed = (json: string | undefined): unknown => {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
};

function toRecorded(doc: AuditEntryDoc): RecordedEntry {
  const { _id, before, after, previous: _previous, ...rest } = doc;
  return {
    ...rest,
    id: _id,
    ...(before === undefined ? {} : { before: parsed(before) }),
    ...(after === undefined ? {} : { after: parsed(after) }),
  };
}

function toDoc({ entry, at }: Waiting, last: AuditHead): AuditEntryDoc {
  const before = toCanonical(entry.before);
  const after = toCanonical(entry.after);
  const doc = {
    _id: newId(),
    seq: last.seq + 1,
    at,
    actor: { kind: entry.actor.kind, id: entry.actor.id },
    action: entry.action,
    subject: { kind: entry.subject.kind, id: entry.subject.id },
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(entry.from === undefined ? {} : { from: entry.from }),
    ...(entry.traceId === undefined ? {} : { traceId: entry.traceId }),
    previous: last.hash,
  };
  return { ...doc, hash: hashOf(doc) };
}

/** How many of an ordered insert went in before it met a link that another process had written; throws any other error. */
function insertedBeforeDuplicate(error: unknown): number {
  const fault = error as { code?: unknown; insertedCount?: unknown };
  if (fault.code !== 11000) throw error;
  return typeof fault.insertedCount === 'number' ? fault.insertedCount : 0;
}

function faultOf(doc: AuditEntryDoc, last: AuditHead): string | undefined {
  if (doc.seq !== last.seq + 1) return `entry ${last.seq + 1} is missing`;
  if (doc.previous !== last.hash) return 'does not follow from the entry before';
  if (hashOf(doc) !== doc.hash) return 'was changed after it was written';
  return undefined;
}

/**
 * The append-only log. Entries recorded at the same time are written by one command; the unique number of each link makes
 * processes take turns. `record` resolves when the entry is journalled; throws `unavailable` when others always come first.
 */
export function createAuditService({ connection, clock }: { connection: Connection; clock: Clock }): AuditLog {
  const entries = auditEntryModel(connection);
  const ready = entries.init();
  const waiting: Waiting[] = [];
  let flushing = false;
  let head: AuditHead | undefined;

  async function readHead(): Promise<AuditHead> {
    const last = await entries.findOne({}, { seq: 1, hash: 1 }).sort({ seq: -1 }).lean();
    return last ? { seq: last.seq, hash: last.hash } : { seq: 0, hash: genesis };
  }

  async function append(batch: Waiting[]): Promise<void> {
    let left = batch;
    for (let tries = 0; left.length > 0; tries += 1) {
      if (tries >= triesPerCommit) throw new LisoloError('unavailable', { reason: 'the audit log is too busy' });
      let last = head ?? (await readHead());
      const docs = left.map((each) => {
        const doc = toDoc(each, last);
        last = { seq: doc.seq, hash: doc.hash };
        return doc;
      });
      const written = await entries.collection.insertMany(docs as never, { ordered: true }).then(
        () => docs.length,
        (error: unknown) => insertedBeforeDuplicate(error),
      );
      head = written === docs.length ? last : undefined;
      for (const each of left.slice(0, written)) each.resolve();
      left = left.slice(written);
    }
  }

  async function flush(): Promise<void> {
    if (flushing) return;
    flushing = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, perCommit);
      try {
        await ready;
        await append(batch);
      } catch (error) {
        head = undefined;
        for (const each of batch) each.reject(error);
      }
    }
    flushing = false;
  }

  return {
    record(entry) {
      return new Promise((resolve, reject) => {
        waiting.push({ entry, at: clock(), resolve, reject });
        void flush();
      });
    },

    async verify(noted) {
      let last: AuditHead = { seq: 0, hash: genesis };
      for await (const doc of entries.find().sort({ seq: 1 }).lean().cursor()) {
        const reason = faultOf(doc, last);
        if (reason) return { ok: false, head: last, fault: { seq: doc.seq, reason } };
        last = { seq: doc.seq, hash: doc.hash };
        if (noted?.seq === doc.seq && noted.hash !== doc.hash) {
          return { ok: false, head: last, fault: { seq: doc.seq, reason: 'is not the entry that was noted' } };
        }
      }
      if (noted && noted.seq > last.seq)
        return { ok: false, head: last, fault: { seq: noted.seq, reason: 'the end was cut off' } };
      return { ok: true, head: last };
    },

    async list({ actorId, action, subjectKind, subjectId, after, before, oldestFirst, skip, limit }) {
      const at = { ...(after ? { $gte: after } : {}), ...(before ? { $lt: before } : {}) };
      const filter = {
        ...(actorId ? { 'actor.id': actorId } : {}),
        ...(action ? { action } : {}),
        ...(subjectKind ? { 'subject.kind': subjectKind } : {}),
        ...(subjectId ? { 'subject.id': subjectId } : {}),
        ...(after || before ? { at } : {}),
      };
      const [docs, total] = await Promise.all([
        entries
          .find(filter)
          .sort({ seq: oldestFirst ? 1 : -1 })
          .skip(skip)
          .limit(limit)
          .lean(),
        entries.countDocuments(filter),
      ]);
      return { items: docs.map(toRecorded), total };
    },
  };
}
