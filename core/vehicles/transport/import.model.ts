import { Schema, type Connection, type Model } from 'mongoose';

import { countryCodes, type CountryCode } from '../../dialog/types.ts';
import type { ColumnName } from './columns.ts';
import { importModes, importStates, type ImportMode, type ImportState } from './import.states.ts';

/** What became of the rows, or would. */
export interface ImportCounts {
  /** Rows looked at so far. */
  readonly rows: number;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Nothing of these rows is taken over. */
  readonly refused: number;
  /** Values of rows that are taken over otherwise: the register knows better. */
  readonly kept: number;
}
export const noCounts: ImportCounts = { rows: 0, created: 0, changed: 0, unchanged: 0, refused: 0, kept: 0 };

export interface ImportRecord {
  _id: string;
  /** Who sent it: a person's id. */
  by: string;
  country: CountryCode;
  mode: ImportMode;
  encoding: 'utf-8' | 'windows-1252';
  delimiter: string;
  /** Columns of the file that mean nothing here. */
  ignored: string[];
  state: ImportState;
  /** Batches of rows that are kept, and the next one to be worked on. */
  batches: number;
  next: number;
  rows: number;
  checked?: ImportCounts;
  applied?: ImportCounts;
  /** Who is at work on it, and until when others leave it alone. */
  worker?: string;
  busyUntil?: Date;
  createdAt: Date;
  endedAt?: Date;
  /** When its rows and faults are thrown away; absent once they are. */
  expiresAt?: Date;
}

export type VehicleImport = Omit<ImportRecord, '_id' | 'worker' | 'busyUntil' | 'next' | 'batches' | 'expiresAt'> & {
  readonly id: string;
};

const counts = new Schema<ImportCounts>(
  { rows: Number, created: Number, changed: Number, unchanged: Number, refused: Number, kept: Number },
  { _id: false },
);
const importSchema = new Schema<ImportRecord>(
  {
    _id: String,
    by: String,
    country: { type: String, enum: countryCodes, required: true },
    mode: { type: String, enum: importModes, required: true },
    encoding: { type: String, required: true },
    delimiter: { type: String, required: true },
    ignored: { type: [String], required: true },
    state: { type: String, enum: importStates, required: true },
    batches: { type: Number, required: true },
    next: { type: Number, required: true },
    rows: { type: Number, required: true },
    checked: { type: counts, default: undefined },
    applied: { type: counts, default: undefined },
    worker: String,
    busyUntil: Date,
    createdAt: { type: Date, required: true },
    endedAt: Date,
    expiresAt: Date,
  },
  { versionKey: false },
);
importSchema.index({ state: 1, busyUntil: 1 });
importSchema.index({ expiresAt: 1 }, { sparse: true });
importSchema.index({ by: 1 });
importSchema.index({ createdAt: 1, _id: 1 });
importSchema.index({ state: 1, createdAt: 1 });

export const importModel = (connection: Connection): Model<ImportRecord> =>
  (connection.models['VehicleImport'] as Model<ImportRecord> | undefined) ??
  connection.model<ImportRecord>('VehicleImport', importSchema, 'vehicle_imports');

export const toImport = ({
  _id,
  worker: _worker,
  busyUntil: _until,
  next: _next,
  batches: _batches,
  expiresAt: _expires,
  ...rest
}: ImportRecord): VehicleImport => ({ id: _id, ...rest });

export interface RawRow {
  /** Its number in the file, from 1; the head is one too. */
  readonly line: number;
  /** Absent where the line could not be taken apart. */
  readonly cells?: Readonly<Partial<Record<ColumnName, string>>>;
  /** An earlier line of the file names the same vehicle. */
  readonly sameAs?: number;
}

/** The rows of a file as they came, so many together. */
export interface RowsRecord {
  /** `<import>:<batch>`. */
  _id: string;
  importId: string;
  rows: RawRow[];
}

const rowsSchema = new Schema<RowsRecord>(
  { _id: String, importId: { type: String, required: true, index: true }, rows: Schema.Types.Mixed },
  { versionKey: false },
);
export const importRowsModel = (connection: Connection): Model<RowsRecord> =>
  (connection.models['VehicleImportRows'] as Model<RowsRecord> | undefined) ??
  connection.model<RowsRecord>('VehicleImportRows', rowsSchema, 'vehicle_import_rows');

/** What is wrong with one cell; never what stood in it, which may be somebody's name. */
export interface RowFault {
  readonly line: number;
  /** Empty where it is about the whole row. */
  readonly column: string;
  readonly reason: string;
  /** The rest of the row was taken over. */
  readonly kept?: true;
}

export type ImportPhase = 'checked' | 'applied';

export interface FaultRecord extends RowFault {
  /** `<import>:<phase>:<line>:<nth>`. */
  _id: string;
  importId: string;
  /** Found in the dry run, or when it was taken over. */
  phase: ImportPhase;
}

const faultSchema = new Schema<FaultRecord>(
  {
    _id: String,
    importId: { type: String, required: true },
    phase: { type: String, required: true },
    line: { type: Number, required: true },
    column: String,
    reason: { type: String, required: true },
    kept: Boolean,
  },
  { versionKey: false },
);
faultSchema.index({ importId: 1, phase: 1, line: 1, _id: 1 });
export const importFaultModel = (connection: Connection): Model<FaultRecord> =>
  (connection.models['VehicleImportFault'] as Model<FaultRecord> | undefined) ??
  connection.model<FaultRecord>('VehicleImportFault', faultSchema, 'vehicle_import_faults');
