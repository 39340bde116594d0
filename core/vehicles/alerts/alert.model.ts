import { Schema, type Connection, type Model } from 'mongoose';

import { countryCodes, type CountryCode } from '../../dialog/types.ts';

/** What of a vehicle runs out, and the field that says when. */
export const alertedPapers = {
  insurance: 'insuranceUntil',
  inspection: 'inspectionUntil',
  tax: 'taxUntil',
} as const;
export type AlertedPaper = keyof typeof alertedPapers;
export const alertedPaperNames = Object.keys(alertedPapers) as AlertedPaper[];

/** One paper of one vehicle that ends on one day: the last step that its owner was told, or is about to be. */
export interface AlertRecord {
  /** `<vehicle>:<paper>:<day>`, so that a renewed paper has a record of its own. */
  _id: string;
  vehicleId: string;
  country: CountryCode;
  paper: AlertedPaper;
  /** The last day of the paper, `2026-12-21`. */
  day: string;
  /** Days before the end; only ever smaller. */
  step: number;
  /** While it has to be told: since when, and to whom (`person:<id>`, `phone:<number>`, `email:<address>`). */
  tellAt?: Date;
  to?: string;
  /** The message that it goes into; kept until it is told, so that the same message is made again after a crash. */
  message?: string;
  /** Since when it goes into that one: whoever wrote this sends it, and others only once that is long ago. */
  messageAt?: Date;
  expiresAt: Date;
}

/** Takes an alert out of its message. */
export const ofNoMessage = { message: 1, messageAt: 1 } as const;

const alertSchema = new Schema<AlertRecord>(
  {
    _id: String,
    vehicleId: { type: String, required: true },
    country: { type: String, enum: countryCodes, required: true },
    paper: { type: String, enum: alertedPaperNames, required: true },
    day: { type: String, required: true },
    step: { type: Number, required: true },
    tellAt: Date,
    to: String,
    message: String,
    messageAt: Date,
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
alertSchema.index({ tellAt: 1 }, { sparse: true });
alertSchema.index({ to: 1 }, { sparse: true });
alertSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const alertModel = (connection: Connection): Model<AlertRecord> =>
  (connection.models['VehicleAlert'] as Model<AlertRecord> | undefined) ??
  connection.model<AlertRecord>('VehicleAlert', alertSchema, 'vehicle_alerts');

/** How far one reading of the register for one day has come. */
export interface AlertSweepRecord {
  /** `<country>:<paper>:<day>`. */
  _id: string;
  /** The last vehicle that was looked at. */
  until?: Date;
  vehicleId?: string;
  done: boolean;
  expiresAt: Date;
}

const sweepSchema = new Schema<AlertSweepRecord>(
  {
    _id: String,
    until: Date,
    vehicleId: String,
    done: { type: Boolean, required: true },
    expiresAt: { type: Date, required: true, index: { expireAfterSeconds: 0 } },
  },
  { versionKey: false },
);

export const alertSweepModel = (connection: Connection): Model<AlertSweepRecord> =>
  (connection.models['VehicleAlertSweep'] as Model<AlertSweepRecord> | undefined) ??
  connection.model<AlertSweepRecord>('VehicleAlertSweep', sweepSchema, 'vehicle_alert_sweeps');
