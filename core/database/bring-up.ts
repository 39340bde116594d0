import type { Connection, Model } from 'mongoose';

import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

export interface BringUpDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
}

/** What older documents lack. */
export interface BringUp<Doc> {
  /** The name by which a database knows that it was done. */
  readonly mark: string;
  readonly model: Model<Doc>;
  /** The fields that `page` looks at. */
  readonly fields: readonly (keyof Doc & string)[];
  readonly perPage: number;
  /** Gives those on a page what they lack; returns how many lacked it. The page holds all identifiers after `after`. */
  readonly page: (docs: readonly Doc[], after: string) => Promise<number>;
  /** What is said of it in the log. */
  readonly said: string;
}

/**
 * Documents that were written by an older version get what the present one needs. Done once for a database, page by page along
 * the identifiers; safe to run again, and in several processes.
 */
export async function bringUpOnce<Doc extends { readonly _id: string }>(
  { connection, clock, log }: BringUpDeps,
  { mark, model, fields, perPage, page, said }: BringUp<Doc>,
): Promise<void> {
  const done = connection.collection<{ _id: string; at: Date }>('migrations');
  if (await done.findOne({ _id: mark })) return;
  const projection = Object.fromEntries(['_id', ...fields].map((field) => [field, 1]));
  let changed = 0;
  for (let after = ''; ;) {
    const docs = await model.collection
      .find<Doc>({ _id: { $gt: after } } as object, { projection })
      .sort({ _id: 1 })
      .limit(perPage)
      .toArray();
    const last = docs.at(-1)?._id;
    if (last === undefined) break;
    changed += await page(docs, after);
    after = last;
  }
  await done.updateOne({ _id: mark }, { $set: { at: clock() } }, { upsert: true });
  if (changed > 0) log.info({ changed }, said);
}
