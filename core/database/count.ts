import type { Model, QueryFilter } from 'mongoose';

/** How many match. Without a filter the keys of an index are counted; the documents would all be read otherwise. */
export const countBy = <Doc>(model: Model<Doc>, filter: QueryFilter<Doc>): Promise<number> =>
  Object.keys(filter).length === 0 ? model.countDocuments({}).hint('_id_').exec() : model.countDocuments(filter).exec();
