import { mongo } from 'mongoose';

const duplicateKey = 11000;

/** Whether a write was refused because a unique index has that key already: somebody was first, or it is a repeat. */
export const isDuplicateKey = (error: unknown): boolean =>
  (error as { code?: unknown } | null | undefined)?.code === duplicateKey;

/** Of many writes, nothing else went wrong than that some were there already. */
export const areDuplicateKeys = (error: unknown): boolean =>
  error instanceof mongo.MongoBulkWriteError && [error.writeErrors].flat().every(isDuplicateKey);
