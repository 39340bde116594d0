import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { createRegistry, newId } from '../database/index.ts';
import type { CountryCode } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import type { IdentityService } from '../identity/index.ts';
import { isKnownArea } from './area.ts';
import { bodyModel, toBody, type Body, type BodyRecord } from './body.model.ts';
import type { CategoryCode } from './categories.ts';
import type { Routing } from './routing.ts';

interface Written {
  readonly name: string;
  /** `CD`, `CD/kinshasa`, `kinshasa.cd`, `kinshasa.cd/Limete` */
  readonly areas: readonly string[];
  /** Empty: everything. */
  readonly categories: readonly CategoryCode[];
  /** Ids of persons who have the role. */
  readonly operators: readonly string[];
  readonly email?: string | undefined;
}
export interface NewBody extends Written {
  readonly country: CountryCode;
}
/** `null` takes a field away. */
export type BodyChange = { readonly [Field in Exclude<keyof Written, 'email'>]?: Written[Field] | undefined } & {
  readonly email?: string | null | undefined;
  readonly active?: boolean | undefined;
};

const wrong = (field: string, reason: string): LisoloError => new LisoloError('invalid_input', { field, reason });

function checkAreas(country: CountryCode, areas: readonly string[] | undefined): void {
  if (areas === undefined) return;
  if (areas.length === 0) throw wrong('areas', 'a body works somewhere');
  const strange = areas.find((area) => !isKnownArea(area, country));
  if (strange !== undefined) throw wrong('areas', `${strange} is no area of ${country}`);
}

/** The bodies that do something about reports, as the administration writes them. */
export function createBodyRegistry({
  connection,
  clock,
  people,
  routing,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly people: Pick<IdentityService, 'byId'>;
  readonly routing: Pick<Routing, 'ofOperator' | 'inCountry'>;
}) {
  const registry = createRegistry({
    model: bodyModel(connection),
    toItem: toBody,
    missing: 'there is no such body',
    taken: { field: 'name', reason: 'the country has a body of this name' },
  });

  async function checkOperators(ids: readonly string[] | undefined): Promise<void> {
    const found = await Promise.all((ids ?? []).map((id) => people.byId(id)));
    const stranger = ids?.find((_id, index) => !found[index]?.roles.includes('operator'));
    if (stranger !== undefined) throw wrong('operators', `${stranger} is nobody with the role operator`);
  }

  return {
    page: registry.page,
    one: registry.one,
    /** Active ones that name somebody. */
    ofOperator: routing.ofOperator,
    /** Active ones, by name. */
    inCountry: routing.inCountry,

    /** Throws `invalid_input` (`details.field`), `conflict`. */
    async create({ country, name, areas, categories, operators, email }: NewBody): Promise<Body> {
      checkAreas(country, areas);
      await checkOperators(operators);
      return registry.insert({
        _id: newId(),
        name,
        country,
        areas: [...new Set(areas)],
        categories: [...new Set(categories)],
        operators: [...new Set(operators)],
        ...(email !== undefined && { email }),
        active: true,
        revision: 1,
        createdAt: clock(),
        toRoute: true,
      });
    },

    /** Reports that it has stay with it while it is active. Throws `not_found`, `invalid_input` (`details.field`), `conflict`. */
    async update(id: string, change: BodyChange, seen?: Pick<Body, 'revision'>) {
      await checkOperators(change.operators);
      return registry.update(id, seen, (before: BodyRecord) => {
        checkAreas(before.country, change.areas);
        return { ...change, toRoute: true };
      });
    },
  };
}

export type BodyRegistry = ReturnType<typeof createBodyRegistry>;
