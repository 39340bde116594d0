import fc from 'fast-check';
import mongoose from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller, Channel } from '../../../core/dialog/types.ts';
import { createIdentityService, hashSecret } from '../../../core/identity/index.ts';
import type { IdentityService, PersonalData } from '../../../core/identity/index.ts';
import { pinCost } from '../../../core/identity/secrets.ts';
import { createMerging } from '../../../core/identity/merging.ts';
import { createPeopleStore } from '../../../core/identity/people.ts';
import { personModel } from '../../../core/identity/person.model.ts';
import { testDatabase } from '../../support/mongo.ts';
import type { TestDatabase } from '../../support/mongo.ts';

let database: TestDatabase;
let identity: IdentityService;
let now: Date;
let merged: string[];
let erased: string[];

const people = () => personModel(database.connection);
const living = () => people().find({ mergedInto: null, erasedAt: null }).lean();

const belongings: PersonalData = {
  domain: 'belongings',
  collect: async (personId) => ({ of: personId }),
  erase: async (personId) => void erased.push(personId),
  merge: async (from, into) => void merged.push(`${from}>${into}`),
};

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await people().init();
  await people().deleteMany({});
  now = new Date('2026-11-21T08:00:00Z');
  merged = [];
  erased = [];
  identity = createIdentityService({ connection: database.connection, clock: () => now, defaultCountry: 'CD' });
  identity.register(belongings);
});

const ussd = (phone: string) => ({ channel: 'ussd' as const, address: phone, phone });
const whatsapp = (phone: string) => ({ channel: 'whatsapp' as const, address: phone, phone });
const telegram = (id: string) => ({ channel: 'telegram' as const, address: id });
const agree = async (contact: { channel: Channel; address: string; phone?: string }) =>
  identity.consent(await identity.callerFor(contact), 'ln');

const phoneA = '+243810000001';
const phoneB = '+221770000002';

describe('the phones that find a person', () => {
  it('are the present one, those before it, and those of whoever is being merged into them', async () => {
    const { id } = await agree(whatsapp(phoneA));
    const later = '+243820000009';
    await identity.linkPhone({ ...(await identity.callerFor(whatsapp(phoneA))), personId: id }, later);
    expect((await identity.phonesOf(id)).sort()).toEqual([phoneA, later]);
    const other = await agree(ussd(phoneB));
    await people().updateOne({ _id: other.id }, { $set: { mergedInto: id, merge: 'open' } });
    for (const either of [id, other.id])
      expect((await identity.phonesOf(either)).sort()).toEqual([phoneB, phoneA, later].sort());
    await identity.erase(id);
    expect(await identity.phonesOf(id)).toEqual([]);
  });
});

describe('who writes', () => {
  it('is unknown and nothing of them is stored before they agree', async () => {
    expect(await identity.callerFor(ussd(phoneB))).toEqual({
      ...ussd(phoneB),
      country: 'SN',
      roles: [],
      consent: 'unasked',
    });
    expect(await identity.callerFor(telegram('7'))).toEqual({
      ...telegram('7'),
      country: 'CD',
      roles: [],
      consent: 'unasked',
    });
    expect(await people().countDocuments()).toBe(0);
  });

  it('is known by the phone on every channel that vouches for it, in the language chosen once', async () => {
    const person = await agree(ussd(phoneB));
    expect(person).toMatchObject({ phone: phoneB, country: 'SN', language: 'ln' });
    expect(await identity.callerFor(whatsapp(phoneB))).toMatchObject({
      personId: person.id,
      language: 'ln',
      consent: 'given',
      phone: phoneB,
    });
    await identity.setLanguage(person.id, 'wo');
    expect(await identity.callerFor(ussd(phoneB))).toMatchObject({ language: 'wo' });
    expect((await identity.byPhone(phoneB))?.addresses.map(({ channel }) => channel)).toEqual(['ussd', 'whatsapp']);
  });

  it('agrees twice and is one person still', async () => {
    const [a, b] = await Promise.all([agree(ussd(phoneA)), agree(ussd(phoneA))]);
    expect(a.id).toBe(b.id);
    expect((await agree(ussd(phoneA))).id).toBe(a.id);
  });

  it('becomes one person with the owner of a phone shared on Telegram, and what belongs to either is brought together', async () => {
    const onTelegram = await agree(telegram('42'));
    const onUssd = await agree(ussd(phoneA));
    await identity.stop(onUssd.id);
    const one = await identity.linkPhone(await identity.callerFor(telegram('42')), phoneA);
    expect(one).toMatchObject({ id: onTelegram.id, phone: phoneA });
    expect(one.stoppedAt).toBeDefined();
    expect(merged).toEqual([`${onUssd.id}>${onTelegram.id}`]);
    expect((await identity.byId(onUssd.id))?.id).toBe(one.id);
    await identity.setLanguage(onUssd.id, 'sw');
    for (const contact of [telegram('42'), ussd(phoneA), whatsapp(phoneA)]) {
      expect(await identity.callerFor(contact)).toMatchObject({ personId: one.id, phone: phoneA, language: 'sw' });
    }
  });

  it('keeps a second phone as a way in when a new one is verified', async () => {
    const person = await agree(ussd(phoneA));
    await identity.linkPhone(await identity.callerFor(ussd(phoneA)), '+243990000009');
    expect(await identity.callerFor(whatsapp(phoneA))).toMatchObject({ personId: person.id });
    expect((await identity.byPhone('+243990000009'))?.id).toBe(person.id);
  });

  it('gets the phone that the operator vouches for later, and is found by it', async () => {
    const hidden = { channel: 'whatsapp' as const, address: 'lid-77' };
    const person = await agree(hidden);
    expect(person.phone).toBeUndefined();
    await identity.callerFor({ ...hidden, phone: phoneA });
    expect((await identity.byPhone(phoneA))?.id).toBe(person.id);
    expect(await identity.callerFor(ussd(phoneA))).toMatchObject({ personId: person.id });
  });

  it('does not keep the phone of somebody who has not agreed', async () => {
    await expect(identity.linkPhone(await identity.callerFor(telegram('9')), phoneA)).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await people().countDocuments()).toBe(0);
  });

  it('is told nothing on a blocked address until they write there again', async () => {
    const person = await agree(telegram('5'));
    await identity.markBlocked('telegram', '5');
    expect((await identity.byId(person.id))?.addresses[0]?.blockedAt).toEqual(now);
    await identity.callerFor(telegram('5'));
    expect((await identity.byId(person.id))?.addresses[0]?.blockedAt).toBeUndefined();
  });
});

describe('finding out who writes', () => {
  it('is one read, by an index', async () => {
    await agree(ussd(phoneA));
    const plan = await people()
      .collection.find({ keys: { $in: [`ussd:${phoneA}`, `phone:${phoneA}`] } })
      .explain('executionStats');
    expect(JSON.stringify(plan['queryPlanner'])).toContain('IXSCAN');
    expect(JSON.stringify(plan['queryPlanner'])).not.toContain('COLLSCAN');
    const commands: string[] = [];
    const watched = await mongoose.createConnection(database.uri, { monitorCommands: true }).asPromise();
    const there = createIdentityService({ connection: watched, clock: () => now, defaultCountry: 'CD' });
    await personModel(watched).init();
    watched.getClient().on('commandStarted', ({ commandName }) => commands.push(commandName));
    await there.callerFor(ussd(phoneA));
    expect(commands).toEqual(['find']);
    await watched.close();
  });
});

describe('people who come by several doors at once', () => {
  const phones = ['+243810000011', '+243970000012'];
  type Step = { do: 'agree' | 'call'; at: number } | { do: 'share'; at: number; phone: string };
  const contacts = [...phones.flatMap((phone) => [ussd(phone), whatsapp(phone)]), telegram('1'), telegram('2')];
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ do: fc.constantFrom('agree' as const, 'call' as const), at: fc.nat(contacts.length - 1) }),
    fc.record({ do: fc.constant('share' as const), at: fc.constantFrom(4, 5), phone: fc.constantFrom(...phones) }),
  );

  async function play(each: Step): Promise<void> {
    const contact = contacts[each.at];
    if (!contact) return;
    const caller: Caller = await identity.callerFor(contact);
    if (each.do === 'agree') await identity.consent(caller, 'fr');
    // Without consent there is nobody to link the phone to, and nothing is kept.
    if (each.do === 'share')
      await identity
        .linkPhone(caller, each.phone)
        .catch((error: { code?: string }) => expect(error.code).toBe('forbidden'));
  }

  /** What must be so by pure reasoning: doors that agreed, joined by the phones they proved. */
  async function checkWorld(): Promise<void> {
    await identity.finishPending();
    for (const contact of contacts) await identity.callerFor(contact);
    const all = await living();
    const keys = all.flatMap((person) => person.addresses.map(({ key }) => key));
    expect(new Set(keys).size).toBe(keys.length);
    for (const phone of phones) {
      const owners = new Set(
        (await Promise.all([ussd(phone), whatsapp(phone)].map((contact) => identity.callerFor(contact)))).map(
          (caller) => caller.personId,
        ),
      );
      expect(owners.size).toBe(1);
      expect(all.filter((person) => person.keys?.includes(`phone:${phone}`)).length).toBeLessThanOrEqual(1);
    }
    for (const person of all) expect(person.consentAt).toBeDefined();
    expect(await people().countDocuments({ merge: 'open' })).toBe(0);
    for (const gone of await people()
      .find({ mergedInto: { $ne: null } })
      .lean())
      expect(await identity.byId(gone._id)).toBeDefined();
  }

  it('are never lost and never two, whatever the order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        await people().deleteMany({});
        const agreed = new Set<number>();
        for (const each of steps) {
          await play(each);
          if (each.do === 'agree') agreed.add(each.at);
        }
        await checkWorld();
        for (const at of agreed) expect((await identity.callerFor(contacts[at] ?? ussd(phoneA))).consent).toBe('given');
      }),
      { numRuns: 15 },
    );
  });

  it('are never lost and never two when everything happens at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
        await people().deleteMany({});
        await Promise.all(steps.map(play));
        await checkWorld();
        for (const each of steps)
          if (each.do === 'agree')
            expect((await identity.callerFor(contacts[each.at] ?? ussd(phoneA))).consent).toBe('given');
      }),
      { numRuns: 15 },
    );
  });

  it('are made whole by the job when a process dies in the middle of a merge', async () => {
    let deaths = 0;
    identity.register({
      ...belongings,
      domain: 'mortal',
      merge: async () => {
        if (deaths++ < 1) throw new Error('killed');
      },
    });
    const first = await agree(telegram('1'));
    await agree(ussd(phoneA));
    await expect(identity.linkPhone(await identity.callerFor(telegram('1')), phoneA)).rejects.toThrow('killed');
    expect((await identity.callerFor(ussd(phoneA))).personId).toBe(first.id);
    expect(await identity.finishPending()).toBe(1);
    expect(await identity.finishPending()).toBe(0);
    expect(merged.length).toBeGreaterThan(0);
    expect(await living()).toHaveLength(1);
  });

  it.each([0, 1, 2, 3, 4, 5])('are never lost when the process dies before write %i of a merge', async (last) => {
    const old = await agree(telegram('1'));
    const young = await agree(ussd(phoneA));
    let writes = 0;
    const mortal = new Proxy(people(), {
      get(model, name, receiver) {
        if ((name === 'findOneAndUpdate' || name === 'updateOne') && writes++ >= last) throw new Error('killed');
        return Reflect.get(model, name, receiver) as unknown;
      },
    });
    const dying = createMerging({ store: createPeopleStore(mortal), parts: [belongings], clock: () => now });
    await dying.unite([old.id, young.id]).catch((error: Error) => expect(error.message).toBe('killed'));
    for (const contact of [telegram('1'), ussd(phoneA)])
      expect((await identity.callerFor(contact)).consent).toBe('given');
    // Before the first write nothing has begun; asking again begins anew.
    await identity.linkPhone(await identity.callerFor(telegram('1')), phoneA);
    await identity.finishPending();
    expect(await living()).toHaveLength(1);
    expect((await identity.byPhone(phoneA))?.addresses).toHaveLength(2);
    expect(await people().countDocuments({ carried: { $ne: null } })).toBe(0);
    expect(merged).toContain(`${young.id}>${old.id}`);
  });

  it.each(['marked', 'keyed', 'laid', 'taken up'])('are found at every moment of a merge (%s)', async (until) => {
    const old = await agree(telegram('1'));
    const young = await agree(ussd(phoneA));
    await people().updateOne({ _id: young.id }, { $set: { mergedInto: old.id, merge: 'open' } });
    const { keys = [], addresses = [] } = (await people().findById(young.id).lean()) ?? {};
    if (until !== 'marked') await people().updateOne({ _id: old.id }, { $addToSet: { keys: { $each: keys } } });
    if (until === 'laid' || until === 'taken up') {
      await people().updateOne(
        { _id: young.id },
        { $set: { carried: { phone: phoneA, addresses }, addresses: [] }, $unset: { phone: 1 } },
      );
    }
    if (until === 'taken up')
      await people().updateOne(
        { _id: old.id },
        { $set: { phone: phoneA }, $push: { addresses: { $each: addresses } } },
      );
    expect((await identity.callerFor(ussd(phoneA))).personId).toBe(old.id);
    expect((await agree(whatsapp(phoneA))).id).toBe(old.id);
    await identity.finishPending();
    const after = await identity.byPhone(phoneA);
    expect(after?.id).toBe(old.id);
    expect(after?.addresses.map(({ channel }) => channel).sort()).toEqual(['telegram', 'ussd', 'whatsapp']);
  });
});

describe('a PIN', () => {
  const staff = () =>
    identity.create({ name: 'Agent', phone: phoneA, country: 'CD', roles: ['pcr_agent'], pin: '4826' });

  it('is locked after five wrong ones, also when they are tried at once', async () => {
    const { id } = await staff();
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) => identity.checkPin(id, String(1000 + n))),
    );
    const codes = tries.map((each) =>
      each.status === 'rejected' ? (each.reason as { code: string }).code : 'accepted',
    );
    expect(codes.filter((code) => code === 'unauthenticated')).toHaveLength(4);
    expect(codes.filter((code) => code === 'locked')).toHaveLength(8);
    await expect(identity.checkPin(id, '4826')).rejects.toMatchObject({
      code: 'locked',
      details: { until: '2026-11-21T08:15:00.000Z' },
    });
    now = new Date('2026-11-21T08:15:01Z');
    await expect(identity.checkPin(id, '0001')).rejects.toMatchObject({
      code: 'unauthenticated',
      details: { triesLeft: 4 },
    });
    await expect(identity.checkPin(id, '4826')).resolves.toBeUndefined();
    await expect(identity.checkPin(id, '0001')).rejects.toMatchObject({ details: { triesLeft: 4 } });
  });

  it('accepts the right one on the fifth try', async () => {
    const { id } = await staff();
    for (let n = 0; n < 4; n += 1)
      await expect(identity.checkPin(id, '0000')).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(identity.checkPin(id, '4826')).resolves.toBeUndefined();
  });

  it('is stored as a salted hash only, and replaced by setting another', async () => {
    const { id } = await staff();
    const [stored] = await living();
    expect(JSON.stringify(stored)).not.toContain('4826');
    expect(stored?.pinHash).toMatch(/^scrypt\$16384\$8\$1\$/);
    await identity.setPin(id, '73910');
    await expect(identity.checkPin(id, '4826')).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(identity.checkPin(id, '73910')).resolves.toBeUndefined();
    await expect(identity.setPin(id, '12a4')).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('a password', () => {
  /** Hashed at the lower cost, so that many tries take no minutes; a hash carries its cost. */
  const create = async () => {
    const admin = await identity.create({ name: 'Admin', email: ' Chef@Example.CD ', country: 'CD', roles: ['admin'] });
    await people().updateOne(
      { _id: admin.id },
      { $set: { passwordHash: await hashSecret('un long secret', pinCost) } },
    );
    return admin;
  };

  it('opens with the e-mail in any case, and not with another', async () => {
    const admin = await create();
    expect((await identity.verifyPassword('chef@example.cd', 'un long secret')).id).toBe(admin.id);
    await expect(identity.verifyPassword('chef@example.cd', 'un autre secret')).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    await expect(identity.verifyPassword('nobody@example.cd', 'un long secret')).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('is locked for a quarter of an hour after five wrong ones', async () => {
    await create();
    const tries = Array.from({ length: 7 }, () =>
      identity.verifyPassword('chef@example.cd', 'faux mot de passe').catch((error: { code: string }) => error.code),
    );
    expect((await Promise.all(tries)).filter((code) => code === 'locked').length).toBe(3);
    await expect(identity.verifyPassword('chef@example.cd', 'un long secret')).rejects.toMatchObject({
      code: 'locked',
    });
    now = new Date('2026-11-21T08:16:00Z');
    await expect(identity.verifyPassword('chef@example.cd', 'un long secret')).resolves.toBeDefined();
  });

  it('has at least ten characters, and the new one replaces the old', async () => {
    const { id } = await create();
    await identity.setPassword(id, 'un autre secret');
    await expect(identity.verifyPassword('chef@example.cd', 'un long secret')).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    await expect(identity.setPassword(id, 'court')).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('people in the registry', () => {
  it('are refused when phone or e-mail is taken, and say which', async () => {
    await identity.create({ phone: '0810000001', email: 'a@b.cd', country: 'CD' });
    await expect(identity.create({ phone: phoneA, country: 'CD' })).rejects.toMatchObject({
      code: 'conflict',
      details: { field: 'phone' },
    });
    await expect(identity.create({ email: 'A@b.cd', country: 'CD' })).rejects.toMatchObject({
      code: 'conflict',
      details: { field: 'email' },
    });
    await expect(identity.create({ phone: '12', country: 'CD' })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { field: 'phone' },
    });
  });

  it('are found by role, country and a part of the name, without any pattern of the searcher being run', async () => {
    await identity.create({ name: 'Marie (PCR)', country: 'CD', roles: ['pcr_agent'] });
    await identity.create({ name: 'Awa', country: 'SN', roles: ['opj'] });
    const query = async (filter: object) =>
      (await identity.list({ filter, page: { offset: 0, limit: 10 } })).items.map(({ name }) => name);
    expect(await query({ role: 'opj' })).toEqual(['Awa']);
    expect(await query({ country: 'CD' })).toEqual(['Marie (PCR)']);
    expect(await query({ text: '(pcr' })).toEqual(['Marie (PCR)']);
    expect(await query({ text: '.*' })).toEqual([]);
    expect(await identity.list({ page: { offset: 1, limit: 1 } })).toMatchObject({
      total: 2,
      items: [{ name: 'Marie (PCR)' }],
    });
  });

  it('keep only roles that exist', async () => {
    const { id } = await identity.create({ country: 'CD' });
    expect((await identity.setRoles(id, ['opj', 'opj', 'admin'])).roles).toEqual(['admin', 'opj']);
    await expect(identity.setRoles(id, ['king' as 'admin'])).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('who were entered with a phone are known by it but are asked before anything is stored of their channel', async () => {
    const agent = await identity.create({ name: 'Agent', phone: phoneA, country: 'CD', roles: ['pcr_agent'] });
    expect(await identity.callerFor(ussd(phoneA))).toMatchObject({
      personId: agent.id,
      roles: ['pcr_agent'],
      consent: 'unasked',
    });
    expect((await identity.byId(agent.id))?.addresses).toEqual([]);
    expect((await agree(ussd(phoneA))).addresses).toHaveLength(1);
  });
});

describe('the copy and the erasure of personal data', () => {
  it('collects what every domain holds, and never a hash', async () => {
    const { id } = await agree(ussd(phoneA));
    await identity.setPin(id, '4826');
    const copy = await identity.copyOf(id);
    expect(copy).toMatchObject({ person: { id, phone: phoneA }, belongings: { of: id } });
    expect(JSON.stringify(copy)).not.toContain('scrypt');
  });

  it('leaves nothing of the person, is told to every domain, also under former ids, and may be repeated', async () => {
    const former = await agree(telegram('42'));
    const later = await agree(ussd(phoneA));
    await identity.linkPhone(await identity.callerFor(telegram('42')), phoneA);
    await identity.erase(later.id);
    await identity.erase(later.id);
    expect(erased).toEqual([former.id, later.id]);
    const everything = JSON.stringify(await people().find().lean());
    for (const trace of [phoneA, '42"', 'telegram', 'scrypt', 'phone']) expect(everything).not.toContain(trace);
    expect(await identity.byId(former.id)).toBeUndefined();
    expect(await identity.callerFor(ussd(phoneA))).toMatchObject({ consent: 'unasked', roles: [] });
    expect((await agree(ussd(phoneA))).id).not.toBe(former.id);
  });

  it('is finished by the job when a domain failed the first time', async () => {
    let failures = 1;
    identity.register({
      domain: 'weak',
      collect: async () => ({}),
      erase: async () => {
        if (failures-- > 0) throw new Error('down');
      },
    });
    const { id } = await agree(ussd(phoneA));
    await expect(identity.erase(id)).rejects.toThrow('down');
    expect(await identity.finishPending()).toBe(1);
    expect(await identity.byId(id)).toBeUndefined();
    expect(await identity.finishPending()).toBe(0);
  });

  it('is refused to staff as long as they have a role', async () => {
    const { id } = await identity.create({ name: 'Agent', country: 'CD', roles: ['pcr_agent'] });
    await expect(identity.erase(id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(identity.erase('nobody')).rejects.toMatchObject({ code: 'not_found' });
  });
});
