import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Channel } from '../../../core/dialog/types.ts';
import { createIdentityService } from '../../../core/identity/index.ts';
import type { PersonalData } from '../../../core/identity/index.ts';
import { personModel } from '../../../core/identity/person.model.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';

export const ussd = (phone: string) => ({ channel: 'ussd' as const, address: phone, phone });
export const whatsapp = (phone: string) => ({ channel: 'whatsapp' as const, address: phone, phone });
export const telegram = (id: string) => ({ channel: 'telegram' as const, address: id });

export const phoneA = '+243810000001';
export const phoneB = '+221770000002';

/** People on a database, and a domain that writes down what it is told of them. */
async function peopleWorld({ connection, uri }: TestDatabase) {
  const people = () => personModel(connection);
  await people().init();
  await people().deleteMany({});
  let now = new Date('2026-11-21T08:00:00Z');
  const clock = () => now;
  const [merged, erased]: [string[], string[]] = [[], []];
  const belongings: PersonalData = {
    domain: 'belongings',
    collect: async (personId) => ({ of: personId }),
    erase: async (personId) => void erased.push(personId),
    merge: async (from, into) => void merged.push(`${from}>${into}`),
  };
  const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
  identity.register(belongings);
  return {
    uri,
    people,
    living: () => people().find({ mergedInto: null, erasedAt: null }).lean(),
    clock,
    setNow: (at: string) => void (now = new Date(at)),
    merged: merged as readonly string[],
    erased: erased as readonly string[],
    belongings,
    identity,
    /** The first contact, in which they agree. */
    agree: async (contact: { channel: Channel; address: string; phone?: string }) =>
      identity.consent(await identity.callerFor(contact), 'ln'),
  };
}

export type PeopleWorld = Awaited<ReturnType<typeof peopleWorld>>;

/** Nobody is known when a test begins. */
export function forEachPeople(set: (world: PeopleWorld) => void): void {
  let database: TestDatabase;
  beforeAll(async () => void (database = await testDatabase()));
  afterAll(() => database.drop());
  beforeEach(async () => set(await peopleWorld(database)));
}
