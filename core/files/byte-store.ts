import { Types, mongo } from 'mongoose';
import type { Connection } from 'mongoose';

/** Where the bytes of files lie. GridFS by default; another store (S3) is one more factory of this shape. */
export interface ByteStore {
  /** Stores the bytes under an id of newId(), once. */
  write(id: string, bytes: Buffer): Promise<void>;
  /** Undefined when there are none. */
  read(id: string): Promise<Buffer | undefined>;
  /** Does nothing when there are none. */
  remove(id: string): Promise<void>;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && /FileNotFound|File not found/.test(error.message);

/** Bytes in MongoDB's GridFS, in chunks that any driver can read. */
export function createGridFsStore(connection: Connection): ByteStore {
  let opened: mongo.GridFSBucket | undefined;
  const bucket = (): mongo.GridFSBucket => {
    if (!connection.db) throw new Error('the database is not connected');
    opened ??= new mongo.GridFSBucket(connection.db, { bucketName: 'bytes' });
    return opened;
  };

  return {
    async write(id, bytes) {
      const stream = bucket().openUploadStreamWithId(new Types.ObjectId(id), id);
      await new Promise<void>((resolve, reject) => {
        stream.once('finish', resolve).once('error', reject);
        stream.end(bytes);
      });
    },

    async read(id) {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of bucket().openDownloadStream(new Types.ObjectId(id))) chunks.push(chunk as Buffer);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
      return Buffer.concat(chunks);
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
