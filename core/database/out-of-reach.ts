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

/** The connection broke, or there is none: the same may succeed later. A write may have been carried out nevertheless. */
export const isOutOfReach = (error: unknown): boolean =>
  kinds.some((kind) => error instanceof kind) ||
  error instanceof DatabaseSilence ||
  isSocketError(error) ||
  // Not exported by the driver: no connection became free in time.
  (error instanceof Error && error.name === 'MongoWaitQueueTimeoutError') ||
  // What mongoose says when it has held an operation back in vain.
  (error instanceof mongoose.Error && /buffering timed out|initial connection/.test(error.message));

/** The connection broke while a command was under way: nobody knows whether it was carried out. */
export const isInDoubt = (error: unknown): boolean =>
  error instanceof mongo.MongoNetworkError || error instanceof DatabaseSilence || isSocketError(error);
