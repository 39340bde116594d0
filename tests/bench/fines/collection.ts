import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import mongoose, { type Connection, type mongo } from 'mongoose';
import { durableUri, startDatabase } from '../../../core/database/index.ts';
import { infractionModel, type InfractionRecord } from '../../../core/fines/index.ts';
import { silentLog } from '../../../core/log.ts';
import { fineAt, type Stretch } from './fine-records.ts';

/** Works on a database of its own, whose files are gone afterwards. */
export async function onFreshDatabase(work: (connection: Connection, uri: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lisolo-bench-'));
  const database = await startDatabase({
    mongodbUri: process.env['MONGODB_URI'],
    dataDirectory: folder,
    log: silentLog,
  });
  try {
    // Without the product's time limits: an index on a million fines takes longer than any question of the product.
    const connection = await mongoose.createConnection(durableUri(database.uri)).asPromise();
    try {
      await work(connection, database.uri);
    } finally {
      await connection.close();
    }
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const perBatch = 2_000;
const underWayAtOnce = 2;

/** Stores the fines of a stretch, a few thousand in memory at a time, and puts every index in its place. Gives the seconds. */
export async function store(connection: Connection, stretch: Stretch): Promise<number> {
  await infractionModel(connection).init();
  const collection = connection.collection<InfractionRecord>('infractions');
  const begun = performance.now();
  // One reading of everything makes all the indexes; keeping them up with each of so many fines takes five times as long.
  const indexes = (await collection.indexes()).filter(({ name }) => name !== '_id_');
  await collection.dropIndexes();
  let next = stretch.from;
  async function storeSome(): Promise<void> {
    while (next < stretch.to) {
      const first = next;
      next = Math.min(stretch.to, first + perBatch);
      const batch = Array.from({ length: next - first }, (_, nth) => fineAt(first + nth, stretch));
      await collection.insertMany(batch, { ordered: false });
    }
  }
  await Promise.all(Array.from({ length: underWayAtOnce }, storeSome));
  await collection.createIndexes(indexes.map(({ v: _version, ...index }) => index as mongo.IndexDescription));
  return (performance.now() - begun) / 1_000;
}
