import type { Model, mongo, Schema } from 'mongoose';

/**
 * All indexes of a collection in one command, which creates the collection too: mongoose asks for them one after the other, and
 * hundreds of small questions are a good part of a first start. Where one is refused, the others are still made, and what
 * was refused is thrown.
 */
async function ensureIndexes(this: Model<unknown>): Promise<void> {
  const wanted = this.schema.indexes().map(([key, options]) => ({ ...options, key })) as mongo.IndexDescription[];
  if (wanted.length === 0) return;
  try {
    await this.collection.createIndexes(wanted);
  } catch (error) {
    await Promise.allSettled(wanted.map((index) => this.collection.createIndexes([index])));
    throw error;
  }
}

/** For a connection: its models make their indexes at once. */
export const indexesAtOnce = (schema: Schema): void => void schema.static('ensureIndexes', ensureIndexes);
