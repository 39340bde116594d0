import type { Clock } from '../clock.ts';
import { LisoloError } from '../errors.ts';
import type { Merging } from './merging.ts';
import type { PeopleStore } from './people.ts';
import { happened, toPerson } from './people.ts';
import type { PersonDocument } from './person.model.ts';
import type { IdentityService, PersonalData, Role } from './types.ts';

export type Erasure = Pick<IdentityService, 'copyOf' | 'erase' | 'finishPending'>;

const isStaffRole = (role: Role): boolean => role !== 'customer';

/** All that names or reaches a person. Country, dates and the bare id stay: fines and the ledger point at it. */
const personal = { keys: 1, name: 1, phone: 1, email: 1, language: 1, pinHash: 1, pinTries: 1, pinLockedUntil: 1, passwordHash: 1, passwordTries: 1, passwordLockedUntil: 1, totpSecret: 1, consentAt: 1, stoppedAt: 1, carried: 1 } as const; // prettier-ignore

/** The copy and the erasure of one's data (A9), over all domains that hold some. */
export function createErasure({
  store,
  merging,
  parts,
  clock,
}: {
  store: PeopleStore;
  merging: Merging;
  parts: readonly PersonalData[];
  clock: Clock;
}): Erasure {
  const { people } = store;

  async function copyOf(personId: string): Promise<Record<string, unknown>> {
    const person = await store.read(personId);
    if (!person) throw new LisoloError('not_found', { reason: 'no such person' });
    const collected = await Promise.all(
      parts.map(async (part) => [part.domain, await part.collect(person._id)] as const),
    );
    return { person: { ...toPerson(person), history: person.history }, ...Object.fromEntries(collected) };
  }

  /** Those merged into a person, and into these: something may still be kept under their ids. */
  async function formerSelves(personId: string): Promise<PersonDocument[]> {
    const merged = await people.find({ mergedInto: personId }).lean<PersonDocument[]>();
    const deeper = await Promise.all(merged.map((person) => formerSelves(person._id)));
    return [...merged, ...deeper.flat()];
  }

  async function forget(personId: string): Promise<void> {
    const former = await formerSelves(personId);
    for (const person of former) await merging.resume(person);
    for (const part of parts) for (const id of [personId, ...former.map((person) => person._id)]) await part.erase(id);
    const now = clock();
    await people.updateOne(
      { _id: personId, erasedAt: null },
      {
        $set: { erasedAt: now, erasure: 'done', roles: [], addresses: [], history: [{ at: now, what: 'erased' }] },
        $unset: personal,
      },
    );
  }

  async function erase(personId: string): Promise<void> {
    const person = await store.read(personId);
    if (!person) {
      if (await people.exists({ _id: personId })) return;
      throw new LisoloError('not_found', { reason: 'no such person' });
    }
    if (person.roles.some(isStaffRole)) throw new LisoloError('conflict', { reason: 'staff' });
    const asked = await store.change(person._id, {
      $set: { erasure: 'open' },
      $push: happened(clock(), 'erasure asked'),
    });
    await forget(asked._id);
  }

  async function finishPending(): Promise<number> {
    const merges = await people.find({ merge: 'open' }).lean<PersonDocument[]>();
    for (const person of merges) await merging.resume(person);
    const erasures = await people.find({ erasure: 'open' }).lean<PersonDocument[]>();
    for (const { _id } of erasures) await forget((await store.read(_id))?._id ?? _id);
    return merges.length + erasures.length;
  }

  return { copyOf, erase, finishPending };
}
