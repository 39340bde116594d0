import mongoose from 'mongoose';
import type { Log } from '../log.ts';
import { endBrokenWrites } from './broken-writes.ts';
import { durableUri } from './uri.ts';

const selectionTimeoutMs = 5_000;
/** A server that has fallen silent is noticed after both, and what waits for it is given up. The driver's own: 40 s. */
const heartbeatMs = 5_000;
const silenceMs = 5_000;
/** Without it a command on a connection that nobody closes would wait for ever, and all that is asked together with it. */
const longestCommandMs = 20_000;

/**
 * Opens a connection of its own (never mongoose's default one) with journalled writes.
 * Throws when no server answers within 5 seconds.
 */
export async function connectDatabase(options: { uri: string; log: Log }): Promise<mongoose.Connection> {
  // mongoose's declarations leave bufferTimeoutMS out (lib/validOptions.js).
  const settings: mongoose.ConnectOptions & { bufferTimeoutMS: number } = {
    serverSelectionTimeoutMS: selectionTimeoutMs,
    bufferTimeoutMS: selectionTimeoutMs,
    heartbeatFrequencyMS: heartbeatMs,
    // The embedded engine cannot be watched otherwise, and one way of watching is enough.
    serverMonitoringMode: 'poll',
    connectTimeoutMS: silenceMs,
    waitQueueTimeoutMS: selectionTimeoutMs,
    socketTimeoutMS: longestCommandMs,
    appName: 'lisolo',
  };
  if (!endBrokenWrites()) options.log.warn('a database lost in the middle of a write may not be found again');
  const connection = mongoose.createConnection(durableUri(options.uri), settings);
  connection.on('error', (error: unknown) => options.log.error({ error }, 'database connection fault'));
  let isClosing = false;
  connection.on('disconnecting', () => (isClosing = true));
  connection.on('disconnected', () => isClosing || options.log.warn('database connection lost'));
  connection.on('reconnected', () => options.log.info('database connection is back'));
  return connection.asPromise();
}

/** Whether the database answers now. Rejects when it is out of reach. */
export const isAnswering = async (connection: mongoose.Connection): Promise<boolean> =>
  (await connection.db?.admin().ping())?.['ok'] === 1;
