import type { Model, QueryFilter, SortOrder } from 'mongoose';
import { countBy } from './count.ts';

/** A page of a collection, as the administration asks for it. */
export interface PageQuery {
  readonly skip: number;
  readonly limit: number;
  /** A field, with `-` before it for the newest or greatest first. */
  readonly sort?: string;
}

export interface Page<T> {
  readonly items: T[];
  readonly total: number;
}

/** Reads one collection: pages of what matches, and single documents. */
export interface Reader<Doc, Item> {
  page(filter: QueryFilter<Doc>, query: PageQuery): Promise<Page<Item>>;
  one(id: string): Promise<Item | undefined>;
}

/** Documents with the same value come in one order always, so that no page repeats what another one shows. */
function toSort(sort: string | undefined, unique: readonly string[]): Record<string, SortOrder> {
  const field = sort?.replace(/^-/, '') ?? '_id';
  const direction: SortOrder = sort === undefined || sort.startsWith('-') ? -1 : 1;
  return unique.includes(field) ? { [field]: direction } : { [field]: direction, _id: direction };
}

/** A reader over a model. `filter` and `sort` must come from fixed words, never from a request as it is. */
export function createReader<Doc extends { _id: string }, Item>(options: {
  model: Model<Doc>;
  toItem: (doc: Doc) => Item;
  /** Fields that no two documents share: an index on such a field alone gives their order. */
  unique?: readonly string[];
}): Reader<Doc, Item> {
  const { model, toItem, unique = [] } = options;

  return {
    async page(filter, { skip, limit, sort }) {
      const [docs, total] = await Promise.all([
        model.find(filter).sort(toSort(sort, unique)).skip(skip).limit(limit).lean<Doc[]>(),
        countBy(model, filter),
      ]);
      return { items: docs.map(toItem), total };
    },
    async one(id) {
      const doc = await model.findById(id).lean<Doc | null>();
      return doc ? toItem(doc) : undefined;
    },
  };
}
