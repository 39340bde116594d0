import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles } from '../../core/identity/index.ts';
import { isAllowed, mayGrant, permissions, permissionsOf } from '../../admin-api/permissions.ts';
import type { Permission } from '../../admin-api/permissions.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe('the role matrix', () => {
  it('gives super administrators everything and customers nothing', () => {
    expect(permissionsOf(['super_admin'])).toEqual(permissions);
    expect(permissionsOf(['customer'])).toEqual([]);
    expect(permissionsOf([])).toEqual([]);
  });

  it('adds up over the roles of a person', () => {
    expect(isAllowed(['hr', 'accountant'], 'people.read')).toBe(true);
    expect(isAllowed(['hr', 'accountant'], 'ledger.read')).toBe(true);
    expect(isAllowed(['hr', 'accountant'], 'jobs.run')).toBe(false);
  });

  it('keeps the making of administrators to super administrators', () => {
    expect(mayGrant(['admin'], 'admin')).toBe(false);
    expect(mayGrant(['admin'], 'super_admin')).toBe(false);
    expect(mayGrant(['admin'], 'support')).toBe(true);
    for (const role of roles) expect(mayGrant(['super_admin'], role)).toBe(true);
    for (const role of roles.filter((each) => !['admin', 'super_admin'].includes(each)))
      expect(mayGrant([role], 'customer')).toBe(false);
  });

  it('names every permission that a route asks for, and has a route or a door for each', () => {
    const asked = new Set(
      server.routes.map((route) => route.permission).filter((each) => each !== 'public' && each !== 'signed-in'),
    );
    for (const permission of asked) expect(permissions).toContain(permission);
    expect(permissions.filter((permission) => !asked.has(permission))).toEqual([
      // Says how much is shown, not what may be asked.
      'vehicles.owners',
      'vehicle-verifications.colleagues',
      'channels.pair',
    ]);
  });

  it('lets each of the fifteen roles through exactly the routes that the matrix gives it', async () => {
    expect(roles).toHaveLength(15);
    const guarded = server.routes.filter((route) => route.permission !== 'public' && route.permission !== 'signed-in');
    expect(guarded.length).toBeGreaterThan(20);
    for (const role of roles) {
      const { token } = await server.member(role);
      const answers = await Promise.all(
        guarded.map(async (route) => {
          // A body and a query nobody takes: whoever is let through gets 400 or 404, and nothing is changed.
          const path = route.path.replace(':id', '0'.repeat(24)).replace(':name', 'no.such-job');
          const withBody = ['post', 'put', 'patch'].includes(route.method);
          const query = route.method === 'get' ? '?limit=none&from=none' : '';
          const answer = await server.call(route.method.toUpperCase(), `${path}${query}`, {
            token,
            ...(withBody ? { body: { unknown: 1 } } : {}),
          });
          return [route, answer.status] as const;
        }),
      );
      for (const [route, status] of answers) {
        const allowed = isAllowed([role], route.permission as Permission);
        expect(`${role} ${route.method} ${route.path}: ${status === 403 ? 'refused' : 'let through'}`).toBe(
          `${role} ${route.method} ${route.path}: ${allowed ? 'let through' : 'refused'}`,
        );
        expect(status, `${route.method} ${route.path}`).toBeLessThan(500);
      }
    }
  }, 60_000);

  it('asks for a token on every route that is not public', async () => {
    for (const route of server.routes.filter((each) => each.permission !== 'public')) {
      const answer = await server.call(route.method.toUpperCase(), route.path.replace(/:\w+/, 'x'));
      expect(`${route.path} ${answer.status}`).toBe(`${route.path} 401`);
    }
    expect(server.routes.filter((route) => route.permission === 'public').map((route) => route.path)).toEqual([
      '/auth/login',
      '/auth/refresh',
      '/auth/logout',
      '/open-data/reports.geojson',
      '/open-data/reports.csv',
    ]);
  });
});
