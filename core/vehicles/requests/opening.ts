import type { CountryCode } from '../../dialog/types.ts';
import { LisoloError } from '../../errors.ts';
import { parsePlate } from '../../plates/index.ts';
import type { VehicleOwner } from '../vehicle-owners.ts';
import type { Vehicle } from '../vehicle.model.ts';
import type { SomeFacts } from '../vehicle.schema.ts';
import { viewerOf } from '../visibility.ts';
import type { Holder } from './request.model.ts';
import { longestWords, mostPhotos, type RequestKind } from './request.states.ts';
import { differing, parseVinEnd, presentOf, type Wishes } from './wishes.ts';

/** Why a request cannot be made. */
export type RequestRefusal = 'registered' | 'unknown' | 'yours' | 'same' | 'open' | 'enough' | 'proof';

export interface Opening {
  /** Idempotency key. */
  readonly key: string;
  readonly kind: RequestKind;
  readonly by: { readonly personId: string; readonly roles: readonly string[]; readonly onDuty: boolean };
  readonly country: CountryCode;
  /** As it was typed. */
  readonly plate: string;
  /** Of a declaration and of a change: facts as the API takes them. */
  readonly wish?: unknown;
  readonly vinEnd?: string;
  readonly words?: string;
  /** Photos as the door has stored them. */
  readonly photos?: readonly string[];
}

/** What is written of a request beside who asked it and when. */
export interface Asked {
  readonly country: CountryCode;
  readonly plate: string;
  readonly vehicleId?: string;
  readonly wish: SomeFacts;
  readonly was: SomeFacts;
  readonly vinEnd?: string;
  readonly words?: string;
  readonly holder?: Holder;
}

export const refused = (refusal: RequestRefusal): LisoloError => new LisoloError('conflict', { refusal });
const badInput = (field: string): LisoloError => new LisoloError('invalid_input', { field, reason: field });

/** Whom to tell of a claim: the owner whom somebody can reach. */
export function holderOf(owner: VehicleOwner | undefined): Holder | undefined {
  const phone = owner?.person?.phone ?? owner?.phone;
  const email = owner?.email?.toLowerCase();
  if (!owner?.person && phone === undefined) return email === undefined ? undefined : { email };
  return { ...(owner?.person ? { personId: owner.person.id } : {}), ...(phone === undefined ? {} : { phone }) };
}

export function canonicalOf(typed: string, country: CountryCode): string {
  const parsed = parsePlate(typed, country);
  if (!parsed || parsed.partial || (parsed.country && parsed.country !== country)) throw badInput('plate');
  return parsed.canonical;
}

function claimOf(opening: Opening, vehicle: Vehicle, owner: VehicleOwner | undefined): Partial<Asked> {
  const vinEnd = opening.vinEnd === undefined ? undefined : parseVinEnd(opening.vinEnd);
  if (opening.vinEnd !== undefined && vinEnd === undefined) throw badInput('vinEnd');
  const isKnown = vinEnd !== undefined && opening.words !== undefined;
  if ((opening.photos ?? []).length === 0 && !isKnown) throw refused('proof');
  const holder = holderOf(owner);
  if (vehicle.ownerId === opening.by.personId || holder?.personId === opening.by.personId) throw refused('yours');
  return { ...(vinEnd === undefined ? {} : { vinEnd }), ...(holder ? { holder } : {}) };
}

function changeOf(opening: Opening, vehicle: Vehicle, wishes: Wishes): Partial<Asked> {
  if (viewerOf(opening.by, vehicle) === 'public') throw new LisoloError('forbidden', { reason: 'not the owner' });
  const wished = wishes.changes(opening.wish);
  const plate = wished.plate === undefined ? {} : { plate: canonicalOf(wished.plate, opening.country) };
  const wish = differing({ ...wished, ...plate }, vehicle);
  if (Object.keys(wish).length === 0) throw refused('same');
  return { wish, was: presentOf(wish, vehicle) };
}

/**
 * What this opening asks, checked against the register as it is. Throws `invalid_input` (`details.field`), `forbidden`,
 * `conflict` (`details.refusal`, a `RequestRefusal`).
 */
export function askedIn(
  opening: Opening,
  vehicle: Vehicle | undefined,
  owner: VehicleOwner | undefined,
  wishes: Wishes,
): Asked {
  const { kind, country, words, photos = [] } = opening;
  if (words !== undefined && (words.trim() === '' || words.length > longestWords)) throw badInput('words');
  if (photos.length > mostPhotos) throw badInput('photos');
  const plate = canonicalOf(opening.plate, country);
  const base = { country, plate, wish: {}, was: {}, ...(words === undefined ? {} : { words }) };
  if (kind === 'declare') {
    if (vehicle) throw refused('registered');
    return { ...base, wish: wishes.declared(opening.wish) };
  }
  if (!vehicle) throw refused('unknown');
  const asked = kind === 'claim' ? claimOf(opening, vehicle, owner) : changeOf(opening, vehicle, wishes);
  return { ...base, vehicleId: vehicle.id, ...asked };
}
