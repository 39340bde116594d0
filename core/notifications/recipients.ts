import type { Language } from '../dialog/words.ts';
import type { IdentityService, Person } from '../identity/index.ts';
import type { Notice, Route } from './types.ts';

/** One way to reach somebody. */
export interface Target {
  readonly route: Route;
  readonly address: string;
}

export interface Recipient {
  readonly personId?: string;
  readonly language: Language;
  /** Asked us to stop: notices are held back. */
  readonly stopped: boolean;
  /** In the order in which they are tried. */
  readonly targets: readonly Target[];
}

/** `<route>:<address>`, the name of a target in the outbox. */
export const targetId = ({ route, address }: Target): string => `${route}:${address}`;

const isChat = (route: Route): boolean => route !== 'ussd' && route !== 'sms' && route !== 'email';

/**
 * Chats first, the last seen before the others; then SMS to the phone, since nothing can be pushed to a USSD session;
 * then e-mail.
 */
function targetsOf(person: Person, smsAfterChat: boolean): Target[] {
  const open = person.addresses.filter(({ blockedAt }) => !blockedAt);
  const chats = open
    .filter(({ channel }) => isChat(channel))
    .sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime())
    .map(({ channel, address }): Target => ({ route: channel, address }));
  const mail = person.email === undefined ? [] : [{ route: 'email' as const, address: person.email }];
  if (chats.length > 0 && !smsAfterChat) return [...chats, ...mail];
  const phones = open.filter(({ channel }) => !isChat(channel)).map(({ address }) => address);
  const numbers = new Set([...(person.phone === undefined ? [] : [person.phone]), ...phones]);
  return [...chats, ...[...numbers].map((address): Target => ({ route: 'sms', address })), ...mail];
}

/** Every address at which a person can be told something, each once. */
export const addressesOf = (person: Person): readonly Target[] => targetsOf(person, true);

/** Finds out whom a notice is for and how to reach them; undefined for a person who is not (or no longer) known. */
export async function recipientOf(
  { to, language }: Pick<Notice, 'to' | 'language'>,
  identity: Pick<IdentityService, 'byId' | 'byPhone'>,
  smsAfterChat: boolean,
): Promise<Recipient | undefined> {
  if ('channel' in to) {
    // What is meant for a dialled session comes after it, as an SMS to the same phone.
    const route = to.channel === 'ussd' ? 'sms' : to.channel;
    // It is part of what is held of whoever owns the phone.
    const owner = route === 'sms' ? await identity.byPhone(to.address) : undefined;
    return {
      ...(owner ? { personId: owner.id } : {}),
      language: language ?? 'fr',
      stopped: false,
      targets: [{ route, address: to.address }],
    };
  }
  const only = 'personId' in to ? to.only : undefined;
  const person = 'personId' in to ? await identity.byId(to.personId) : await identity.byPhone(to.phone);
  if (!person && 'personId' in to) return undefined;
  return {
    ...(person ? { personId: person.id } : {}),
    language: language ?? person?.language ?? 'fr',
    stopped: person?.stoppedAt !== undefined,
    targets:
      'phone' in to
        ? [{ route: 'sms', address: to.phone }]
        : (person ? targetsOf(person, smsAfterChat || only !== undefined) : []).filter(
            (target) => !only || targetId(target) === targetId(only),
          ),
  };
}
