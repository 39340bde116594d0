import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';

/** One link of the chained log. Nothing in it is ever changed. */
export interface AuditEntryDoc {
  _id: string;
  /** 1, 2, 3, ... without gaps. Unique: two processes cannot write the same link. */
  seq: number;
  at: Date;
  actor: { kind: 'person' | 'system'; id: string };
  action: string;
  subject: { kind: string; id: string };
  /** Canonical JSON, so that what was hashed is what is stored. */
  before?: string;
  after?: string;
  from?: string;
  traceId?: string;
  /** Hash of the entry before; 64 zeros for the first. */
  previous: string;
  hash: string;
}

const party = { kind: { type: String, required: true }, id: { type: String, required: true } };

const schema = new Schema<AuditEntryDoc>(
  {
    _id: { type: String, required: true },
    seq: { type: Number, required: true, unique: true },
    at: { type: Date, required: true },
    actor: party,
    action: { type: String, required: true },
    subject: party,
    before: String,
    after: String,
    from: String,
    traceId: String,
    previous: { type: String, required: true },
    hash: { type: String, required: true },
  },
  { collection: 'audit_entries', versionKey: false },
);
schema.index({ 'subject.kind': 1, 'subject.id': 1, seq: -1 });
schema.index({ 'actor.id': 1, seq: -1 });
schema.index({ action: 1, seq: -1 });

export const auditEntryModel = (connection: Connection): Model<AuditEntryDoc> =>
  (connection.models['AuditEntry'] as Model<AuditEntryDoc> | undefined) ??
  connection.model<AuditEntryDoc>('AuditEntry', schema);
