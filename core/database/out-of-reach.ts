import mongoose, { mongo } from 'mongoose';

const kinds = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
];

/** A socket that breaks at the moment of writing speaks for itself: the driver passes Node's own error on. */
const socketCodes = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNREFUSED',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);
const isSocketError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && socketCodes.has(String(error.code));

/** A command was not answered in time; whether it was carried out is not known. */
export class DatabaseSilence extends Error {
  constructor() {
    super('the database did not answer in time');
    this.name = 'DatabaseSilence';
  }
}

/** Of many writes at once the driver says that they failed, and keeps the reason inside. */
const reasonOf = (error: unknown): unknown =>
  error instanceof mongo.MongoBulkWriteError && error.errorResponse instanceof Error ? error.errorResponse : error;

/** The connection broke, or there is none: the same may succeed later. A write may have been carried out nevertheless. */
export function isOutOfReach(error: unknown): boolean {
  const reason = reasonOf(error);
  return (
    kinds.some((kind) => reason instanceof kind) ||
    reason instanceof DatabaseSilence ||
    isSocketError(reason) ||
    // Not exported by the driver: no connection became free in time.
    (reason instanceof Error && reason.name === 'MongoWaitQueueTimeoutError') ||
    // What mongoose says when it has held an operation back in vain.
    (reason instanceof mongoose.Error && /buffering timed out|initial connection/.test(reason.message))
  );
}

/** The connection broke while a command was under way: nobody knows whether it was carried out. */
export function isInDoubt(error: unknown): boolean {
  const reason = reasonOf(error);
  return reason instanceof mongo.MongoNetworkError || reason instanceof DatabaseSilence || isSocketError(reason);
}
