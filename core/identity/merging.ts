import type { Clock } from '../clock.ts';
import { LisoloError } from '../errors.ts';
import type { PeopleStore } from './people.ts';
import { alive, happened, isTaken } from './people.ts';
import type { PersonDocument } from './person.model.ts';
import type { PersonalData } from './types.ts';

export interface Merging {
  /** Makes one person of several; returns the id of the survivor, always the oldest. Idempotent. */
  unite(personIds: readonly string[]): Promise<string>;
  /** Takes an interrupted merge up where it stopped. */
  resume(from: PersonDocument): Promise<void>;
}

const keep = (field: string, value: unknown) => ({
  $ifNull: [`$${field}`, value === undefined || value === null ? '$$REMOVE' : { $literal: value }],
});
const earliest = (field: string, value: Date | undefined) => (value ? { [field]: { $min: [`$${field}`, value] } } : {});
const settled = { phone: 1, email: 1, name: 1, keys: 1, carried: 1, pinHash: 1, pinTries: 1, pinLockedUntil: 1, passwordHash: 1, passwordTries: 1, passwordLockedUntil: 1, totpSecret: 1, consentAt: 1, stoppedAt: 1 } as const; // prettier-ignore

/**
 * Without transactions a merge is a row of steps, each of which may run twice:
 * the younger person is marked (from then on nobody changes it), the older gets all keys that find the younger,
 * the younger lays down what is unique, the older takes it up, the domains follow, the younger is emptied.
 * At every moment each key finds one of the two, and both lead to the survivor.
 */
export function createMerging({
  store,
  parts,
  clock,
}: {
  store: PeopleStore;
  parts: readonly PersonalData[];
  clock: Clock;
}): Merging {
  const { people } = store;

  async function layDown(from: PersonDocument): Promise<PersonDocument> {
    if (from.carried) return from;
    const laid = await people
      .findOneAndUpdate(
        { _id: from._id, merge: 'open', carried: null },
        [
          { $set: { carried: { phone: '$phone', email: '$email', addresses: '$addresses' } } },
          { $set: { addresses: [] } },
          { $unset: ['phone', 'email'] },
        ],
        { returnDocument: 'after', updatePipeline: true },
      )
      .lean<PersonDocument>();
    return laid ?? (await people.findById(from._id).lean<PersonDocument>()) ?? from;
  }

  const takeUp = (intoId: string, from: PersonDocument, withEmail: boolean) =>
    people.updateOne(
      { _id: intoId, ...alive },
      [
        {
          $set: {
            phone: keep('phone', from.carried?.phone),
            email: keep('email', withEmail ? from.carried?.email : undefined),
            name: keep('name', from.name),
            language: keep('language', from.language),
            pinHash: keep('pinHash', from.pinHash),
            passwordHash: keep('passwordHash', from.passwordHash),
            totpSecret: keep('totpSecret', from.totpSecret),
            // Whoever said STOP anywhere has said STOP.
            stoppedAt: keep('stoppedAt', from.stoppedAt),
            addresses: {
              $concatArrays: [
                '$addresses',
                {
                  $filter: {
                    input: { $literal: from.carried?.addresses ?? [] },
                    cond: { $not: { $in: ['$$this.key', '$addresses.key'] } },
                  },
                },
              ],
            },
            roles: { $setUnion: ['$roles', from.roles] },
            ...earliest('consentAt', from.consentAt),
            ...earliest('createdAt', from.createdAt),
          },
        },
      ],
      { updatePipeline: true },
    );

  /** Gives the survivor all that the other had; follows the survivor when it is merged itself meanwhile. */
  async function handOver(from: PersonDocument): Promise<string | undefined> {
    let withEmail = true;
    for (;;) {
      const into = await store.read(from.mergedInto ?? '');
      if (!into) return undefined;
      const keyed = await people.updateOne(
        { _id: into._id, ...alive },
        { $addToSet: { keys: { $each: from.keys ?? [] } } },
      );
      if (keyed.matchedCount === 0) continue;
      const laid = await layDown(from);
      try {
        const taken = await takeUp(into._id, laid, withEmail);
        if (taken.matchedCount > 0) return into._id;
      } catch (error) {
        if (!isTaken(error)) throw error;
        if (error.keyPattern?.['email']) withEmail = false;
        else await uniteWithHolder(into._id, laid);
      }
    }
  }

  /** Somebody registered the same phone or address in the moment when it lay free: that is the same person too. */
  async function uniteWithHolder(intoId: string, { carried }: PersonDocument): Promise<void> {
    const holders = await people
      .find({
        ...alive,
        $or: [
          { phone: carried?.phone ?? '' },
          { 'addresses.key': { $in: carried?.addresses.map(({ key }) => key) ?? [] } },
        ],
      })
      .lean<PersonDocument[]>();
    await unite([intoId, ...holders.map((holder) => holder._id)]);
  }

  async function resume(from: PersonDocument): Promise<void> {
    if (from.merge !== 'open' || !from.mergedInto) return;
    const intoId = await handOver(from);
    const heir = intoId ?? from.mergedInto;
    for (const part of parts) await part.merge?.(from._id, heir);
    // The survivor was erased meanwhile: so is what has just been brought to it.
    if (!intoId) for (const part of parts) await part.erase(heir);
    await people.updateOne({ _id: from._id }, { $set: { merge: 'done', roles: [], addresses: [] }, $unset: settled });
  }

  async function mergeInto(intoId: string, fromId: string): Promise<void> {
    const marked = await people
      .findOneAndUpdate(
        { _id: fromId, ...alive },
        { $set: { mergedInto: intoId, merge: 'open' }, $push: happened(clock(), 'merged') },
        { returnDocument: 'after' },
      )
      .lean<PersonDocument>();
    const from = marked ?? (await people.findById(fromId).lean<PersonDocument>());
    if (from) await resume(from);
  }

  async function unite(personIds: readonly string[]): Promise<string> {
    for (;;) {
      const survivors = await Promise.all(personIds.map((id) => store.read(id)));
      const [oldest, ...others] = [...new Set(survivors.flatMap((person) => (person ? [person._id] : [])))].sort();
      if (oldest === undefined) throw new LisoloError('not_found', { reason: 'nobody left to unite' });
      if (others.length === 0) return oldest;
      for (const other of others) await mergeInto(oldest, other);
    }
  }

  return { unite, resume };
}
