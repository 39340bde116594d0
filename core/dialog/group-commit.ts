import { mongo } from 'mongoose';

interface Waiting<T> {
  readonly document: T;
  resolve(duplicate: string | undefined): void;
  reject(error: unknown): void;
}

export interface GroupCommitOptions<T> {
  insertMany(documents: T[]): Promise<unknown>;
  /** Documents of one command at most. */
  size?: number;
}

/**
 * Gathers the inserts of concurrent callers into one journalled command. The next command leaves as soon as the last is
 * acknowledged, and each caller waits for the acknowledgement of its own document: no promise is given early.
 * The result is undefined for a stored document, or the message of the duplicate key that refused it.
 */
export function createGroupCommit<T>({
  insertMany,
  size = 200,
}: GroupCommitOptions<T>): (document: T) => Promise<string | undefined> {
  let queue: Waiting<T>[] = [];
  let flushing = false;

  async function flush(): Promise<void> {
    flushing = true;
    while (queue.length > 0) {
      const group = queue.slice(0, size);
      queue = queue.slice(size);
      await settle(group);
    }
    flushing = false;
  }

  async function settle(group: readonly Waiting<T>[]): Promise<void> {
    try {
      await insertMany(group.map(({ document }) => document));
      for (const waiting of group) waiting.resolve(undefined);
    } catch (error) {
      const refused = duplicatesOf(error);
      for (const [index, waiting] of group.entries()) {
        if (!refused) waiting.reject(error);
        else waiting.resolve(refused.get(index));
      }
    }
  }

  return (document) =>
    new Promise((resolve, reject) => {
      queue.push({ document, resolve, reject });
      if (!flushing) void flush();
    });
}

const duplicateKey = 11_000;

/** Which documents were refused as duplicates; undefined when anything else went wrong, so that nobody is told "stored". */
function duplicatesOf(error: unknown): Map<number, string> | undefined {
  if (error instanceof mongo.MongoBulkWriteError) {
    const errors = [error.writeErrors].flat();
    if (errors.length === 0 || errors.some(({ code }) => code !== duplicateKey) || error.result.getWriteConcernError())
      return undefined;
    return new Map(errors.map(({ index, errmsg }) => [index, errmsg ?? '']));
  }
  return error instanceof mongo.MongoServerError && error.code === duplicateKey
    ? new Map([[0, error.message]])
    : undefined;
}
