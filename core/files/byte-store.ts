import { Types, mongo } from 'mongoose';
import type { Connection } from 'mongoose';
import { hourOf, type Clock } from '../clock.ts';
import { untimedId } from '../database/index.ts';

/** Where the bytes of files lie. GridFS by default; another store (S3) is one more factory of this shape. */
export interface ByteStore {
  /** Stores the bytes under an id of newId() or untimedId(), once. */
  write(id: string, bytes: Buffer): Promise<void>;
  /** Undefined when there are none. */
  read(id: string): Promise<Buffer | undefined>;
  /** Does nothing when there are none. */
  remove(id: string): Promise<void>;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && /FileNotFound|File not found/.test(error.message);

interface Chunk {
  readonly _id: Types.ObjectId;
  readonly files_id: Types.ObjectId;
  readonly n: number;
  readonly data: Buffer;
}

const chunkSize = 255 * 1_024;

/** Their ids are chance: the usual ones tell the second in which somebody sent what is in them. */
const chunksOf = (file: Types.ObjectId, bytes: Buffer): Chunk[] =>
  Array.from({ length: Math.ceil(bytes.length / chunkSize) }, (_, n) => ({
    _id: new Types.ObjectId(untimedId()),
    files_id: file,
    n,
    data: bytes.subarray(n * chunkSize, (n + 1) * chunkSize),
  }));

interface Whole {
  readonly _id: Types.ObjectId;
  readonly length: number;
  readonly chunkSize: number;
  /** The hour. */
  readonly uploadDate: Date;
  readonly filename: string;
}

const bucketName = 'bytes';

/** Bytes in MongoDB's GridFS, in chunks that any driver can read. */
export function createGridFsStore(connection: Connection, clock: Clock): ByteStore {
  let opened: mongo.GridFSBucket | undefined;
  const bucket = (): mongo.GridFSBucket => {
    if (!connection.db) throw new Error('the database is not connected');
    opened ??= new mongo.GridFSBucket(connection.db, { bucketName });
    return opened;
  };
  const chunks = () => connection.collection<Chunk>(`${bucketName}.chunks`);
  let indexed: Promise<string> | undefined;

  return {
    /** Not by the driver's own writer, which keeps the moment of writing in the file and in the id of each chunk. */
    async write(id, bytes) {
      indexed ??= chunks().createIndex({ files_id: 1, n: 1 }, { unique: true });
      await indexed.catch((error: unknown) => {
        indexed = undefined;
        throw error;
      });
      const _id = new Types.ObjectId(id);
      if (bytes.length > 0) await chunks().insertMany(chunksOf(_id, bytes));
      await connection
        .collection<Whole>(`${bucketName}.files`)
        .insertOne({ _id, length: bytes.length, chunkSize, uploadDate: hourOf(clock()), filename: id });
    },

    async read(id) {
      const parts: Buffer[] = [];
      try {
        for await (const part of bucket().openDownloadStream(new Types.ObjectId(id))) parts.push(part as Buffer);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
      return Buffer.concat(parts);
    },

    async remove(id) {
      if (!Types.ObjectId.isValid(id)) return;
      try {
        await bucket().delete(new Types.ObjectId(id));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}
