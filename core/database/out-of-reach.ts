import mongoose, { mongo } from 'mongoose';

const kinds = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
];

/** The connection broke, or there is none: the same may succeed later. A write may have been carried out nevertheless. */
export const isOutOfReach = (error: unknown): boolean =>
  kinds.some((kind) => error instanceof kind) ||
  // Not exported by the driver: no connection became free in time.
  (error instanceof Error && error.name === 'MongoWaitQueueTimeoutError') ||
  // What mongoose says when it has held an operation back in vain.
  (error instanceof mongoose.Error && /buffering timed out|initial connection/.test(error.message));

/** The connection broke while a command was under way: nobody knows whether it was carried out. */
export const isInDoubt = (error: unknown): boolean => error instanceof mongo.MongoNetworkError;
