import type { Clock } from '../clock.ts';
import { countryOfPhone } from '../countries/index.ts';
import { newId } from '../database/index.ts';
import type { Caller, Channel, CountryCode } from '../dialog/types.ts';
import type { Language } from '../dialog/words.ts';
import { LisoloError } from '../errors.ts';
import type { Merging } from './merging.ts';
import type { PeopleStore } from './people.ts';
import { addressKey, alive, happened, isTaken, phoneKey, toPerson } from './people.ts';
import type { PersonDocument } from './person.model.ts';
import type { IdentityService, Person } from './types.ts';

interface Contact {
  readonly channel: Channel;
  readonly address: string;
  readonly phone?: string;
}

export type Contacts = Pick<IdentityService, 'callerFor' | 'consent' | 'linkPhone' | 'markBlocked'>;

const dayMs = 24 * 60 * 60 * 1000;
/** Races between doors settle in two or three rounds; more means that something else is wrong. */
const mostRounds = 8;

const keysOf = ({ channel, address, phone }: Contact): string[] => [
  addressKey(channel, address),
  ...(phone ? [phoneKey(phone)] : []),
];

const toAddress = ({ channel, address }: Contact, at: Date) => ({
  key: addressKey(channel, address),
  channel,
  address,
  lastSeenAt: at,
});

/** How people are found, first stored and linked (A8, A9). */
export function createContacts(deps: {
  store: PeopleStore;
  merging: Merging;
  clock: Clock;
  defaultCountry: CountryCode;
  ready: Promise<unknown>;
}): Contacts {
  const { store, merging, clock, defaultCountry, ready } = deps;
  const { people } = store;
  const countryOf = (phone: string | undefined): CountryCode => (phone && countryOfPhone(phone)) || defaultCountry;

  /** The one person of these keys; unites several, as they have just proved to be one. */
  async function findOne(keys: readonly string[], personId?: string): Promise<PersonDocument | undefined> {
    const found = await store.find(keys);
    const known =
      personId === undefined || found.some((person) => person._id === personId)
        ? undefined
        : await store.read(personId);
    const ids = new Set([...found, ...(known ? [known] : [])].map((person) => person._id));
    return ids.size > 1 ? store.read(await merging.unite([...ids])) : (found[0] ?? known);
  }

  const link = (personId: string, contact: Contact) =>
    people.updateOne(
      { _id: personId, ...alive, 'addresses.key': { $ne: addressKey(contact.channel, contact.address) } },
      {
        $push: { addresses: toAddress(contact, clock()) },
        $addToSet: { keys: addressKey(contact.channel, contact.address) },
      },
    );

  /** A known address is in use: it is no longer blocked, and the last one used is the first to be told things. */
  async function noteAddress(person: PersonDocument, contact: Contact): Promise<void> {
    const key = addressKey(contact.channel, contact.address);
    const known = person.addresses.find((address) => address.key === key);
    const now = clock();
    if (!known) await link(person._id, contact);
    else if (known.blockedAt || now.getTime() - known.lastSeenAt.getTime() >= dayMs) {
      const seen = { $set: { 'addresses.$.lastSeenAt': now }, $unset: { 'addresses.$.blockedAt': 1 as const } };
      await people.updateOne({ _id: person._id, 'addresses.key': key }, seen);
    }
  }

  /** The operator vouches for a phone that this person was not known by yet. */
  async function notePhone(person: PersonDocument, phone: string | undefined): Promise<void> {
    if (!phone || person.keys?.includes(phoneKey(phone))) return;
    await store.change(person._id, {
      ...(person.phone ? {} : { $set: { phone } }),
      $addToSet: { keys: phoneKey(phone) },
      $push: happened(clock(), 'phone verified'),
    });
  }

  async function keepUp(person: PersonDocument, contact: Contact): Promise<void> {
    if (!person.consentAt) return;
    try {
      await noteAddress(person, contact);
      await notePhone(person, contact.phone);
    } catch (error) {
      // Another turn has just stored the same; the next message finds both.
      if (!isTaken(error)) throw error;
    }
  }

  async function callerFor({ channel, address, phone }: Contact): Promise<Caller> {
    const contact = { channel, address, ...(phone && { phone }) };
    const person = await findOne(keysOf(contact));
    if (!person) return { ...contact, country: countryOf(phone), roles: [], consent: 'unasked' };
    await keepUp(person, contact);
    const known = phone ?? person.phone;
    return {
      channel,
      address,
      ...(known && { phone: known }),
      personId: person._id,
      ...(person.language && { language: person.language }),
      country: person.country,
      roles: person.roles,
      consent: person.consentAt ? 'given' : 'unasked',
    };
  }

  /**
   * Runs a round again when another process was quicker with the same phone or address. Somebody whose merge was
   * interrupted may still hold it: that merge is finished first.
   */
  async function settle(keys: readonly string[], round: () => Promise<Person | undefined>): Promise<Person> {
    await ready;
    for (let n = 0; n < mostRounds; n += 1) {
      try {
        const person = await round();
        if (person) return person;
      } catch (error) {
        if (!isTaken(error) && !(error instanceof LisoloError && error.code === 'not_found')) throw error;
        const halfMerged = await people.find({ keys: { $in: [...keys] }, merge: 'open' }).lean<PersonDocument[]>();
        for (const person of halfMerged) await merging.resume(person);
      }
    }
    throw new LisoloError('unavailable', { reason: 'the same person is being changed elsewhere' });
  }

  async function register(caller: Caller, language: Language): Promise<Person> {
    const now = clock();
    const person: PersonDocument = {
      _id: newId(),
      keys: keysOf(caller),
      ...(caller.phone && { phone: caller.phone }),
      country: caller.phone ? countryOf(caller.phone) : caller.country,
      language,
      addresses: [toAddress(caller, now)],
      roles: [],
      consentAt: now,
      history: [{ at: now, what: 'consented' }],
      createdAt: now,
    };
    await people.create(person);
    return toPerson(person);
  }

  const consent = (caller: Caller, language: Language): Promise<Person> =>
    settle(keysOf(caller), async () => {
      const known = await findOne(keysOf(caller));
      if (!known) return register(caller, language);
      await link(known._id, caller);
      const first = known.consentAt ? {} : { consentAt: clock() };
      const phone = caller.phone && !known.phone ? { phone: caller.phone } : {};
      return toPerson(
        await store.change(known._id, {
          $set: { language, ...first, ...phone },
          $addToSet: { keys: { $each: keysOf(caller) } },
          ...(known.consentAt ? {} : { $push: happened(clock(), 'consented') }),
        }),
      );
    });

  const linkPhone = (caller: Caller, phone: string): Promise<Person> => {
    const keys = keysOf({ channel: caller.channel, address: caller.address, phone });
    return settle(keys, async () => {
      const known = await findOne(keys, caller.personId);
      if (!known?.consentAt) throw new LisoloError('forbidden', { reason: 'no consent to keep the phone' });
      await link(known._id, caller);
      return toPerson(
        await store.change(known._id, {
          $set: { phone, country: countryOfPhone(phone) ?? known.country },
          $addToSet: { keys: { $each: keys } },
          ...(known.phone === phone ? {} : { $push: happened(clock(), 'phone verified') }),
        }),
      );
    });
  };

  async function markBlocked(channel: Channel, address: string): Promise<void> {
    await people.updateOne(
      { 'addresses.key': addressKey(channel, address) },
      { $set: { 'addresses.$.blockedAt': clock() } },
    );
  }

  return { callerFor, consent, linkPhone, markBlocked };
}
