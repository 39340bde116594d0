import type { Clock } from '../clock.ts';
import { parsePhone } from '../countries/index.ts';
import { newId } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { assertPassword, assertPin, toEmail } from './credentials.ts';
import type { PeopleStore } from './people.ts';
import { alive, happened, isTaken, phoneKey, toPerson } from './people.ts';
import type { PersonDocument } from './person.model.ts';
import { drawnCost, hashSecret, passwordCost, pinCost } from './secrets.ts';
import { roles as knownRoles } from './types.ts';
import type { IdentityService, NewPerson, PeopleFilter, Role } from './types.ts';

export type Register = Pick<IdentityService, 'create' | 'setName' | 'setRoles' | 'list'>;

const longestName = 120;
const mostPerPage = 200;
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function toRoles(roles: readonly Role[]): Role[] {
  const unknown = roles.find((role) => !knownRoles.includes(role));
  if (unknown !== undefined) throw new LisoloError('invalid_input', { field: 'roles', reason: 'no such role' });
  return knownRoles.filter((role) => roles.includes(role));
}

function toName(name: string): string {
  const trimmed = name.replace(/\s+/g, ' ').trim();
  if (trimmed === '' || trimmed.length > longestName)
    throw new LisoloError('invalid_input', { field: 'name', reason: `a name has 1 to ${longestName} characters` });
  return trimmed;
}

function toPhone({ phone, country }: NewPerson): string | undefined {
  if (phone === undefined) return undefined;
  const parsed = parsePhone(phone, country);
  if (!parsed) throw new LisoloError('invalid_input', { field: 'phone', reason: 'no phone number' });
  return parsed;
}

function toCheckedEmail(email: string): string {
  const checked = toEmail(email);
  if (!/^[^\s@]+@[^\s@]+$/.test(checked) || checked.length > 254)
    throw new LisoloError('invalid_input', { field: 'email', reason: 'no e-mail address' });
  return checked;
}

const toFilter = ({ role, country, text }: PeopleFilter) => {
  const part = text?.trim() ? { $regex: escape(text.trim()), $options: 'i' } : undefined;
  return {
    ...alive,
    ...(role && { roles: role }),
    ...(country && { country }),
    ...(part && { $or: [{ name: part }, { email: part }, { phone: part }] }),
  };
};

/** People as administrators see them. */
export function createRegister({
  store,
  clock,
  ready,
}: {
  store: PeopleStore;
  clock: Clock;
  ready: Promise<unknown>;
}): Register {
  const { people } = store;

  async function create(person: NewPerson) {
    await ready;
    if (person.pin !== undefined) assertPin(person.pin);
    if (person.password !== undefined) assertPassword(person.password);
    const phone = toPhone(person);
    const now = clock();
    const stored: PersonDocument = {
      _id: newId(),
      ...(phone && { phone, keys: [phoneKey(phone)] }),
      ...(person.name !== undefined && { name: toName(person.name) }),
      ...(person.email !== undefined && { email: toCheckedEmail(person.email) }),
      country: person.country,
      ...(person.language && { language: person.language }),
      addresses: [],
      roles: toRoles(person.roles ?? []),
      ...(person.pin !== undefined && { pinHash: await hashSecret(person.pin, person.drawn ? drawnCost : pinCost) }),
      ...(person.password !== undefined && {
        passwordHash: await hashSecret(person.password, person.drawn ? drawnCost : passwordCost),
      }),
      history: [{ at: now, what: 'entered by the administration' }],
      createdAt: now,
    };
    try {
      await people.create(stored);
    } catch (error) {
      if (!isTaken(error)) throw error;
      throw new LisoloError('conflict', { field: error.keyPattern?.['email'] ? 'email' : 'phone', reason: 'taken' });
    }
    return toPerson(stored);
  }

  const setName: Register['setName'] = async (personId, name, seen) => {
    const update = { $set: { name: toName(name) }, $push: happened(clock(), 'name set') };
    if (!seen) return toPerson(await store.change(personId, update));
    const changed = await people
      .findOneAndUpdate({ _id: seen.id, ...alive, name: seen.name ?? null }, update, { returnDocument: 'after' })
      .lean<PersonDocument>();
    if (!changed) throw new LisoloError('conflict', { reason: 'it was changed meanwhile' });
    return toPerson(changed);
  };

  async function setRoles(personId: string, roles: readonly Role[]) {
    const given = toRoles(roles);
    const what = `roles: ${given.join(', ') || 'none'}`;
    return toPerson(await store.change(personId, { $set: { roles: given }, $push: happened(clock(), what) }));
  }

  const list: Register['list'] = async ({ filter = {}, page }) => {
    const query = toFilter(filter);
    const limit = Math.min(Math.max(page.limit, 1), mostPerPage);
    const [items, total] = await Promise.all([
      people
        .find(query)
        .sort({ _id: page.oldestFirst ? 1 : -1 })
        .skip(Math.max(page.offset, 0))
        .limit(limit)
        .lean<PersonDocument[]>(),
      people.countDocuments(query),
    ]);
    return { items: items.map(toPerson), total };
  };

  return { create, setName, setRoles, list };
}
