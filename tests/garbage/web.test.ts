import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { brokenBodies, encoded, oddPaths, oddValues, send } from '../support/garbage.ts';
import { form, isPolite, json, seeded, watchedProduct } from '../support/watched.ts';

const product = watchedProduct();

describe('the REST API and the public pages', () => {
  const api = '/api/v1';
  let bearer: Record<string, string>;
  let routes: { readonly method: string; readonly path: string }[];
  beforeAll(async () => {
    const account = product().app.demoAccounts.find(({ login }) => login.includes('@'));
    const answer = await send(product().baseUrl, {
      path: `${api}/auth/login`,
      headers: json,
      body: JSON.stringify({ email: account?.login, password: account?.secret }),
    });
    const { accessToken } = JSON.parse(answer.text) as { accessToken: string };
    bearer = { authorization: `Bearer ${accessToken}` };
    const { paths } = JSON.parse((await send(product().baseUrl, { method: 'GET', path: '/openapi.json' })).text) as {
      paths: Record<string, Record<string, unknown>>;
    };
    routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: `${api}${path}` })),
    );
  });
  afterEach(async () => {
    expect((await send(product().baseUrl, { method: 'GET', path: `${api}/auth/me`, headers: bearer })).status).toBe(
      200,
    );
  });
  /** Log-ins are limited by address, and ending the caller's own sessions is no garbage. */
  const open = () => routes.filter(({ path }) => !/\/auth\/|logout/.test(path));
  /** What anybody may read. */
  const isPublic = (path: string): boolean => /\/(content|open-data)(\/|$)/.test(path);
  const filled = (path: string, value: string): string => path.replace(/\{[^}]+\}/g, value);

  it('refuses every route to who has no token, or a token of nobody', async () => {
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    const tokens = [
      'x',
      'null',
      `${header}.${header}.`,
      `${header}.${header}.${header}`,
      'a'.repeat(7_000),
      '{"$ne":""}',
    ];
    for (const { method, path } of open())
      for (const headers of [
        {} as Record<string, string>,
        { authorization: 'Basic eDp4' },
        ...tokens.map((token) => ({ authorization: `Bearer ${token}` })),
      ]) {
        const { status } = await send(product().baseUrl, { method, path: filled(path, 'x'), headers });
        if (isPublic(path)) expect(status, `${method} ${path}`).toBeLessThan(500);
        else expect(status, `${method} ${path}`).toBe(401);
      }
  });

  it('answers odd paths, queries and bodies below 500, with a token and without', async () => {
    for (const [nth, { method, path }] of open().entries()) {
      // What follows the path is no matter of the route: each of them is tried on some.
      for (const end of oddPaths.filter((_end, at) => at % 5 === nth % 5))
        isPolite(
          `${method} ${path} ${end}`,
          await send(product().baseUrl, { method, path: filled(path, 'x') + end, headers: bearer }),
        );
      for (const odd of ['%00', '%24ne', '__proto__', encodeURIComponent('{"$gt":""}'), 'a'.repeat(3_000)])
        isPolite(
          `${method} ${path} ${odd}`,
          await send(product().baseUrl, {
            method,
            path: `${filled(path, odd)}?q=${odd}&limit=${odd}&page[$gt]=1&from=${odd}&country=${odd}`,
            headers: bearer,
          }),
        );
      if (method === 'GET') continue;
      for (const [what, odd] of oddValues.filter((_value, at) => at % 3 === nth % 3))
        isPolite(
          `${method} ${path} ${what}`,
          await send(product().baseUrl, {
            method,
            path: filled(path, 'x'),
            headers: { ...json, ...bearer, 'idempotency-key': randomUUID() },
            body: JSON.stringify(odd),
          }),
        );
    }
  }, 60_000);

  it('answers broken bodies below 500, also where one logs in', async () => {
    const posts = [
      ...open()
        .filter(({ method }) => method === 'POST')
        .slice(0, 3)
        .map(({ path }) => filled(path, 'x')),
      `${api}/auth/login`,
      `${api}/auth/refresh`,
    ];
    for (const path of posts)
      for (const [what, sent] of brokenBodies)
        isPolite(
          `${path} ${what}`,
          await send(product().baseUrl, {
            path,
            ...sent,
            headers: { ...sent.headers, ...(path.includes('auth') ? {} : bearer) },
          }),
        );
  });

  it('takes any JSON', async () => {
    const writing = open().filter(({ method }) => method !== 'GET');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...writing),
        fc.jsonValue(),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
        async ({ method, path }, body, id) => {
          const odd = encoded(id);
          isPolite(
            `${method} ${path}`,
            await send(product().baseUrl, {
              method,
              path: filled(path, odd),
              headers: { ...json, ...bearer },
              body: JSON.stringify(body),
            }),
          );
        },
      ),
      seeded(60),
    );
  });

  it('shows a page for every odd address', async () => {
    for (const root of ['', '/f', '/v', '/docs', '/healthz', '/readyz', '/openapi.json', '/whatsapp'])
      for (const end of [
        ...oddPaths,
        '/x',
        '/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
        '/____________________________________________',
      ])
        for (const method of ['GET', 'POST', 'HEAD', 'DELETE'])
          isPolite(
            `${method} ${root}${end}`,
            await send(product().baseUrl, {
              method,
              path: root + end,
              headers: { accept: 'text/html', 'accept-language': '*;q=x, ;;,,' },
            }),
          );
  });
});

describe('Open311', () => {
  const root = '/open311';
  let apiKey: string;
  beforeAll(async () => {
    const wish = { name: 'Garbage', permissions: ['write'], jurisdictions: [], perMinute: 600 } as const;
    apiKey = (await product().app.open311Keys.create(wish)).secret;
  });

  it('answers odd addresses and bodies below 500', async () => {
    for (const path of ['', '/v2/requests', '/discovery'])
      for (const end of [...oddPaths, '/x.json', '/x.xml', '.xml', '.exe'])
        for (const method of ['GET', 'POST'])
          isPolite(`${method} ${path}${end}`, await send(product().baseUrl, { method, path: root + path + end }));
    for (const [what, sent] of brokenBodies)
      isPolite(what, await send(product().baseUrl, { path: `${root}/v2/requests.xml`, ...sent }));
    for (const [what, odd] of oddValues) {
      const body = JSON.stringify({
        api_key: apiKey,
        service_code: 'other',
        description: odd,
        attribute: odd,
        lat: odd,
        long: odd,
      });
      isPolite(what, await send(product().baseUrl, { path: `${root}/v2/requests.json`, headers: json, body }));
    }
  }, 60_000);

  it('takes any field and any value', async () => {
    const names = [
      'jurisdiction_id', 'service_code', 'lat', 'long', 'address_string', 'description', 'media_url', 'attribute[size]', 'attribute[waste][]',
      'start_date', 'end_date', 'status', 'page', 'page_size', 'service_request_id',
    ]; // prettier-ignore
    const values = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('pothole', 'garbage', 'kinshasa.cd', '-4.305', '15.303', 'open', '2026-11-01T00:00:00Z', 'large'),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), values), async (fields) => {
        const told = Object.entries(fields).map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&'); // prettier-ignore
        isPolite(
          `GET ${told}`,
          await send(product().baseUrl, { method: 'GET', path: `${root}/v2/requests.xml?${told}` }),
        );
        const body = `api_key=${apiKey}&${told}`;
        isPolite(
          `POST ${told}`,
          await send(product().baseUrl, { path: `${root}/v2/requests.xml`, headers: form, body }),
        );
      }),
      seeded(40),
    );
  }, 60_000);
});
