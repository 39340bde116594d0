import fc from 'fast-check';
import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../core/dialog/types.ts';
import { createIdentityService } from '../../../core/identity/index.ts';
import { createMerging } from '../../../core/identity/merging.ts';
import { createPeopleStore } from '../../../core/identity/people.ts';
import { personModel } from '../../../core/identity/person.model.ts';
import { forEachPeople, phoneA, phoneB, telegram, ussd, whatsapp, type PeopleWorld } from './people-world.ts';

let identity: PeopleWorld['identity'];
let people: PeopleWorld['people'];
let living: PeopleWorld['living'];
let merged: PeopleWorld['merged'];
let agree: PeopleWorld['agree'];
let clock: PeopleWorld['clock'];
let uri: PeopleWorld['uri'];
let belongings: PeopleWorld['belongings'];
forEachPeople((world) => ({ identity, people, living, merged, agree, clock, uri, belongings } = world));

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
    expect((await identity.byId(person.id))?.addresses[0]?.blockedAt).toEqual(clock());
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
    const watched = await mongoose.createConnection(uri, { monitorCommands: true }).asPromise();
    const there = createIdentityService({ connection: watched, clock, defaultCountry: 'CD' });
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
    const dying = createMerging({ store: createPeopleStore(mortal), parts: [belongings], clock });
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
