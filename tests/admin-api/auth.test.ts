import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as OTPAuth from 'otpauth';
import { createLoginLimit, type LoginLimit } from '../../admin-api/auth.ts';
import { password, startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const login = (email: string, more: object = {}) =>
  server.call('POST', '/auth/login', { body: { email, password, ...more } });

describe('the API’s log-in', () => {
  it('gives tokens, says who one is and what one may do, and leaves a trace in the audit log', async () => {
    const { email, personId } = await server.member('accountant');
    const answer = await login(email);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const me = await server.call('GET', '/auth/me', { token: answer.json.accessToken });
    expect(me.json).toMatchObject({ id: personId, email, roles: ['accountant'], totp: false });
    expect(me.json.permissions).toContain('ledger.read');
    expect(me.json.permissions).not.toContain('people.read');
    const { items } = await server.audit.list({ actorId: personId, action: 'auth.login', skip: 0, limit: 5 });
    expect(items[0]?.from).toMatch(/^admin-api /);
  });

  it('refuses without a token, with a broken one, and after it has expired', async () => {
    const { email } = await server.member('admin');
    const { accessToken } = (await login(email)).json;
    for (const headers of [
      {},
      { Authorization: accessToken },
      { Authorization: 'Bearer' },
      { Authorization: `Bearer ${accessToken} x` },
      { Authorization: `Basic ${accessToken}` },
    ]) {
      const answer = await server.call('GET', '/auth/me', { headers: headers as Record<string, string> });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    }
    expect((await server.call('GET', '/auth/me', { token: accessToken })).status).toBe(200);
    server.later(16);
    expect((await server.call('GET', '/auth/me', { token: accessToken })).status).toBe(401);
  });

  it('rotates refresh tokens, ends the family on reuse, and lets one of two at once through', async () => {
    const { refreshToken } = await server.member('admin');
    const refresh = (token: string) => server.call('POST', '/auth/refresh', { body: { refreshToken: token } });
    const next = await refresh(refreshToken);
    expect(next.status).toBe(200);
    const both = await Promise.all([refresh(next.json.refreshToken), refresh(next.json.refreshToken)]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 401]);
    const won = both.find((answer) => answer.status === 200)!;
    expect((await refresh(won.json.refreshToken)).status).toBe(401);
    expect((await server.call('GET', '/auth/me', { token: won.json.accessToken })).status).toBe(401);
  });

  it('ends a session at logout', async () => {
    const { token, refreshToken } = await server.member('admin');
    expect((await server.call('POST', '/auth/logout', { body: { refreshToken } })).status).toBe(204);
    expect((await server.call('GET', '/auth/me', { token })).status).toBe(401);
  });

  it('ends all one’s sessions when asked', async () => {
    const { email, token } = await server.member('admin');
    const other = (await login(email)).json.accessToken;
    expect((await server.call('POST', '/auth/logout-everywhere', { token })).status).toBe(204);
    expect((await server.call('GET', '/auth/me', { token: other })).status).toBe(401);
  });

  it('locks after five wrong passwords and says until when', async () => {
    const { email } = await server.member('admin');
    for (let index = 0; index < 5; index += 1)
      expect((await login(email, { password: 'wrong password' })).status).toBe(401);
    const locked = await login(email);
    expect(locked.status).toBe(423);
    expect(Date.parse(locked.json.until)).toBeGreaterThan(Date.now());
  });

  it('asks for a one-time code once that is on', async () => {
    const { email, token } = await server.member('admin');
    const { secret: base32 } = (await server.call('POST', '/auth/totp/enrol', { token })).json;
    const totp = new OTPAuth.TOTP({ secret: OTPAuth.Secret.fromBase32(base32) });
    const at = async (): Promise<number> =>
      Date.parse((await server.audit.list({ skip: 0, limit: 1 })).items[0]!.at.toISOString());
    const code = totp.generate({ timestamp: await at() });
    expect((await server.call('POST', '/auth/totp/confirm', { token, body: { code: 'abcdef' } })).status).toBe(400);
    expect((await server.call('POST', '/auth/totp/confirm', { token, body: { code } })).status).toBe(204);
    const without = await login(email);
    expect(without.status).toBe(401);
    expect(without.json.totp).toBe('required');
    expect((await login(email, { code })).status).toBe(401);
    server.later(1);
    await server.audit.record({
      actor: { kind: 'system', id: 'test' },
      action: 'test.now',
      subject: { kind: 'test', id: 't' },
    });
    expect((await login(email, { code: totp.generate({ timestamp: await at() }) })).status).toBe(200);
  });

  it('changes one’s own password only for whoever knows the old one', async () => {
    const { email, token } = await server.member('support');
    const change = (body: object) =>
      server.call('PUT', '/auth/password', { token, body: { newPassword: 'another long password', ...body } });
    expect((await change({ password: 'wrong password' })).status).toBe(401);
    expect((await change({ password, newPassword: 'short' })).status).toBe(400);
    expect((await change({ password })).status).toBe(204);
    expect((await server.call('GET', '/auth/me', { token })).status).toBe(401);
    expect((await login(email, { password: 'another long password' })).status).toBe(200);
  });

  it('takes no e-mail with a new password, so that nobody aims at another person', async () => {
    const [a, b] = [await server.member('support'), await server.member('support')];
    const body = { email: b.email, password, newPassword: 'another long password' };
    expect((await server.call('PUT', '/auth/password', { token: a.token, body })).status).toBe(400);
    expect((await login(b.email)).status).toBe(200);
  });
});

describe('the limit of log-ins', () => {
  it('answers 429 with the time to wait', async () => {
    const limited = await startServer({ perMinute: 3 });
    const answers = [];
    for (let index = 0; index < 5; index += 1)
      answers.push(await limited.call('POST', '/auth/refresh', { body: { refreshToken: 'x' } }));
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 429, 429]);
    expect(Number(answers[3]!.headers.get('retry-after'))).toBeGreaterThan(0);
    await limited.stop();
  });

  it('takes all addresses of one network of version 6 for one caller, and each of version 4 for its own', async () => {
    const count = async (limit: LoginLimit, addresses: readonly string[], kind?: string): Promise<boolean> => {
      for (const address of addresses) await limit.count(address, kind);
      return true;
    };
    const limitOf = (table: string): LoginLimit =>
      createLoginLimit({ connection: server.database.connection, perMinute: 2, table });
    await expect(count(limitOf('l1'), ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:ffff::3'])).rejects.toMatchObject({
      code: 'too_many_requests',
    });
    await expect(count(limitOf('l2'), ['2001:db8::1', '2001:db8::2', '2001:db8::3'], 'read:')).rejects.toThrow();
    const apart = ['2001:db8::1', '2001:db8:0:1::1', '2001:db8:0:2::1', '192.0.2.1', '192.0.2.2', ''];
    const l3 = limitOf('l3');
    expect(await count(l3, apart)).toBe(true);
    expect(await count(l3, ['192.0.2.1'], 'read:')).toBe(true);
    await expect(count(limitOf('l4'), ['192.0.2.1', '::ffff:192.0.2.1', '192.0.2.1'])).rejects.toThrow();
  });
});
