/** What kinds of problems people tell; their names and the words that tell them are texts (`report-categories`). */
export const categoryCodes = [
  'pothole', 'road_sign', 'obstruction', 'abandoned_vehicle',
  'water_leak', 'flooding', 'sewage',
  'garbage',
  'street_light', 'power_line', 'power_cut',
  'erosion', 'fallen_tree',
  'unsafe_building', 'noise', 'insecurity',
  'other',
] as const; // prettier-ignore
export type CategoryCode = (typeof categoryCodes)[number];

export const categoryGroups = ['roads', 'water', 'waste', 'electricity', 'nature', 'safety', 'other'] as const;
export type CategoryGroup = (typeof categoryGroups)[number];

export interface Category {
  readonly code: CategoryCode;
  readonly group: CategoryGroup;
  /** Two open reports so near to each other are likely to be about the same thing. */
  readonly duplicateMetres: number;
  /** `checked`: faces and plates are likely in its photos, so a moderator looks at each before anybody else does. */
  readonly photos: 'open' | 'checked';
  /** `blurred`: whoever is told of is found by an exact place, so the public gets the neighbourhood only. */
  readonly position: 'exact' | 'blurred';
  /** What a body should take to resolve it, in hours; a measure, not a promise. */
  readonly targetHours: number;
}

const usualMetres = 250;
const day = 24;
type Odd = Partial<Omit<Category, 'code' | 'group' | 'targetHours'>>;
const category = (code: CategoryCode, group: CategoryGroup, targetHours: number, odd: Odd = {}): Category => ({
  code, group, targetHours, duplicateMetres: usualMetres, photos: 'open', position: 'exact', ...odd,
}); // prettier-ignore

/** In the order in which they are offered. */
export const categories: readonly Category[] = [
  category('garbage', 'waste', 3 * day),
  category('pothole', 'roads', 14 * day, { duplicateMetres: 100 }),
  category('street_light', 'electricity', 7 * day, { duplicateMetres: 60 }),
  category('water_leak', 'water', 2 * day, { duplicateMetres: 150 }),
  category('power_cut', 'electricity', day, { duplicateMetres: 1_000 }),
  category('power_line', 'electricity', 12, { duplicateMetres: 100 }),
  category('flooding', 'water', 2 * day, { duplicateMetres: 500 }),
  category('sewage', 'water', 3 * day),
  category('erosion', 'nature', 7 * day, { duplicateMetres: 500 }),
  category('fallen_tree', 'nature', 2 * day, { duplicateMetres: 100 }),
  category('road_sign', 'roads', 7 * day, { duplicateMetres: 60 }),
  category('obstruction', 'roads', 3 * day, { duplicateMetres: 100, photos: 'checked' }),
  category('abandoned_vehicle', 'roads', 7 * day, { duplicateMetres: 50, photos: 'checked' }),
  category('unsafe_building', 'safety', 7 * day, { duplicateMetres: 50 }),
  category('noise', 'safety', 3 * day, { photos: 'checked', position: 'blurred' }),
  category('insecurity', 'safety', day, { photos: 'checked', position: 'blurred' }),
  category('other', 'other', 14 * day, { photos: 'checked' }),
];

export const categoryOf = (code: CategoryCode): Category => categories.find((one) => one.code === code) as Category;
export const isCategory = (text: string): text is CategoryCode => (categoryCodes as readonly string[]).includes(text);
