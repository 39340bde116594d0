import { Schema, type Connection, type Model } from 'mongoose';

export const gatheredKinds = ['comment', 'new', 'reopened', 'called'] as const;
export type GatheredKind = (typeof gatheredKinds)[number];

/** Something that happened to a report and is told together with what else happens meanwhile. */
export interface GatheredRecord {
  /** `<about>:<report id>:<seq>`: gathered once. */
  _id: string;
  /** `talk:<report id>`, `body:<body id>`, `anonymous:<body id>` or `mail:<body id>`. */
  about: string;
  reportId: string;
  seq: number;
  what: GatheredKind;
  /** When it happened, as the report has it: of an anonymous one it tells the hour. */
  at: Date;
  /** Absent once told. */
  dueAt?: Date;
  /** What is told in one message has one; a try that broke off is taken up with the same. */
  group?: string;
}

/** As long as the outbox knows what it has sent. */
const keptSeconds = 30 * 24 * 3_600;

const schema = new Schema<GatheredRecord>(
  {
    _id: String,
    about: { type: String, required: true },
    reportId: { type: String, required: true },
    seq: { type: Number, required: true },
    what: { type: String, enum: gatheredKinds, required: true },
    at: { type: Date, required: true },
    dueAt: Date,
    group: String,
  },
  { versionKey: false },
);
schema.index({ dueAt: 1 }, { sparse: true });
schema.index({ about: 1, dueAt: 1 });
schema.index({ at: 1 }, { expireAfterSeconds: keptSeconds });

export const gatheredModel = (connection: Connection): Model<GatheredRecord> =>
  (connection.models['ReportGathered'] as Model<GatheredRecord> | undefined) ??
  connection.model<GatheredRecord>('ReportGathered', schema, 'report-gathered');
