import mongoose from 'mongoose';
import type { Log } from '../log.ts';
import { durableUri } from './uri.ts';

const selectionTimeoutMs = 5_000;

/**
 * Opens a connection of its own (never mongoose's default one) with journalled writes.
 * Throws when no server answers within 5 seconds.
 */
export async function connectDatabase(options: { uri: string; log: Log }): Promise<mongoose.Connection> {
  const connection = mongoose.createConnection(durableUri(options.uri), {
    serverSelectionTimeoutMS: selectionTimeoutMs,
    appName: 'lisolo',
  });
  connection.on('error', (error: unknown) => options.log.error({ error }, 'database connection fault'));
  let isClosing = false;
  connection.on('disconnecting', () => (isClosing = true));
  connection.on('disconnected', () => isClosing || options.log.warn('database connection lost'));
  connection.on('reconnected', () => options.log.info('database connection is back'));
  return connection.asPromise();
}
