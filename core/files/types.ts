import type { PersonalData } from '../identity/index.ts';

/** A stored file, without its bytes. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  /** Sniffed from the bytes, never taken from the sender. */
  readonly mimeType: string;
  readonly size: number;
  readonly createdAt: Date;
  readonly keepUntil?: Date;
}

/** Types of files that Lisolo makes itself and accepts from nobody else (`application/pdf` and `image/png` come from people too). */
export const madeTypes = [
  'application/json',
  'text/plain',
  'text/calendar',
  'text/csv',
  'application/pdf',
  'image/png',
] as const;
export type MadeType = (typeof madeTypes)[number];

export interface FileService {
  /**
   * Stores bytes. Photos are turned upright, freed of metadata and limited in pixels; types are sniffed.
   * Throws `too_large`, `unsupported_media`.
   */
  put(file: {
    readonly bytes: Buffer;
    readonly name: string;
    /** Id of the person whose data it is, and with whom it is erased; or the system part that needs it whoever leaves. */
    readonly owner: string;
    readonly keepUntil?: Date;
    /**
     * Somebody has sent it, and nobody has taken it yet: kept for as long as a dialog may still ask for it. Whoever needs
     * it for longer makes a copy (`keepPhoto`), which is theirs and goes with them.
     */
    readonly briefly?: boolean;
    /** Idempotency key: the same key stores once and returns the first file. */
    readonly key?: string;
    /** Set by our own code for what it has made: stored as it is, under this type. Never set from what a person sent. */
    readonly made?: MadeType;
    /** Neither its id nor its date tells when it came, but for the hour: it belongs to somebody who is not to be known. */
    readonly untimed?: boolean;
  }): Promise<StoredFile>;
  /** What was stored under that idempotency key, if anything. */
  byKey(key: string): Promise<StoredFile | undefined>;
  /** Throws `not_found`, also once `keepUntil` is past. */
  read(id: string): Promise<{ readonly file: StoredFile; readonly bytes: Buffer }>;
  remove(id: string): Promise<void>;
  /** Lets a file end at that moment, unless it ends before. */
  keepOnlyUntil(id: string, until: Date): Promise<void>;
  /** A public address that expires: `<PUBLIC_URL>/f/<signed token>`, short enough for an SMS. */
  link(id: string, validMinutes: number): string;
  /** The file of such a token. Throws `expired`, `not_found`, `invalid_input`. */
  fromLink(token: string): Promise<{ readonly file: StoredFile; readonly bytes: Buffer }>;
  /** Deletes what is past `keepUntil` or was left half stored by a crash; returns how many. */
  sweep(now: Date): Promise<number>;
  /** What is held of a person here, for the copy, erasure and merging of personal data. */
  readonly personalData: PersonalData;
}
