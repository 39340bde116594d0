import { PassThrough } from 'node:stream';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../core/dialog/words.ts';
import type { Door } from '../../core/door.ts';
import { LisoloError } from '../../core/errors.ts';
import { createLog } from '../../core/log.ts';
import { defineRoute } from '../../admin-api/route.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

let server: TestServer;
let token: string;
let isReady = true;
const lines: string[] = [];
const destination = new PassThrough();
destination.on('data', (chunk: Buffer) => lines.push(...chunk.toString().split('\n')));

const door: Door = {
  name: 'simulator',
  status: () => ({ on: true, why: 'for tests' }),
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  mount(http) {
    http.get('/door/:who', (request, response) => void response.send(`hello ${request.params.who}`));
    http.get('/door-fault', () => {
      throw new Error('a defect with a secret inside');
    });
  },
};

beforeAll(async () => {
  server = await startServer({
    doors: [door],
    log: createLog({ level: 'info', destination }),
    health: { ready: () => (isReady ? Promise.resolve({ database: true }) : Promise.reject(new Error('gone'))) },
    extraRoutes: [
      defineRoute({
        method: 'get',
        path: '/test/defect',
        summary: 'Throws a defect',
        permission: 'public',
        handler: () => Promise.reject(new Error('mongodb://user:password@host')),
      }),
      defineRoute({
        method: 'get',
        path: '/test/busy',
        summary: 'Throws a named error',
        permission: 'public',
        handler: () =>
          Promise.reject(
            new LisoloError('unavailable', { reason: 'later', retryAfterSeconds: 7, phone: '+243810000000' }),
          ),
      }),
    ],
  });
  ({ token } = await server.member('super_admin'));
});
afterAll(() => server.stop());

describe('garbage', () => {
  const bodies: [string, { type?: string; content: string | Uint8Array }, number][] = [
    ['broken JSON', { type: 'application/json', content: '{"email":' }, 400],
    [
      'binary as JSON',
      { type: 'application/json', content: Uint8Array.from({ length: 500 }, (_, index) => (index * 7919) % 256) },
      400,
    ],
    ['an array', { type: 'application/json', content: '[]' }, 400],
    ['a bare string', { type: 'application/json', content: '"x"' }, 400],
    ['null', { type: 'application/json', content: 'null' }, 400],
    ['nothing', { type: 'application/json', content: '' }, 400],
    [
      '10,000 characters',
      {
        type: 'application/json',
        content: JSON.stringify({ email: 'x'.repeat(10_000), password: 'y'.repeat(10_000) }),
      },
      400,
    ],
    ['operators', { type: 'application/json', content: '{"email":{"$gt":""},"password":{"$ne":null}}' }, 400],
    [
      'operators as strings',
      { type: 'application/json', content: '{"email":"{$gt:1}","password":"\\u0000\\uD83D\\uDE00\\u202E"}' },
      401,
    ],
    [
      'a prototype',
      { type: 'application/json', content: '{"__proto__":{"admin":true},"email":"x","password":"y"}' },
      400,
    ],
    ['deep JSON', { type: 'application/json', content: `${'['.repeat(40_000)}${']'.repeat(40_000)}` }, 400],
    [
      'deep JSON in a field',
      { type: 'application/json', content: `{"email":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)},"password":"x"}` },
      400,
    ],
    ['a huge body', { type: 'application/json', content: JSON.stringify({ email: 'x'.repeat(300_000) }) }, 413],
    ['a form', { type: 'application/x-www-form-urlencoded', content: 'email=x&password=y' }, 415],
    ['text', { type: 'text/plain', content: '{"email":"x","password":"y"}' }, 415],
    ['no type', { content: new Uint8Array([1, 2, 3]) }, 415],
    ['a strange charset', { type: 'application/json; charset=x-unknown', content: '{}' }, 415],
    ['an empty object', { type: 'application/json', content: '{}' }, 400],
  ];
  it.each(bodies)('as a body (%s) is refused with a reason', async (_what, raw, status) => {
    const answer = await server.call('POST', '/auth/login', { raw });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(answer.json).toMatchObject({
      status,
      type: expect.stringMatching(/^urn:lisolo:error:/),
      traceId: expect.any(String),
    });
    expect(answer.text).not.toMatch(/node_modules|at .*\.ts/);
  });

  it('in an encoding nobody knows is refused', async () => {
    const answer = await server.call('POST', '/auth/login', { body: {}, headers: { 'Content-Encoding': 'strange' } });
    expect(answer.status).toBe(415);
  });

  it('on every route is answered below 500', async () => {
    const junk = [
      '{"$gt":""}',
      '[]',
      '{"a":',
      '\u0000',
      JSON.stringify({ roles: [{ $ne: 1 }], name: { $gt: '' }, body: '💥'.repeat(2_500) }),
    ];
    const queries = [
      '?a[$ne]=1',
      '?page[$gt]=',
      '?sort=$where',
      '?plate=%00%F0%9F%92%A5',
      '?text=.*(',
      `?text=${'x'.repeat(9_000)}`,
      '?%',
      '?__proto__[x]=1',
      '?filter={"$where":"1"}',
      '?after=yesterday',
    ];
    const ids = ['x', '%7B%22$gt%22:%22%22%7D', '..%2f..%2fetc', '%00', 'constructor', '0'.repeat(24)];
    for (const route of server.routes.filter((each) => !each.path.startsWith('/test/'))) {
      const method = route.method.toUpperCase();
      const paths = route.path.includes(':') ? ids.map((id) => route.path.replace(/:\w+/, id)) : [route.path];
      const answers = await Promise.all([
        ...paths.map((path) =>
          server.call(method, path, {
            token,
            ...(method === 'GET' ? {} : { raw: { type: 'application/json', content: junk[4]! } }),
          }),
        ),
        ...queries.map((query) =>
          server.call(method, `${paths[0]}${query}`, { token, ...(method === 'GET' ? {} : { body: {} }) }),
        ),
        ...(method === 'GET'
          ? []
          : junk.map((content) =>
              server.call(method, paths[0]!, { token, raw: { type: 'application/json', content } }),
            )),
      ]);
      // Some calls are in order and end the session or change nothing: a new token for the next route.
      for (const answer of answers)
        expect(`${method} ${route.path} ${answer.status < 500}`).toBe(`${method} ${route.path} true`);
      if (route.path.includes('logout') || route.path.includes('password'))
        ({ token } = await server.member('super_admin'));
    }
  }, 60_000);

  it('in addresses and methods is answered in kind', async () => {
    expect((await server.call('GET', '/nowhere', { token })).json.code).toBe('not_found');
    const wrongMethod = await server.call('DELETE', '/auth/login');
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers.get('allow')).toBe('POST');
    expect((await server.call('GET', '/people/%E0%A4%A', { token })).status).toBe(400);
    expect((await server.call('GET', '/f/%E0%A4%A')).status).toBe(400);
  });

  it('on the wire does not stop the server', async () => {
    for (const bytes of [
      '\r\n\r\n',
      'GET /\u0000 HTTP/1.1\r\n\r\n',
      'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`,
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.end(bytes));
        socket
          .on('close', () => resolve())
          .on('error', () => resolve())
          .resume();
      });
    }
    expect((await server.call('GET', '/healthz')).status).toBe(200);
  });
});

describe('faults', () => {
  it('of the closed set tell their code, and only facts that may be told', async () => {
    const answer = await server.call('GET', '/test/busy');
    expect(answer.status).toBe(503);
    expect(answer.json).toMatchObject({ code: 'unavailable', retryable: true, detail: 'later' });
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.text).not.toContain('+243');
  });

  it('that are defects are told as 500 with a trace id, and logged with it', async () => {
    const answer = await server.call('GET', '/test/defect');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('mongodb');
    const logged = lines.filter((line) => line.includes(answer.json.traceId));
    expect(logged.some((line) => line.includes('a request met a defect'))).toBe(true);
    const page = await server.call('GET', '/door-fault', { headers: { Accept: 'text/html' } });
    expect(page.status).toBe(500);
    expect(page.headers.get('content-type')).toMatch('text/html');
    expect(page.text).toContain(page.headers.get('x-trace-id'));
    expect(page.text).not.toContain('secret');
    const program = await server.call('GET', '/door-fault', { headers: { Accept: 'application/json' } });
    expect(program.json).toMatchObject({ status: 500, code: 'internal' });
  });
});

describe('the server', () => {
  it('is alive, and ready only while its database answers', async () => {
    expect((await server.call('GET', '/healthz')).json).toEqual({ status: 'ok' });
    expect((await server.call('GET', '/readyz')).json).toEqual({ status: 'ready', checks: { database: true } });
    isReady = false;
    const answer = await server.call('GET', '/readyz');
    isReady = true;
    expect(answer.status).toBe(503);
    expect(answer.json.status).toBe('not ready');
  });

  it('mounts what the doors bring', async () => {
    expect((await server.call('GET', '/door/you')).text).toBe('hello you');
  });

  it('sets the headers that protect a browser', async () => {
    const { headers } = await server.call('GET', '/door/you');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'self'/);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
    expect((await server.call('GET', '/auth/me')).headers.get('content-security-policy')).toMatch(/default-src 'none'/);
  });

  it('logs each request by its route, without addresses, tokens or people', async () => {
    await server.call('GET', '/people?text=%2B243810000099', { token });
    await server.call('GET', '/door/jean-mukendi');
    const all = lines.join('\n');
    expect(all).toContain('"route":"/api/v1/people"');
    expect(all).toContain('"route":"/door/:who"');
    expect(all).not.toContain('243810000099');
    expect(all).not.toContain('mukendi');
    expect(all).not.toContain(token);
  });
});

describe('the public pages', () => {
  it('land everybody somewhere useful, in the reader’s language, without scripts', async () => {
    for (const language of languages) {
      const page = await server.call('GET', `/?lang=${language}`);
      expect(page.status).toBe(200);
      expect(page.text).toContain(`<html lang="${language}">`);
      expect(page.text).toContain('href="/simulator"');
      expect(page.text).not.toMatch(/<script|https?:\/\//);
    }
    expect(
      (await server.call('GET', '/', { headers: { 'Accept-Language': 'sw-CD,sw;q=0.9,fr;q=0.5' } })).headers.get(
        'content-language',
      ),
    ).toBe('sw');
    expect(
      (await server.call('GET', '/', { headers: { 'Accept-Language': 'de' } })).headers.get('content-language'),
    ).toBe('fr');
    expect((await server.call('GET', '/nowhere-at-all', { headers: { Accept: 'text/html' } })).status).toBe(404);
  });

  it('say that a signed document is genuine and show what is printed on it', async () => {
    const proof = {
      kind: 'receipt',
      reference: 'CD-2026-0000018',
      number: 'Q-CD-2026-0000001',
      plate: '1234AB01',
      amount: { amount: 5_000_000, currency: 'CDF' },
      remaining: 0,
      issuedAt: new Date('2026-03-01T23:30:00Z'),
    } as const;
    const page = await server.call('GET', `/v/${server.signer.sign(proof)}?lang=fr`);
    expect(page.status).toBe(200);
    for (const part of ['authentique', 'CD-2026-0000018', 'Q-CD-2026-0000001', '1234AB/01', '02/03/2026'])
      expect(page.text).toContain(part);
    expect(page.text).toMatch(/50\s000/);
    for (const language of languages)
      expect((await server.call('GET', `/v/${server.signer.sign(proof)}?lang=${language}`)).status).toBe(200);
  });

  it('warn of a document that was not signed here', async () => {
    for (const forged of ['x', 'A'.repeat(300), '%3Cscript%3E', 'y'.repeat(5_000)]) {
      const page = await server.call('GET', `/v/${forged}?lang=en`);
      expect(page.status).toBe(404);
      expect(page.text).toContain('not recognised');
      expect(page.text).not.toContain('<script');
    }
  });

  it('hand out a file behind a signed link, and nothing else', async () => {
    const stored = await server.files.put({
      bytes: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF'),
      name: 'quittance é".pdf',
      owner: 'test',
      made: 'application/pdf',
    });
    const link = new URL(server.files.link(stored.id, 10));
    const answer = await server.call('GET', link.pathname);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^inline; filename="quittance e.pdf"; filename\*=UTF-8''quittance%20%C3%A9/,
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toMatch(/sandbox/);
    expect((await server.call('GET', `${link.pathname}x`)).status).toBe(404);
    server.later(11);
    expect((await server.call('GET', link.pathname)).status).toBe(410);
    ({ token } = await server.member('super_admin'));
  });
});
