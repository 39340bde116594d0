import type { UpdateQuery } from 'mongoose';
import { countries } from '../countries/index.ts';
import { createTogether, isDuplicateKey } from '../database/index.ts';
import type { Channel } from '../dialog/types.ts';
import { LisoloError } from '../errors.ts';
import type { PersonDocument, People } from './person.model.ts';
import type { Person } from './types.ts';

export const addressKey = (channel: Channel | 'sms', address: string): string => `${channel}:${address}`;
export const phoneKey = (phone: string): string => `phone:${phone}`;

/** Neither merged into another person nor erased. */
export const alive = { mergedInto: null, erasedAt: null };
const isAlive = (person: Pick<PersonDocument, 'mergedInto' | 'erasedAt'>): boolean =>
  !person.mergedInto && !person.erasedAt;

/** A unique index refused a write: somebody else holds the phone, e-mail or address. */
export const isTaken = (error: unknown): error is Error & { keyPattern?: Record<string, unknown> } =>
  error instanceof Error && isDuplicateKey(error);

export const happened = (at: Date, what: string) => ({ history: { at, what } });

/** A person as others may see one. */
export function toPerson(stored: PersonDocument): Person {
  const { name, phone, email, consentAt, stoppedAt } = stored;
  return {
    id: stored._id,
    ...(name !== undefined && { name }),
    ...(phone !== undefined && { phone }),
    ...(email !== undefined && { email }),
    ...(consentAt && { consentAt }),
    ...(stoppedAt && { stoppedAt }),
    country: stored.country,
    language: stored.language ?? countries[stored.country].languages[0] ?? 'fr',
    addresses: stored.addresses.map(({ channel, address, blockedAt, lastSeenAt }) => ({
      channel,
      address,
      ...(blockedAt && { blockedAt }),
      lastSeenAt,
    })),
    roles: [...stored.roles],
    hasPin: stored.pinHash !== undefined,
    createdAt: stored.createdAt,
  };
}

export interface PeopleStore {
  readonly people: People;
  /** The person that this one is today, after merges. Undefined when unknown or erased. */
  read(personId: string): Promise<PersonDocument | undefined>;
  /** Everybody living whom one of the keys finds: normally one; more when they are yet to be merged. One indexed read. */
  find(keys: readonly string[]): Promise<PersonDocument[]>;
  /** Changes a person, or the one they were merged into. Throws `not_found`. */
  change(personId: string, update: UpdateQuery<PersonDocument>): Promise<PersonDocument>;
}

const lookUp = { projection: { history: 0 } };

export function createPeopleStore(people: People): PeopleStore {
  /** The look-ups of concurrent callers share one command. */
  const stored = createTogether<string, PersonDocument | undefined>({
    async perform(ids) {
      const found = await people.find({ _id: { $in: [...new Set(ids)] } }).lean<PersonDocument[]>();
      const byId = new Map(found.map((person) => [person._id, person]));
      return ids.map((id) => byId.get(id));
    },
  });

  async function read(personId: string): Promise<PersonDocument | undefined> {
    for (let id: string | undefined = personId; id !== undefined;) {
      const found: PersonDocument | undefined = await stored(id);
      if (!found || found.erasedAt) return undefined;
      if (!found.mergedInto) return found;
      id = found.mergedInto;
    }
    return undefined;
  }

  /** The look-ups of concurrent messages share one command. */
  const holdersOf = createTogether<string, PersonDocument[]>({
    async perform(keys) {
      const found = await people.collection.find<PersonDocument>({ keys: { $in: [...keys] } }, lookUp).toArray();
      return keys.map((key) => found.filter((person) => person.keys?.includes(key)));
    },
  });

  async function find(keys: readonly string[]): Promise<PersonDocument[]> {
    const holders = (await Promise.all(keys.map(holdersOf))).flat();
    const found = [...new Map(holders.map((person) => [person._id, person])).values()];
    const living = found.filter(isAlive);
    if (living.length > 0 || found.length === 0) return living;
    // Only reached while a merge is under way.
    const survivors = await Promise.all(found.map((person) => read(person._id)));
    return [...new Map(survivors.flatMap((person) => (person ? [[person._id, person] as const] : []))).values()];
  }

  async function change(personId: string, update: UpdateQuery<PersonDocument>): Promise<PersonDocument> {
    for (let id = personId; ;) {
      const changed = await people
        .findOneAndUpdate({ _id: id, ...alive }, update, { returnDocument: 'after' })
        .lean<PersonDocument>();
      if (changed) return changed;
      const survivor = await read(id);
      if (!survivor) throw new LisoloError('not_found', { reason: 'no such person' });
      id = survivor._id;
    }
  }

  return { people, read, find, change };
}
