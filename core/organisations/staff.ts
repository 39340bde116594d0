import { LisoloError } from '../errors.ts';
import type { IdentityService } from '../identity/index.ts';

/** The ids of these people as they are known today. Throws `invalid_input` for whoever is nobody or no counter agent. */
export async function checkStaff(
  people: Pick<IdentityService, 'byId'>,
  field: 'agents' | 'managers',
  ids: readonly string[] | undefined,
): Promise<string[] | undefined> {
  if (ids === undefined) return undefined;
  const found = await Promise.all(
    ids.map(async (id) => {
      const person = await people.byId(id);
      if (!person) throw new LisoloError('invalid_input', { field, reason: `there is no person ${id}` });
      if (!person.roles.includes('counter_agent'))
        throw new LisoloError('invalid_input', { field, reason: `${id} has not the role counter_agent` });
      return person.id;
    }),
  );
  return [...new Set(found)];
}
