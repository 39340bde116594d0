import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isLisoloError } from '../../../core/errors.ts';
import { createOutbound } from '../../../core/outbound/index.ts';
import { aCertificate } from './certificate.ts';

const refusalOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'went out',
    (error: unknown) => (isLisoloError(error) ? error.message : `defect: ${String(error)}`),
  );

const usual = { method: 'GET', timeoutMs: 2_000, mostBytes: 1_000 } as const;

describe('an address that others gave us', () => {
  const names: Record<string, readonly string[]> = {
    'good.example': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
    'mixed.example': ['93.184.215.14', '10.0.0.7'],
    'own.example': ['192.168.1.4'],
    'own6.example': ['fd12:3456::1'],
    'metadata.example': ['169.254.169.254'],
    'mapped.example': ['::ffff:127.0.0.1'],
    'silent.example': [],
  };
  const careful = createOutbound({
    allowPrivate: false,
    async resolve(name) {
      const known = names[name];
      if (!known) throw Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
      return known.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
  });

  it.each([
    'http://127.0.0.1/', 'http://127.1/', 'http://0/', 'http://0.0.0.0/', 'http://2130706433/', 'http://0x7f000001/',
    'http://0x7f.1/', 'http://0177.0.0.1/', 'http://127.0.0.1./', 'http://①②⑦.0.0.1/', 'http://10.1.2.3/', 'http://172.16.0.1/',
    'http://172.31.255.255/', 'http://192.168.0.1/', 'http://169.254.169.254/latest/meta-data', 'http://100.64.0.1/',
    'http://192.0.2.1/', 'http://198.18.0.1/', 'http://198.51.100.1/', 'http://203.0.113.1/', 'http://224.0.0.1/',
    'http://255.255.255.255/', 'http://240.0.0.1/', 'http://192.88.99.1/', 'http://[::]/', 'http://[::1]/',
    'http://[::127.0.0.1]/', 'http://[::ffff:127.0.0.1]/', 'http://[::ffff:8.8.8.8]/', 'http://[::ffff:0:127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/', 'http://[64:ff9b:1::1]/', 'http://[2002:7f00:1::]/', 'http://[2001:0:1::]/',
    'http://[fe80::1]/', 'http://[fec0::1]/', 'http://[fd00::1]/', 'http://[ff02::1]/', 'http://[2001:db8::1]/', 'http://[100::1]/',
    'https://own.example/', 'https://own6.example/', 'https://mixed.example/', 'https://metadata.example/', 'https://MAPPED.example/',
  ])('is refused when it leads into our own network or nowhere: %s', async (url) => {
    expect(await refusalOf(careful.check(url))).toBe('invalid_input: private_address');
    expect(await refusalOf(careful.ask({ ...usual, url }))).toBe('invalid_input: private_address');
  }); // prettier-ignore

  it.each([
    '', 'example.org', '/hook', 'ftp://good.example/', 'file:///etc/passwd', 'gopher://good.example/', 'javascript:alert(1)',
    'data:text/plain,hello', 'http://', 'http://[::1', 'http://[fe80::1%25eth0]/', 'http://256.256.256.256/', 'http://good.example:0/',
    'http://good.example:99999/', 'https://user@good.example/', 'https://user:pass@good.example/', 'http://:secret@good.example/',
    'mailto:me@good.example',
  ])('is refused when it is none of the web: %s', async (url) => {
    expect(await refusalOf(careful.check(url))).toBe('invalid_input: bad_url');
  }); // prettier-ignore

  it('is refused when it is longer than any in use', async () => {
    expect(await refusalOf(careful.check(`https://good.example/${'a'.repeat(2_000)}`))).toBe('invalid_input: bad_url');
  });

  it('may be one of the whole world, by name or by number', async () => {
    for (const url of ['https://good.example/hook?a=1', 'http://8.8.8.8:8080/', 'https://[2606:4700::1111]/'])
      expect(await refusalOf(careful.check(url))).toBe('went out');
  });

  it('is out of reach while nobody knows its name', async () => {
    expect(await refusalOf(careful.check('https://nobody.example/'))).toBe('unavailable: unknown_host');
    expect(await refusalOf(careful.check('https://silent.example/'))).toBe('unavailable: unknown_host');
  });

  it('is given up when its name is looked up for too long', async () => {
    const slow = createOutbound({ allowPrivate: false, resolve: () => new Promise(() => undefined) });
    const asked = slow.ask({ ...usual, url: 'https://good.example/', timeoutMs: 50 });
    expect(await refusalOf(asked)).toBe('unavailable: timeout');
  });
});

describe('a request', () => {
  let server: Server;
  let answer: RequestListener;
  let root: string;
  const lookups: string[] = [];
  const here = createOutbound({
    allowPrivate: true,
    async resolve(name) {
      lookups.push(name);
      // The second look would lead elsewhere.
      return [{ address: lookups.length > 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }];
    },
  });
  const ask = (path: string, more: object = {}) => here.ask({ ...usual, url: `${root}${path}`, ...more });

  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('posts what it was given and reads the answer', async () => {
    answer = (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { host, 'content-length': length, 'x-own': own } = request.headers;
        response.setHeader('X-Twice', ['a', 'b']);
        response.writeHead(201).end(JSON.stringify({ host, length, own, text: Buffer.concat(parts).toString() }));
      });
    };
    const { status, headers, body } = await ask('/hook', { method: 'POST', body: 'é!', headers: { 'X-Own': '1' } });
    expect({ status, twice: headers['x-twice'] }).toEqual({ status: 201, twice: 'a, b' });
    expect(JSON.parse(body.toString())).toEqual({ host: root.slice(7), length: '3', own: '1', text: 'é!' });
  });

  it('goes to the very machine that was looked at, whatever its name means by then', async () => {
    answer = (request, response) => void response.end(request.headers.host);
    const { port } = server.address() as AddressInfo;
    const { body } = await here.ask({ ...usual, url: `http://moving.example:${port}/` });
    expect(body.toString()).toBe(`moving.example:${port}`);
    expect(lookups).toEqual(['moving.example']);
  });

  it('follows no redirect', async () => {
    answer = (_request, response) => void response.writeHead(302, { Location: 'http://169.254.169.254/' }).end();
    expect(await ask('/')).toMatchObject({ status: 302, headers: { location: 'http://169.254.169.254/' } });
  });

  it('takes no more of an answer than was agreed', async () => {
    answer = (_request, response) => {
      const more = (): void => {
        while (response.writable && response.write('x'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    };
    expect(await refusalOf(ask('/endless'))).toBe('too_large');
    const { body } = await ask('/endless', { longer: 'cut' });
    expect(body).toHaveLength(1_000);
  });

  it.each<[string, RequestListener, string]>([
    ['says nothing', () => undefined, 'timeout'],
    ['begins and stops', (_request, response) => void response.write('a'), 'timeout'],
    ['hangs up at once', (request) => void request.socket.destroy(), 'broken_line'],
    [
      'hangs up in the middle',
      (_request, response) => response.write('a', () => void response.socket?.destroy()),
      'broken_line',
    ],
    ['speaks something else', (request) => void request.socket.end('220 mail.example ESMTP\r\n'), 'broken_line'],
    [
      'wants to switch protocols',
      (request) =>
        void request.socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
      'broken_line',
    ],
  ])('is given up when the other side %s', async (_what, behave, reason) => {
    answer = behave;
    expect(await refusalOf(ask('/', { timeoutMs: 200 }))).toBe(`unavailable: ${reason}`);
  });

  it('says so when nobody listens', async () => {
    expect(await refusalOf(here.ask({ ...usual, url: 'http://127.0.0.1:1/' }))).toBe('unavailable: broken_line');
  });
});

describe('a request that nobody on the way can read', () => {
  const name = 'hooks.example';
  const [good, stranger, over, numbered] = [
    aCertificate(name),
    aCertificate('other.example'),
    aCertificate(name, { hours: -1 }),
    aCertificate('127.0.0.1'),
  ];
  const said: { readonly asked: string | undefined; readonly host: string | undefined }[] = [];
  let shown = good;
  let port: number;
  const server = createTlsServer(
    { ...good, SNICallback: (_name, use) => use(null, createSecureContext(shown)) },
    (request, response) => {
      const asked = (request.socket as TLSSocket & { servername?: string | false }).servername || undefined;
      said.push({ asked, host: request.headers.host });
      response.end('taken');
    },
  );
  const lookups: string[] = [];
  const believing = (authorities?: string) =>
    createOutbound({
      allowPrivate: true,
      async resolve(wanted) {
        lookups.push(wanted);
        // The second look would lead elsewhere.
        return [{ address: lookups.length > 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }];
      },
      ...(authorities !== undefined && { authorities }),
    });
  const post = (host: string, authorities?: string) =>
    believing(authorities).ask({ ...usual, url: `https://${host}:${port}/hook`, method: 'POST', body: 'private' });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    [said.length, lookups.length, shown] = [0, 0, good];
    server.setSecureContext(good);
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('asks the very machine that was looked at, by its name', async () => {
    const { status, body } = await post(name, good.cert);
    expect([status, body.toString()]).toEqual([200, 'taken']);
    expect(said).toEqual([{ asked: name, host: `${name}:${port}` }]);
    expect(lookups).toEqual([name]);
  });

  it('asks a machine by its number, without a name, where its certificate is of that number', async () => {
    server.setSecureContext(numbered);
    expect((await post('127.0.0.1', numbered.cert)).status).toBe(200);
    expect(said).toEqual([{ asked: undefined, host: `127.0.0.1:${port}` }]);
    server.setSecureContext(good);
    expect(await refusalOf(post('127.0.0.1', good.cert))).toBe('unavailable: bad_certificate');
  });

  it.each([
    ['of another name', stranger, stranger.cert],
    ['that is over', over, over.cert],
    ['for which nobody vouches', good, undefined],
    ['of somebody who is believed for another machine', good, stranger.cert],
  ])('says nothing to a machine with a certificate %s', async (_what, theirs, believed) => {
    shown = theirs;
    expect(await refusalOf(post(name, believed))).toBe('unavailable: bad_certificate');
    expect(said).toEqual([]);
  });

  it('asks for a certificate also where the environment asks for none', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const refused = await refusalOf(post(name));
    vi.unstubAllEnvs();
    expect([refused, said]).toEqual(['unavailable: bad_certificate', []]);
  });

  it('cannot be had from a machine that speaks openly', async () => {
    const open = createServer((_request, response) => void response.end('taken'));
    await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(open.address() as AddressInfo).port}/`;
    expect(await refusalOf(believing(good.cert).ask({ ...usual, url }))).toBe('unavailable: broken_line');
    open.closeAllConnections();
    await new Promise((resolve) => open.close(resolve));
  });
});
