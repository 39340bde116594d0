import type { CategoryCode } from '../reports/index.ts';

/** One more thing to ask about a kind of problem; names in `open311:attribute.<code>`, of values in `open311:value.<key>`. */
export interface Attribute {
  readonly code: string;
  readonly datatype: 'string' | 'number' | 'datetime' | 'text' | 'singlevaluelist' | 'multivaluelist';
  readonly required: boolean;
  /** What can be answered, of lists. */
  readonly values: readonly string[];
}

const asks = (
  code: string,
  datatype: Attribute['datatype'],
  values: readonly string[] = [],
  required = false,
): Attribute => ({ code, datatype, required, values });

const ofCategory: Partial<Readonly<Record<CategoryCode, readonly Attribute[]>>> = {
  pothole: [asks('size', 'singlevaluelist', ['small', 'large', 'whole_road'])],
  street_light: [asks('pole', 'string')],
  water_leak: [asks('flow', 'singlevaluelist', ['drops', 'stream', 'gush'])],
  garbage: [asks('waste', 'multivaluelist', ['household', 'rubble', 'scrap', 'animal'])],
  flooding: [asks('depth', 'number')],
  power_cut: [asks('since', 'datetime')],
  // Whoever reads it has to know whether people are in danger.
  power_line: [asks('on_ground', 'singlevaluelist', ['yes', 'no'], true)],
  unsafe_building: [asks('inhabited', 'singlevaluelist', ['yes', 'no']), asks('signs', 'text')],
};

export const attributesOf = (category: CategoryCode): readonly Attribute[] => ofCategory[category] ?? [];

/** When categories or attributes last changed; programs read them anew then (Service Discovery, `changeset`). */
export const definitionsChanged = '2026-11-21T00:00:00Z';
