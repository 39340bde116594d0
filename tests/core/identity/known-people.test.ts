import { describe, expect, it } from 'vitest';
import { hashSecret } from '../../../core/identity/index.ts';
import { pinCost } from '../../../core/identity/secrets.ts';
import { forEachPeople, phoneA, telegram, ussd, type PeopleWorld } from './people-world.ts';

let identity: PeopleWorld['identity'];
let people: PeopleWorld['people'];
let living: PeopleWorld['living'];
let erased: PeopleWorld['erased'];
let agree: PeopleWorld['agree'];
let setNow: PeopleWorld['setNow'];
forEachPeople((world) => ({ identity, people, living, erased, agree, setNow } = world));

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
    setNow('2026-11-21T08:15:01Z');
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
    setNow('2026-11-21T08:16:00Z');
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
