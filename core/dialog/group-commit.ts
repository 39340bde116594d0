import { mongo } from 'mongoose';
import { createTogether } from '../database/index.ts';

/**
 * Stores the documents of concurrent callers in one journalled command, each caller waiting for the acknowledgement of
 * its own: no promise is given early. The result is undefined for a stored document, or the message of the duplicate
 * key that refused it.
 */
export const createGroupCommit = <T>(
  insertMany: (documents: readonly T[]) => Promise<unknown>,
): ((document: T) => Promise<string | undefined>) =>
  createTogether<T, string | undefined>({
    async perform(documents) {
      try {
        await insertMany(documents);
        return documents.map(() => undefined);
      } catch (error) {
        const refused = duplicatesOf(error);
        if (!refused) throw error;
        return documents.map((_document, index) => refused.get(index));
      }
    },
  });

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
