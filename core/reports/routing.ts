import type { Connection } from 'mongoose';
import type { CountryCode } from '../dialog/types.ts';
import { areasOf } from './area.ts';
import { bodyModel, toBody, type Body, type BodyRecord } from './body.model.ts';
import type { CategoryCode } from './categories.ts';

/** Where something is, and what it is. */
export interface Matter {
  readonly country: CountryCode;
  readonly category: CategoryCode;
  readonly region: string;
  readonly city?: string;
  readonly commune?: string;
}

/** Which body does something about what. */
export function createRouting({ connection }: { readonly connection: Connection }) {
  const bodies = bodyModel(connection);

  return {
    /** The smallest area goes first, then whoever names the category, then who was there first. */
    async bodyFor(matter: Matter): Promise<Body | undefined> {
      const areas = areasOf(matter);
      const found = await bodies.find({ areas: { $in: areas }, active: true }).lean<BodyRecord[]>();
      const { category } = matter;
      const rankOf = (body: BodyRecord): readonly number[] => [
        Math.min(...body.areas.map((area) => areas.indexOf(area)).filter((at) => at >= 0)),
        body.categories.length > 0 ? 0 : 1,
        body.createdAt.getTime(),
      ];
      const [first] = found
        .filter(({ categories }) => categories.length === 0 || categories.includes(category))
        .map((body) => ({ body, rank: rankOf(body) }))
        .sort((a, b) => {
          const at = a.rank.findIndex((value, index) => value !== b.rank[index]);
          return at < 0 ? a.body._id.localeCompare(b.body._id) : (a.rank[at] ?? 0) - (b.rank[at] ?? 0);
        });
      return first && toBody(first.body);
    },

    /** Those that name somebody as one of their operators. */
    async ofOperator(personId: string): Promise<readonly Body[]> {
      const found = await bodies.find({ operators: personId }).lean<BodyRecord[]>();
      return found.filter(({ active }) => active).map(toBody);
    },

    /** All that are at work in a country, by name. */
    async inCountry(country: CountryCode): Promise<readonly Body[]> {
      const found = await bodies.find({ country }).sort({ name: 1 }).lean<BodyRecord[]>();
      return found.filter(({ active }) => active).map(toBody);
    },

    async body(id: string): Promise<Body | undefined> {
      const found = await bodies.findById(id).lean<BodyRecord>();
      return found ? toBody(found) : undefined;
    },
  };
}

export type Routing = ReturnType<typeof createRouting>;
