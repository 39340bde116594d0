import mongoose from 'mongoose';
import type { Log } from '../log.ts';
import { endBrokenWrites } from './broken-writes.ts';
import { indexesAtOnce } from './indexes-at-once.ts';
import { durableUri } from './uri.ts';

/**
 * Opens a connection of its own (never mongoose's default one) with journalled writes. A server that is out of reach is
 * waited for `patienceMs`, 5 seconds if not given; one that has fallen silent is noticed after twice that, and what waits
 * for it is given up (the driver's own: 40 s). Throws when no server answers in time.
 */
export async function connectDatabase({
  uri,
  log,
  patienceMs = 5_000,
}: {
  uri: string;
  log: Log;
  patienceMs?: number;
}): Promise<mongoose.Connection> {
  // mongoose's declarations leave bufferTimeoutMS out (lib/validOptions.js).
  const settings: mongoose.ConnectOptions & { bufferTimeoutMS: number } = {
    serverSelectionTimeoutMS: patienceMs,
    bufferTimeoutMS: patienceMs,
    heartbeatFrequencyMS: patienceMs,
    // The embedded engine cannot be watched otherwise, and one way of watching is enough.
    serverMonitoringMode: 'poll',
    connectTimeoutMS: patienceMs,
    waitQueueTimeoutMS: patienceMs,
    // The indexes bring their collection about.
    autoCreate: false,
    // Without it a command on a connection that nobody closes would wait for ever, and all that is asked together with it.
    socketTimeoutMS: 4 * patienceMs,
    appName: 'lisolo',
  };
  if (!endBrokenWrites()) log.warn('a database lost in the middle of a write may not be found again');
  const connection = mongoose.createConnection(durableUri(uri), settings);
  connection.plugin(indexesAtOnce);
  connection.on('error', (error: unknown) => log.error({ error }, 'database connection fault'));
  let isClosing = false;
  connection.on('disconnecting', () => (isClosing = true));
  connection.on('disconnected', () => isClosing || log.warn('database connection lost'));
  connection.on('reconnected', () => log.info('database connection is back'));
  return connection.asPromise();
}

/** Whether the database answers now. Rejects when it is out of reach. */
export const isAnswering = async (connection: mongoose.Connection): Promise<boolean> =>
  (await connection.db?.admin().ping())?.['ok'] === 1;
