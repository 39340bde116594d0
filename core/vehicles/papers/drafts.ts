import { Schema, type Connection, type Model } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { newId } from '../../database/index.ts';
import type { PaperFields } from './fields/paper-fields.ts';

interface DraftRecord {
  _id: string;
  /** Idempotency key. */
  key: string;
  personId: string;
  fields: PaperFields;
  expiresAt: Date;
}

const schema = new Schema<DraftRecord>(
  {
    _id: String,
    key: { type: String, required: true, unique: true },
    personId: String,
    fields: Schema.Types.Mixed,
    expiresAt: { type: Date, required: true, index: { expireAfterSeconds: 0 } },
  },
  { versionKey: false, minimize: false },
);
schema.index({ personId: 1 });

export const draftModel = (connection: Connection): Model<DraftRecord> =>
  (connection.models['PaperDraft'] as Model<DraftRecord> | undefined) ??
  connection.model<DraftRecord>('PaperDraft', schema, 'paper_drafts');

const keepMs = 86_400_000;

/** What was read of a photo, until its sender has said whether it is right: a conversation itself keeps ids only. */
export interface PaperDrafts {
  /** The same key keeps once. Returns the draft's id. */
  keep(fields: PaperFields, personId: string, key: string): Promise<string>;
  /** Undefined when it is over. */
  read(id: string | undefined): Promise<PaperFields | undefined>;
  /** Deletes what is over; returns how many. */
  sweep(): Promise<number>;
}

export function createPaperDrafts({ connection, clock }: { connection: Connection; clock: Clock }): PaperDrafts {
  const drafts = draftModel(connection);
  return {
    async keep(fields, personId, key) {
      await drafts.init();
      const kept = await drafts
        .findOneAndUpdate(
          { key },
          { $setOnInsert: { _id: newId(), personId, fields, expiresAt: new Date(clock().getTime() + keepMs) } },
          { upsert: true, returnDocument: 'after' },
        )
        .lean<DraftRecord>();
      return kept?._id ?? '';
    },

    async read(id) {
      if (!id) return undefined;
      return (await drafts.findOne({ _id: id, expiresAt: { $gt: clock() } }).lean<DraftRecord>())?.fields;
    },

    async sweep() {
      return (await drafts.deleteMany({ expiresAt: { $lte: clock() } })).deletedCount;
    },
  };
}
