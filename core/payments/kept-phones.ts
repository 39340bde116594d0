import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { Clock } from '../clock.ts';
import { newId } from '../database/index.ts';

interface KeptPhoneRecord {
  _id: string;
  /** Of the turn in which it was typed. */
  key: string;
  phone: string;
  expiresAt: Date;
}

const schema = new Schema<KeptPhoneRecord>(
  {
    _id: { type: String, required: true },
    key: { type: String, required: true, unique: true },
    phone: { type: String, required: true },
    expiresAt: { type: Date, required: true, index: { expireAfterSeconds: 0 } },
  },
  { versionKey: false, collection: 'kept_phones' },
);

const keptPhoneModel = (connection: Connection): Model<KeptPhoneRecord> =>
  connection.model<KeptPhoneRecord>('KeptPhone', schema);

/** Longer than anybody takes over a payment, shorter than a stored conversation lives. */
const keepMs = 60 * 60_000;

export interface KeptPhones {
  /** Keeps a typed phone (E.164) for an hour and gives its id, the same for the same turn. */
  keep(phone: string, turnId: string): Promise<string>;
  /** Undefined when it is unknown or too old. */
  read(id: string): Promise<string | undefined>;
  /** Deletes what has expired; returns how many. */
  sweep(now: Date): Promise<number>;
}

/** Numbers that people type for "somebody else pays": a conversation holds their ids only (architecture.md, rule 10). */
export function createKeptPhones({ connection, clock }: { connection: Connection; clock: Clock }): KeptPhones {
  const model = keptPhoneModel(connection);
  return {
    async keep(phone, key) {
      const expiresAt = new Date(clock().getTime() + keepMs);
      const kept = await model
        .findOneAndUpdate(
          { key },
          { $setOnInsert: { _id: newId(), key }, $set: { phone, expiresAt } },
          { upsert: true, returnDocument: 'after' },
        )
        .lean();
      return kept._id;
    },
    async read(id) {
      const kept = await model.findOne({ _id: id, expiresAt: { $gt: clock() } }).lean();
      return kept?.phone;
    },
    sweep: async (now) => (await model.deleteMany({ expiresAt: { $lte: now } })).deletedCount,
  };
}
