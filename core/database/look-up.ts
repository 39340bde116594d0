import type { Model, QueryFilter } from 'mongoose';
import { createTogether } from './together.ts';

/** Finds a document by its id; those who ask in the same moment share one command. What comes is nobody's to change. */
export const createLookUp = <Doc extends { readonly _id: string }>(
  model: Model<Doc>,
): ((id: string) => Promise<Doc | undefined>) =>
  createTogether({
    async perform(ids) {
      const wanted = [...new Set(ids)];
      const found = await model.find({ _id: { $in: wanted } } as QueryFilter<Doc>).lean<Doc[]>();
      const byId = new Map(found.map((doc) => [doc._id, doc]));
      return ids.map((id) => byId.get(id));
    },
  });
