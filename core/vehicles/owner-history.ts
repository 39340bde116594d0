/** How somebody came to be the owner. */
export const ownerWays = ['declared', 'claimed', 'transferred', 'imported', 'official', 'administration'] as const;
export type OwnerWay = (typeof ownerWays)[number];

/** One owner of a vehicle, oldest first in its history; the last one without `until` is the present one. */
export interface PastOwner {
  readonly ownerId?: string;
  /** Where the owner is no known person. */
  readonly name?: string;
  readonly from: Date;
  readonly until?: Date;
  readonly how: OwnerWay;
}

/** Whether it is the owner of today. */
export const isPresentEntry = ({ until }: Pick<PastOwner, 'until'>): boolean => until === undefined;

interface Owned {
  readonly ownerId?: string;
  readonly ownerName?: string;
  readonly ownerPhone?: string;
  readonly ownerEmail?: string;
}

const isOwned = ({ ownerId, ownerName, ownerPhone, ownerEmail }: Owned): boolean =>
  [ownerId, ownerName, ownerPhone, ownerEmail].some((each) => each !== undefined);

/** A person who is known now under a new phone is the same owner; so is a name that got a phone. */
function isSame(before: Owned, after: Owned): boolean {
  if (before.ownerId !== undefined || after.ownerId !== undefined) return before.ownerId === after.ownerId;
  if (before.ownerName !== undefined && after.ownerName !== undefined) return before.ownerName === after.ownerName;
  return before.ownerPhone === after.ownerPhone && before.ownerEmail === after.ownerEmail;
}

/** Whether somebody who was known as the owner is not any more. */
export const isNoLongerOwner = (before: Owned, after: Owned): boolean =>
  isOwned(before) && !(isSame(before, after) && isOwned(after));

const entryOf = ({ ownerId, ownerName }: Owned, from: Date, how: OwnerWay): PastOwner => ({
  ...(ownerId === undefined ? {} : { ownerId }),
  ...(ownerName === undefined ? {} : { name: ownerName }),
  from,
  how,
});

/**
 * Since when the present owner has it, so that nothing of the time before is shown to them. Undefined where it has had one
 * owner only, as far as is known.
 */
export function ownedSince({
  ownerId,
  owners = [],
}: Pick<Owned, 'ownerId'> & { readonly owners?: readonly PastOwner[] }): Date | undefined {
  const present = owners.findLast((one) => one.until === undefined && one.ownerId === ownerId);
  return present?.from ?? owners.at(-1)?.until ?? owners.at(-1)?.from;
}

/**
 * The history of owners after a change; undefined when the owner stays the same. Of a vehicle whose owner was known before
 * histories were kept, it begins with that owner.
 */
export function ownersAfter(
  before: (Owned & { readonly owners?: readonly PastOwner[]; readonly createdAt: Date }) | undefined,
  after: Owned,
  { at, how }: { readonly at: Date; readonly how: OwnerWay },
): PastOwner[] | undefined {
  if (before && isSame(before, after) && isOwned(before) === isOwned(after)) return undefined;
  const kept =
    before?.owners ?? (before && isOwned(before) ? [entryOf(before, before.createdAt, 'administration')] : []);
  const closed = kept.map((one) => (one.until === undefined ? { ...one, until: at } : one));
  const owners = isOwned(after) ? [...closed, entryOf(after, at, how)] : closed;
  return owners.length > 0 ? owners : undefined;
}
