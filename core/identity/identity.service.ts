import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { CountryCode } from '../dialog/types.ts';
import type { Language } from '../dialog/words.ts';
import { createContacts } from './contacts.ts';
import { createCredentials, toEmail } from './credentials.ts';
import { createErasure } from './erasure.ts';
import { createMerging } from './merging.ts';
import { alive, createPeopleStore, happened, phoneKey, toPerson } from './people.ts';
import { personModel } from './person.model.ts';
import type { PersonDocument } from './person.model.ts';
import { createRegister } from './register.ts';
import type { IdentityService, Person, PersonalData } from './types.ts';

/** Who people are, on whatever channel they write. `defaultCountry` is used where no phone tells. */
export function createIdentityService({
  connection,
  clock,
  defaultCountry,
}: {
  connection: Connection;
  clock: Clock;
  defaultCountry: CountryCode;
}): IdentityService {
  const people = personModel(connection);
  // The unique indexes are what keeps people apart: nothing is stored before they stand.
  const ready = people.init();
  ready.catch(() => undefined);
  const store = createPeopleStore(people);
  const parts: PersonalData[] = [];
  const merging = createMerging({ store, parts, clock });

  const byId = async (personId: string): Promise<Person | undefined> => {
    const person = await store.read(personId);
    return person && toPerson(person);
  };
  const byPhone = async (phone: string): Promise<Person | undefined> => {
    const found = await store.find([phoneKey(phone)]);
    const person = found.find((each) => each.phone === phone) ?? found[0];
    return person && toPerson(person);
  };
  const byEmail = async (email: string): Promise<Person | undefined> => {
    const person = await people.findOne({ email: toEmail(email), ...alive }).lean<PersonDocument>();
    return person ? toPerson(person) : undefined;
  };
  /** While two are being made one, either of them may hold what finds the other. */
  const phonesOf = async (personId: string): Promise<string[]> => {
    const living = await store.read(personId);
    const joining = await people.find({ mergedInto: living?._id ?? personId, merge: 'open' }).lean<PersonDocument[]>();
    const all = [...(living ? [living] : []), ...joining];
    const keys = all.flatMap((person) => person.keys ?? []).filter((key) => key.startsWith(phoneKey('')));
    const known = all.flatMap(({ phone, carried }) => [phone ?? [], carried?.phone ?? []].flat());
    return [...new Set([...known, ...keys.map((key) => key.slice(phoneKey('').length))])];
  };
  const setLanguage = async (personId: string, language: Language): Promise<void> => {
    await store.change(personId, { $set: { language } });
  };
  const stop = async (personId: string): Promise<void> => {
    await store.change(personId, { $set: { stoppedAt: clock() }, $push: happened(clock(), 'stopped notices') });
  };
  const start = async (personId: string): Promise<void> => {
    await store.change(personId, { $unset: { stoppedAt: 1 }, $push: happened(clock(), 'resumed notices') });
  };

  return {
    ...createContacts({ store, merging, clock, defaultCountry, ready }),
    ...createCredentials({ store, clock }),
    ...createErasure({ store, merging, parts, clock }),
    ...createRegister({ store, clock, ready }),
    byId,
    byPhone,
    byEmail,
    phonesOf,
    setLanguage,
    stop,
    start,
    register: (part) => void parts.push(part),
  };
}
