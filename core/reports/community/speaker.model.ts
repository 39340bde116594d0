import { Schema, type Connection, type Model } from 'mongoose';

/** The number by which one person is called in the talk about one report. Numbers are never given again. */
export interface SpeakerRecord {
  _id: string;
  reportId: string;
  /** Once forgotten the id of this record, which names nobody. */
  personId: string;
  /** From 1. */
  speaker: number;
}

const schema = new Schema<SpeakerRecord>(
  {
    _id: String,
    reportId: { type: String, required: true },
    personId: { type: String, required: true },
    speaker: { type: Number, required: true },
  },
  { versionKey: false },
);
schema.index({ reportId: 1, speaker: 1 }, { unique: true });
schema.index({ reportId: 1, personId: 1 }, { unique: true });
schema.index({ personId: 1 });

export const speakerModel = (connection: Connection): Model<SpeakerRecord> =>
  (connection.models['ReportSpeaker'] as Model<SpeakerRecord> | undefined) ??
  connection.model<SpeakerRecord>('ReportSpeaker', schema, 'report-speakers');
