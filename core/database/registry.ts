import type { Model, UpdateQuery } from 'mongoose';

import { LisoloError } from '../errors.ts';
import { isDuplicateKey } from './duplicates.ts';
import { guardedChange } from './guarded-change.ts';
import { createReader, type Reader } from './reader.ts';

/** Fields as they are to be: `null` takes one away, and what is not named stays. */
export type Wished = Readonly<Record<string, unknown>>;

/** Things that administrators add and change, each change guarded by the count of changes. */
export interface Registry<Doc, Item> extends Reader<Doc, Item> {
  /** Throws `conflict` where something has its name. */
  insert(doc: Doc): Promise<Item>;
  /**
   * Changes one in one write; with `seen`, only while it is still what was seen. Throws `not_found`, `conflict` (with a
   * `field`: something else has that name; else it was changed meanwhile), and what `decide` throws.
   */
  update(
    id: string,
    seen: { readonly revision: number } | undefined,
    decide: (before: Doc) => Wished,
  ): Promise<{ readonly before: Item; readonly after: Item }>;
}

function toUpdate<Doc>(wished: Wished): UpdateQuery<Doc> {
  const entries = Object.entries(wished);
  const set = entries.filter(([, value]) => value !== undefined && value !== null);
  const gone = entries.filter(([, value]) => value === null);
  return {
    ...(set.length > 0 ? { $set: Object.fromEntries(set) } : {}),
    ...(gone.length > 0 ? { $unset: Object.fromEntries(gone.map(([field]) => [field, 1])) } : {}),
  } as UpdateQuery<Doc>;
}

export function createRegistry<Doc extends { _id: string; readonly revision: number }, Item>({
  model,
  toItem,
  missing,
  taken,
}: {
  readonly model: Model<Doc>;
  readonly toItem: (doc: Doc) => Item;
  /** Why, where there is none. */
  readonly missing: string;
  /** Which field may be taken, and why it was refused then. */
  readonly taken: { readonly field: string; readonly reason: string };
}): Registry<Doc, Item> {
  const change = guardedChange<'revision', Doc, Doc>({ counter: 'revision', toItem: (doc) => doc, missing });
  const refuse = (error: unknown): never => {
    throw isDuplicateKey(error) ? new LisoloError('conflict', taken) : error;
  };

  return {
    ...createReader({ model, toItem }),

    async insert(doc) {
      await model.init();
      await model.create(doc).catch(refuse);
      return toItem(doc);
    },

    async update(id, seen, decide) {
      let before: Doc | undefined;
      const after = await change(model, id, (stored) => {
        if (seen && seen.revision !== stored.revision)
          throw new LisoloError('conflict', { reason: 'it was changed meanwhile' });
        before = stored;
        return toUpdate<Doc>(decide(stored));
      }).catch(refuse);
      return { before: toItem(before ?? after), after: toItem(after) };
    },
  };
}
