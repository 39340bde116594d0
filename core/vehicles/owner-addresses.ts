import { createHash } from 'node:crypto';

import { isLanguage, type Language } from '../dialog/words.ts';
import type { Person } from '../identity/index.ts';
import { addressesOf, type Notice, type Route } from '../notifications/index.ts';
import type { VehicleOwner } from './vehicle-owners.ts';

/** Somewhere to send a notice, with a key of its own, so that none is told twice. */
export type Addressed = Pick<Notice, 'to' | 'key'> & { readonly by: 'sms' | 'chat' | 'email' };

export const isReachable = (owner: VehicleOwner | undefined): owner is VehicleOwner =>
  owner?.person !== undefined || owner?.phone !== undefined || owner?.email !== undefined;

export const languageOf = (person: Person | undefined): Language =>
  isLanguage(person?.language) ? person.language : 'fr';

const wayOf = (route: Route): Addressed['by'] => (route === 'sms' || route === 'email' ? route : 'chat');

/** Names an address in a key without saying it. */
const mark = (route: string, address: string): string =>
  `${route}:${createHash('sha256').update(address).digest('hex').slice(0, 12)}`;

/** A bare phone, under the key of what it is told. */
export const byPhone = (phone: string, what: string): Addressed => ({
  to: { phone },
  key: `${what}:${mark('sms', phone)}`,
  by: 'sms',
});

/** Every address of the owner, under the key of what is told. */
export function addressed({ person, phone, email: written }: VehicleOwner, what: string): Addressed[] {
  // As the addresses of known persons are written, so that it is found with theirs.
  const email = written?.toLowerCase();
  const known = person
    ? addressesOf(person).map(({ route, address }) => ({
        to: { personId: person.id, only: { route, address } },
        key: `${what}:${mark(route, address)}`,
        by: wayOf(route),
      }))
    : [];
  return [
    ...known,
    ...(phone ? [byPhone(phone, what)] : []),
    ...(email
      ? [
          {
            to: { channel: 'email' as const, address: email },
            key: `${what}:${mark('email', email)}`,
            by: 'email' as const,
          },
        ]
      : []),
  ];
}
