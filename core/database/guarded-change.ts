import type { Model, QueryFilter, UpdateQuery } from 'mongoose';

import { LisoloError } from '../errors.ts';

/**
 * Changes a document as it stands: `decide` looks at it and gives the whole update, or nothing when there is nothing to do, or
 * throws. It is written in one step and only while the document is what was looked at; otherwise it is looked at again. Gives
 * it as it stands afterwards. Throws `not_found`.
 */
export type GuardedChange<Doc, Item> = (
  model: Model<Doc>,
  id: string,
  decide: (item: Item) => UpdateQuery<Doc> | undefined | Promise<UpdateQuery<Doc> | undefined>,
) => Promise<Item>;

/** How documents of one kind are changed that count their changes in `counter`. */
export function guardedChange<Counter extends string, Doc extends Readonly<Record<Counter, number>>, Item>({
  counter,
  toItem,
  missing,
}: {
  readonly counter: Counter;
  readonly toItem: (doc: Doc) => Item;
  /** Why, where there is none. */
  readonly missing: string;
}): GuardedChange<Doc, Item> {
  return async (model, id, decide) => {
    for (;;) {
      const found = await model.findById(id).lean<Doc>();
      if (!found) throw new LisoloError('not_found', { reason: missing });
      const item = toItem(found);
      const update = await decide(item);
      if (!update) return item;
      const changed = await model
        .findOneAndUpdate(
          { _id: id, [counter]: found[counter] } as QueryFilter<Doc>,
          { ...update, $inc: { ...update.$inc, [counter]: 1 } },
          { returnDocument: 'after' },
        )
        .lean<Doc>();
      if (changed) return toItem(changed);
    }
  };
}
