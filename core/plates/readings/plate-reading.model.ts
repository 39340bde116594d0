import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { Channel, CountryCode } from '../../dialog/types.ts';
import type { PlateFault } from '../reader.ts';

/** What became of a reading: one of its guesses was taken, the plate was typed, another photo came, or nothing. */
export type ReadingOutcome = 'chosen' | 'typed' | 'replaced' | 'abandoned';

/** What may be the plate in a photo. */
export interface Guess {
  /** As a plate is stored. */
  readonly text: string;
  readonly confidence: number;
}

/**
 * One photo that was read for its plate. Of whom and of what plate stays unknown: the guesses are for the conversation and
 * are forgotten after a day.
 */
export interface PlateReadingRecord {
  /** Id of the photo's file, so that a photo is read and counted once. */
  _id: string;
  at: Date;
  verdict: 'sure' | 'unsure' | 'none';
  fault?: PlateFault;
  /** Of the first guess. */
  confidence?: number;
  country: CountryCode;
  series?: string;
  /** What it was read with. */
  model: string;
  channel: Channel;
  milliseconds: number;
  outcome?: ReadingOutcome;
  /** Which guess was taken, from 1. */
  place?: number;
  /** Signs of the first guess that differ from the plate. */
  wrongSigns?: number;
  guesses?: Guess[];
  /** File of the small picture of the plate. */
  pictureId?: string;
  /** When the guesses go. */
  forgetAt?: Date;
}

const schema = new Schema<PlateReadingRecord>(
  {
    _id: { type: String },
    at: { type: Date, required: true },
    verdict: { type: String, required: true },
    fault: String,
    confidence: Number,
    country: { type: String, required: true },
    series: String,
    model: { type: String, required: true },
    channel: { type: String, required: true },
    milliseconds: { type: Number, required: true },
    outcome: String,
    place: Number,
    wrongSigns: Number,
    guesses: { type: [{ _id: false, text: String, confidence: Number }], default: undefined },
    pictureId: String,
    forgetAt: Date,
  },
  { versionKey: false, collection: 'plate_readings' },
);
schema.index({ at: 1, country: 1 });
schema.index({ country: 1, at: 1 });
schema.index({ forgetAt: 1 }, { sparse: true });

export const plateReadingModel = (connection: Connection): Model<PlateReadingRecord> =>
  (connection.models['PlateReading'] as Model<PlateReadingRecord> | undefined) ??
  connection.model<PlateReadingRecord>('PlateReading', schema);
