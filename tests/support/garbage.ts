import { request } from 'node:http';
import { gzipSync } from 'node:zlib';

const lone = (code: number): string => String.fromCharCode(code);

/** What people, machines and attackers type. */
export const oddTexts: readonly (readonly [string, string])[] = [
  ['spaces', ' \t\u00a0\u3000 '],
  ['a NUL', 'a\0b'],
  ['control characters', '\u0001\u0007\u001b[31mred\u009f\r\n\u2028'],
  ['an emoji family', '👩🏿‍👩🏿‍👧🏿‍👦🏿🇨🇩'],
  ['half of an emoji', `plaque ${lone(0xd83d)}`],
  ['the other half', `${lone(0xde00)}1234AB01`],
  ['text from right to left', '\u202e\u0645\u0631\u062d\u0628\u0627\u202c'],
  ['letters under a heap of marks', `a${'\u0301'.repeat(1_500)}`],
  ['characters that grow when composed', '\ufdfa'.repeat(1_000)],
  ['10,000 letters', 'a'.repeat(10_000)],
  ['10,000 stars', '*'.repeat(10_000)],
  ['3,900 stars', '*'.repeat(3_900)],
  ['400 numbers', Array.from({ length: 400 }, () => '1').join('*')],
  ['SQL', `'; DROP TABLE persons; -- " OR 1=1`],
  ['a MongoDB operator', '{"$gt":""}'],
  ['a MongoDB script', `';return sleep(5000);var a='`],
  ['the name of every prototype', '__proto__'],
  ['a constructor', 'constructor'],
  ['a method', 'toString'],
  ['a path', '../../../../etc/passwd'],
  ['a template', '{{plate}} ${7*7} {{7*7}} #{7*7}'],
  ['a nested text', '$t(errors:defect) $t(dialog:help, {"count": 1})'],
  ['a page', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['an escape', '%00%ff%E0%A4%A %s%n'],
  ['a number beyond all numbers', '9'.repeat(400)],
  ['a negative number', '-1'],
  ['not a number', 'NaN'],
  ['infinity', '1e309'],
  ['numbers of another script', '٣٤ १२ １２'],
  ['a very long number with stars', '1*98*98*98*0*00*#'],
  ['an invitation to backtrack', `${'a'.repeat(3_000)}!${' '.repeat(3_000)}!`],
];

const nested = (depth: number): unknown => JSON.parse(`${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`) as unknown;

/** What stands where a text, a number or an object was asked for. */
export const oddValues: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['true', true],
  ['zero', 0],
  ['a fraction', -1.5],
  ['a huge number', 1e308],
  ['an empty text', ''],
  ['an empty list', []],
  ['a list', ['a', { b: 1 }]],
  ['an empty object', {}],
  ['an operator', { $gt: '' }],
  ['a script operator', { $where: 'sleep(1000)' }],
  ['a pattern operator', { $regex: '.*', $options: 'i' }],
  ['a poisoned prototype', JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}')],
  ['something 400 deep', nested(400)],
  ['half of an emoji', lone(0xd83d)],
  ['a date that is none', '2026-13-45T99:99:99Z'],
  ['10,000 letters', 'x'.repeat(10_000)],
];

/** For an address; halves of a pair cannot stand in one. */
export const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString());

export interface Sent {
  readonly method?: string;
  /** Sent as it stands: nothing is resolved or escaped. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** One request, byte by byte as asked for; unlike fetch it takes any method, path and header. */
export function send(baseUrl: string, { method = 'POST', path, headers = {}, body }: Sent): Promise<Answered> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const asked = request({ hostname, port, method, path, headers: { ...length, ...headers }, agent: false });
    asked.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          text: Buffer.concat(parts).toString('utf8'),
        }),
      );
    });
    // A server that has refused may stop reading: that is an answer, if it has given one.
    asked.on('error', reject);
    asked.end(body);
  });
}

const multipart = (lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'));
const megabytes = (count: number): Buffer => Buffer.alloc(count * 1024 * 1024, 'a');
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Bodies that no reader can make anything of, or should not. */
export const brokenBodies: readonly (readonly [string, Omit<Sent, 'path'>])[] = [
  ['no body', {}],
  ['no body, said to be JSON', { headers: json }],
  ['JSON that breaks off', { headers: json, body: '{"as":"+243' }],
  ['JSON that is no object', { headers: json, body: '"text"' }],
  ['JSON null', { headers: json, body: 'null' }],
  ['JSON 20,000 deep', { headers: json, body: `${'['.repeat(20_000)}${']'.repeat(20_000)}` }],
  ['JSON of 5 MB', { headers: json, body: JSON.stringify({ text: 'a'.repeat(5_000_000) }) }],
  ['JSON with a poisoned prototype', { headers: json, body: '{"__proto__":{"x":1},"constructor":{"prototype":{}}}' }],
  [
    'JSON in a character set of the moon',
    { headers: { 'content-type': 'application/json; charset=moon' }, body: '{}' },
  ],
  ['JSON in UTF-16 that is none', { headers: { 'content-type': 'application/json; charset=utf-16' }, body: '{}' }],
  ['an encoding that is not known', { headers: { ...json, 'content-encoding': 'zstd-of-mars' }, body: '{}' }],
  ['gzip that is none', { headers: { ...json, 'content-encoding': 'gzip' }, body: 'not gzip' }],
  ['a gzip bomb', { headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync(megabytes(30)) }],
  [
    'bytes',
    { headers: { 'content-type': 'application/octet-stream' }, body: Buffer.from([0, 255, 254, 128, 0, 13, 10]) },
  ],
  ['bytes, said to be a form', { headers: form, body: Buffer.from([0, 255, 61, 254, 38, 37, 0]) }],
  ['a form of 5 MB', { headers: form, body: Buffer.concat([Buffer.from('text='), megabytes(5)]) }],
  ['a form of 5,000 fields', { headers: form, body: Array.from({ length: 5_000 }, (_, n) => `f${n}=1`).join('&') }],
  ['a form with bad escapes', { headers: form, body: 'text=%E0%A4%A&sessionId=%%%&phoneNumber=%zz' }],
  [
    'XML',
    {
      headers: { 'content-type': 'application/xml' },
      body: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    },
  ],
  ['a type that is none', { headers: { 'content-type': ';;;//' }, body: '{}' }],
  ['multipart without a boundary', { headers: { 'content-type': 'multipart/form-data' }, body: 'x' }],
  [
    'multipart that breaks off',
    {
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: multipart(['--x', 'Content-Disposition: form-data; name="file"; filename="../../a.jpg"', '', 'abc']),
    },
  ],
];

export const otherMethods = [
  'GET',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'TRACE',
  'PROPFIND',
  'SEARCH',
] as const;

/** Ends of a path that try to leave it. */
export const oddPaths: readonly string[] = [
  '/%00',
  '/%ff%fe',
  '/%',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/../../../../etc/passwd',
  '/..%2f..%2f..%2fetc%2fpasswd',
  '/..%5c..%5cwindows',
  '//',
  '/;x=1',
  '/__proto__',
  '/constructor',
  '/$where',
  `/${'a'.repeat(5_000)}`,
  '/?a[$gt]=1&__proto__[x]=1&a=1&a=2&%=%',
];
