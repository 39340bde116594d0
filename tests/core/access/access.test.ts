import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import jwt from 'jsonwebtoken';
import * as OTPAuth from 'otpauth';
import { createAuditService } from '../../../core/audit/index.ts';
import type { AuditLog } from '../../../core/audit/index.ts';
import { accessJobs, createAccessService } from '../../../core/access/index.ts';
import type { AccessService } from '../../../core/access/index.ts';
import { keyFor, seal, unseal } from '../../../core/access/sealed.ts';
import { newId } from '../../../core/database/index.ts';
import { LisoloError } from '../../../core/errors.ts';
import { createIdentityService, hashSecret } from '../../../core/identity/index.ts';
import type { IdentityService } from '../../../core/identity/index.ts';
import { testDatabase } from '../../support/mongo.ts';
import type { TestDatabase } from '../../support/mongo.ts';

const secret = 'a secret for tests that is long enough';
const password = 'correct horse battery';
let database: TestDatabase;
let access: AccessService;
let audit: AuditLog;
let now: Date;
let people: IdentityService;
/** A cheap hash: the cost of the real one is not what is tested here. */
const quickHash = hashSecret(password, { N: 2 ** 8, r: 8, p: 1 });

async function anAccount(): Promise<{ personId: string; email: string }> {
  const email = `user-${newId()}@example.org`;
  const { id } = await people.create({ country: 'CD', email, roles: ['admin'] });
  await database.connection
    .collection('people')
    .updateOne({ _id: id as never }, { $set: { passwordHash: await quickHash } });
  return { personId: id, email };
}
const later = (minutes: number): void => void (now = new Date(now.getTime() + minutes * 60_000));

beforeAll(async () => {
  database = await testDatabase();
  people = createIdentityService({ connection: database.connection, clock: () => now, defaultCountry: 'CD' });
  audit = createAuditService({ connection: database.connection, clock: () => now });
  access = createAccessService({ connection: database.connection, clock: () => now, people, audit, secret });
});
beforeEach(() => {
  now = new Date('2026-05-01T08:00:00Z');
});
afterAll(() => database.drop());

describe('accounts', () => {
  it('refuses to be built with a short secret', () => {
    expect(() =>
      createAccessService({ connection: database.connection, clock: () => now, people, audit, secret: 'short' }),
    ).toThrow(/32/);
  });

  it('ends every session when the password changes', async () => {
    const { personId, email } = await anAccount();
    const tokens = await access.login({ email, password });
    await access.setPassword(personId, 'another long password');
    await expect(access.authenticate(tokens.accessToken)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(access.refresh(tokens.refreshToken)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(access.login({ email, password })).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('a login', () => {
  it('gives a token that names the person with the roles held now', async () => {
    const { personId, email } = await anAccount();
    const { accessToken, expiresIn } = await access.login({ email: `  ${email.toUpperCase()} `, password });
    expect(expiresIn).toBe(900);
    expect(await access.authenticate(accessToken)).toMatchObject({ personId, roles: ['admin'] });
    await people.setRoles(personId, ['support']);
    expect((await access.authenticate(accessToken)).roles).toEqual(['support']);
  });

  it('gives a token that ends after 15 minutes', async () => {
    const { email } = await anAccount();
    const { accessToken } = await access.login({ email, password });
    later(14);
    await access.authenticate(accessToken);
    later(2);
    await expect(access.authenticate(accessToken)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('does not take tokens that are unsigned, signed by others, or signed for something else', async () => {
    const { personId, email } = await anAccount();
    const { accessToken } = await access.login({ email, password });
    const claims = jwt.decode(accessToken) as jwt.JwtPayload;
    const key = keyFor(secret, 'access token');
    const forged = [
      jwt.sign(claims, '', { algorithm: 'none' }),
      jwt.sign(claims, 'another key'),
      jwt.sign({ ...claims, aud: 'other' }, key),
      jwt.sign({ ...claims, iss: 'other' }, key),
      jwt.sign({ ...claims, sid: newId() }, key),
      jwt.sign({ ...claims, sub: { $ne: personId } as never }, key, {
        allowInvalidAsymmetricKeyTypes: true,
        noTimestamp: true,
      }),
      `${accessToken}x`,
      'rubbish',
      '',
    ].filter((token) => token !== accessToken);
    for (const token of forged)
      await expect(access.authenticate(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('answers an unknown login and a wrong password alike', async () => {
    const { email } = await anAccount();
    const faults = await Promise.all(
      [email, `nobody-${newId()}@example.org`].map((each) =>
        access.login({ email: each, password: 'wrong password' }).catch((error: unknown) => error),
      ),
    );
    expect(faults[0]).toMatchObject({ code: 'unauthenticated' });
    expect((faults[0] as Error).message).toBe((faults[1] as Error).message);
  });

  it('is locked for 15 minutes after five failures, for the right password too, and for names nobody has', async () => {
    for (const email of [(await anAccount()).email, `nobody-${newId()}@example.org`]) {
      for (let index = 0; index < 5; index += 1) {
        await expect(access.login({ email, password: 'wrong password' })).rejects.toMatchObject({
          code: 'unauthenticated',
        });
      }
      await expect(access.login({ email, password })).rejects.toMatchObject({ code: 'locked' });
    }
    const { email } = await anAccount();
    for (let index = 0; index < 6; index += 1)
      await access.login({ email, password: 'wrong password' }).catch(() => undefined);
    later(16);
    await access.login({ email, password });
  });

  it('lets at most five of twenty guesses through that come at once', async () => {
    const { email } = await anAccount();
    const faults = await Promise.all(
      Array.from({ length: 20 }, () =>
        access.login({ email, password: 'wrong password' }).catch((error: unknown) => error as { code: string }),
      ),
    );
    expect(faults.filter((fault) => 'code' in fault && fault.code === 'unauthenticated')).toHaveLength(5);
    expect(faults.filter((fault) => 'code' in fault && fault.code === 'locked')).toHaveLength(15);
  });

  it('forgets failures once it succeeds', async () => {
    const { email } = await anAccount();
    for (let round = 0; round < 3; round += 1) {
      for (let index = 0; index < 4; index += 1)
        await access.login({ email, password: 'wrong password' }).catch(() => undefined);
      await access.login({ email, password });
    }
  });
});

describe('refresh tokens', () => {
  it('are traded for new ones, and keep the session alive past the access token', async () => {
    const { email, personId } = await anAccount();
    let tokens: { refreshToken: string; accessToken: string } = await access.login({ email, password });
    for (let index = 0; index < 4; index += 1) {
      later(20);
      tokens = await access.refresh(tokens.refreshToken);
    }
    expect((await access.authenticate(tokens.accessToken)).personId).toBe(personId);
  });

  it('are stored as hashes only', async () => {
    const { email, personId } = await anAccount();
    const { refreshToken } = await access.login({ email, password });
    const stored = await database.connection.collection('token_families').findOne({ personId });
    expect(JSON.stringify(stored)).not.toContain(refreshToken.split('.')[1]);
  });

  it('end the whole family when one is used a second time', async () => {
    const { email } = await anAccount();
    const first = await access.login({ email, password });
    const second = await access.refresh(first.refreshToken);
    await expect(access.refresh(first.refreshToken)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(access.refresh(second.refreshToken)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(access.authenticate(second.accessToken)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('do not end the family of somebody who guesses at tokens', async () => {
    const { email } = await anAccount();
    const tokens = await access.login({ email, password });
    const [family] = tokens.refreshToken.split('.');
    for (const guess of [`${family}.guess`, 'x', '', '.', `${'x'.repeat(10_000)}.y`]) {
      await expect(access.refresh(guess)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    await access.refresh(tokens.refreshToken);
  });

  it('let exactly one of two refreshes through that come at once, and end the family', async () => {
    const { email } = await anAccount();
    for (let round = 0; round < 5; round += 1) {
      const { refreshToken } = await access.login({ email, password });
      const results = await Promise.allSettled([access.refresh(refreshToken), access.refresh(refreshToken)]);
      const won = results.filter((result) => result.status === 'fulfilled');
      expect(won).toHaveLength(1);
      await expect(access.refresh(won[0]!.value.refreshToken)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
  });

  it('end after 30 days and at logout', async () => {
    const { email } = await anAccount();
    const left = await access.login({ email, password });
    await access.logout(left.refreshToken);
    await access.logout(left.refreshToken);
    await expect(access.authenticate(left.accessToken)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(access.refresh(left.refreshToken)).rejects.toMatchObject({ code: 'unauthenticated' });
    const old = await access.login({ email, password });
    later(31 * 24 * 60);
    await expect(access.refresh(old.refreshToken)).rejects.toMatchObject({ code: 'unauthenticated' });
    const said = await accessJobs({ access, idempotency: { sweep: () => Promise.resolve(0) } })[0]?.run(now);
    expect(said).toMatch(/removed [1-9]/);
  });

  it('end everywhere at once when asked', async () => {
    const { email, personId } = await anAccount();
    const [a, b] = [await access.login({ email, password }), await access.login({ email, password })];
    await access.logoutEverywhere(personId);
    for (const tokens of [a, b])
      await expect(access.authenticate(tokens.accessToken)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('one-time codes', () => {
  const codeOf = (base32: string): string =>
    new OTPAuth.TOTP({ secret: OTPAuth.Secret.fromBase32(base32) }).generate({ timestamp: now.getTime() });

  it('count once confirmed, and each code works once', async () => {
    const { email, personId } = await anAccount();
    const { secret: base32, uri } = await access.enrolTotp(personId);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Lisolo/);
    await access.login({ email, password });
    await expect(access.confirmTotp(personId, '000000')).rejects.toMatchObject({ code: 'unauthenticated' });
    await access.confirmTotp(personId, codeOf(base32));
    expect(await access.totpIsOn(personId)).toBe(true);
    await expect(access.login({ email, password })).rejects.toMatchObject({ details: { totp: 'required' } });
    await expect(access.login({ email, password, code: codeOf(base32) })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    later(1);
    const code = codeOf(base32);
    const at = await Promise.allSettled([
      access.login({ email, password, code }),
      access.login({ email, password, code }),
    ]);
    expect(at.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  });

  it('are not changed by a second enrolment once on, and can be removed with a code', async () => {
    const { email, personId } = await anAccount();
    const { secret: base32 } = await access.enrolTotp(personId);
    await access.confirmTotp(personId, codeOf(base32));
    await expect(access.enrolTotp(personId)).rejects.toMatchObject({ code: 'conflict' });
    await expect(access.removeTotp(personId, '123')).rejects.toMatchObject({ code: 'unauthenticated' });
    later(1);
    await access.removeTotp(personId, codeOf(base32));
    await access.login({ email, password });
    await expect(access.removeTotp(personId, codeOf(base32))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('keep their secret encrypted', async () => {
    const { personId } = await anAccount();
    const { secret: base32 } = await access.enrolTotp(personId);
    await access.confirmTotp(personId, codeOf(base32));
    for (const name of ['second_factors', 'people']) {
      const stored = await database.connection.collection(name).find().toArray();
      expect(stored.length).toBeGreaterThan(0);
      expect(JSON.stringify(stored)).not.toContain(base32);
    }
    const sealed = seal('text', keyFor(secret, 'one-time codes'));
    expect(() => unseal(sealed, keyFor(secret, 'other'))).toThrow();
  });
});

describe('the audit log', () => {
  const entriesOf = async (subjectId: string) =>
    (await audit.list({ subjectId, oldestFirst: true, skip: 0, limit: 20 })).items.map(({ action }) => action);

  it('tells failed log-ins and the lock by the id of the account, never what was typed', async () => {
    const { personId, email } = await anAccount();
    const origin = { from: 'admin-api 192.0.2.1', traceId: 't1' };
    for (let tries = 0; tries < 7; tries += 1)
      await expect(access.login({ email, password: 'a wrong guess' }, origin)).rejects.toBeInstanceOf(LisoloError);
    expect(await entriesOf(personId)).toEqual([...Array<string>(5).fill('auth.login-failed'), 'auth.locked']);
    const { items } = await audit.list({ subjectId: personId, skip: 0, limit: 20 });
    expect(items[0]).toMatchObject({ ...origin, actor: { kind: 'system' }, subject: { kind: 'people', id: personId } });
    expect(JSON.stringify(items)).not.toContain(email);
    expect(JSON.stringify(items)).not.toContain('guess');
  });

  it('counts a guess at an e-mail that nobody has, too', async () => {
    const before = (await entriesOf('-')).length;
    await expect(access.login({ email: 'nobody.at.all@example.org', password: 'x' })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    expect((await entriesOf('-')).length).toBe(before + 1);
  });

  it('tells once that a refresh token was used again', async () => {
    const { personId, email } = await anAccount();
    const { refreshToken } = await access.login({ email, password });
    await access.refresh(refreshToken);
    for (let uses = 0; uses < 3; uses += 1)
      await expect(access.refresh(refreshToken)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await entriesOf(personId)).toEqual(['auth.token-reuse']);
  });
});
