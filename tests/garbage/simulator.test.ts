import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { mongo } from 'mongoose';
import { afterEach, describe, expect, it } from 'vitest';
import { brokenBodies, encoded, oddPaths, oddTexts, oddValues, otherMethods, send } from '../support/garbage.ts';
import type { Answered } from '../support/garbage.ts';
import { aBomb, aPicture } from '../support/pictures.ts';
import { aPhone, allPolite, isPolite, isRefused, json, seeded, watchedProduct } from '../support/watched.ts';

const product = watchedProduct();

describe('the simulator', () => {
  const api = '/simulator/api';
  const post = (path: string, body: unknown): Promise<Answered> =>
    send(product().baseUrl, { path: `${api}/${path}`, headers: json, body: JSON.stringify(body) });
  const say = (input: unknown, as: unknown = aPhone()): Promise<Answered> =>
    post('messages', { as, messageId: randomUUID(), input });
  const photo = (bytes: Buffer, headers: Record<string, string> = {}): Promise<Answered> =>
    send(product().baseUrl, {
      path: `${api}/photos?as=${encodeURIComponent(aPhone())}&messageId=${randomUUID()}`,
      headers,
      body: bytes,
    });
  afterEach(async () => {
    expect((await say({ kind: 'start' })).status).toBe(200);
  });

  const routes = ['messages', 'photos', 'dial', 'payments/x/approve', 'payments/x/refuse', 'nothing'];

  it('refuses broken bodies on every route', async () => {
    for (const route of routes)
      for (const [what, sent] of brokenBodies)
        await isRefused(`${route}: ${what}`, { path: `${api}/${route}`, ...sent });
  }, 60_000);

  it('refuses other methods and answers odd paths', async () => {
    for (const method of otherMethods.filter((one) => one !== 'OPTIONS'))
      for (const route of ['messages', 'dial', 'payments/x/approve'])
        await isRefused(method, { method, path: `${api}/${route}` });
    for (const end of oddPaths)
      for (const root of ['/simulator', api, `${api}/files`, `${api}/payments`])
        await allPolite(['GET', 'POST'].map((method) => [`${method} ${root}${end}`, { method, path: root + end }]));
  });

  it('refuses odd values in every field of every body', async () => {
    const bodies: Record<string, Record<string, unknown>> = {
      messages: { as: aPhone(), messageId: randomUUID(), language: 'fr', input: { kind: 'text', text: 'bonjour' } },
      dial: { as: aPhone(), sessionId: randomUUID(), text: '' },
      'payments/x/approve': { as: aPhone(), pin: '1234' },
    };
    for (const [route, good] of Object.entries(bodies))
      for (const field of Object.keys(good))
        for (const [what, odd] of oddValues)
          isPolite(`${route} ${field} ${what}`, await post(route, { ...good, as: aPhone(), [field]: odd }));
  });

  it('refuses odd inputs', async () => {
    for (const [what, odd] of oddValues) {
      for (const [kind, field] of [
        ['text', 'text'],
        ['press', 'token'],
        ['location', 'latitude'],
        [what, 'kind'],
      ] as const)
        isPolite(`${kind} ${what}`, await say({ kind, latitude: 0, longitude: 0, [field]: odd }));
    }
    for (const kind of ['photo', 'document', 'dialled', 'unsupported', 'contact', 'start', 'returned'])
      isPolite(kind, await say({ kind, fileId: 'x', sessionId: 'x', text: '', phone: aPhone(), own: true }));
  });

  it('answers two people whose pages made the same message id', async () => {
    const messageId = randomUUID();
    const [one, other] = [aPhone(), aPhone()];
    const [first, second] = [
      await post('messages', { as: one, messageId, input: { kind: 'start' } }),
      await post('messages', { as: other, messageId, input: { kind: 'text', text: '1' } }),
    ];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect((await post('messages', { as: one, messageId, input: { kind: 'start' } })).text).toBe(first.text);
  });

  it('answers odd texts and odd buttons', async () => {
    for (const [what, odd] of oddTexts) {
      isPolite(what, await say({ kind: 'text', text: odd }));
      isPolite(what, await say({ kind: 'press', token: odd.slice(0, 64) }));
      isPolite(
        what,
        await post('messages', {
          as: aPhone(),
          messageId: randomUUID(),
          language: odd.slice(0, 16),
          input: { kind: 'start' },
        }),
      );
    }
  });

  it.each(['inbox', 'payments', 'events'])('refuses odd people who ask for their %s', async (route) => {
    for (const [what, odd] of oddTexts)
      for (const query of [`as=${encoded(odd.slice(0, 3_000))}`, 'as[$ne]=1', 'as=%E0%A4%A', ''])
        await isRefused(what, { method: 'GET', path: `${api}/${route}?${query}` });
  });

  it('takes whole pictures only, whatever they are called', async () => {
    const picture = await aPicture('jpeg');
    const page = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="file:///etc/passwd"/></svg>',
    );
    const bomb = aBomb(20_000);
    const refused: readonly (readonly [string, Buffer])[] = [
      ['nothing', Buffer.alloc(0)],
      ['a picture cut off', picture.subarray(0, picture.length / 2)],
      ['only the head of a picture', picture.subarray(0, 20)],
      ['an SVG', page],
      ['an SVG behind XML', Buffer.concat([Buffer.from('<?xml version="1.0"?>'), page])],
      ['a picture that unpacks without end', bomb],
      ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
      ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0])],
      ['an archive', Buffer.from('504b0304140000000800', 'hex')],
      ['a PDF that runs something', Buffer.from('%PDF-1.7\n/OpenAction /JavaScript (app.alert(1))\n%%EOF')],
      ['13 MB', Buffer.alloc(13 * 1024 * 1024, 7)],
    ];
    for (const [what, bytes] of refused)
      for (const headers of [
        {} as Record<string, string>,
        { 'content-type': 'image/jpeg' },
        { 'content-type': 'image/svg+xml' },
      ]) {
        const answer = await photo(bytes, headers);
        isPolite(what, answer);
        expect(answer.status, what).toBeGreaterThanOrEqual(400);
      }
    const withPage = Buffer.concat([picture, Buffer.from('<script>alert(1)</script>')]);
    isPolite('a picture with a page behind it', await photo(withPage, { 'content-type': 'text/html' }));
    const kept = await product().connection.collection<{ data: mongo.Binary }>('bytes.chunks').find().toArray();
    expect(kept).not.toHaveLength(0);
    expect(Buffer.concat(kept.map(({ data }) => data.buffer)).includes('<script>')).toBe(false);
    expect((await photo(picture)).status).toBe(200);
    // Nobody has taken them, so nobody would be asked to forget them: they go by themselves.
    const files = product().connection.collection('files');
    expect(await files.countDocuments({ owner: 'simulator' })).toBeGreaterThan(0);
    expect(await files.countDocuments({ owner: 'simulator', keepUntil: { $exists: false } })).toBe(0);
  }, 60_000);

  it('takes any JSON', async () => {
    const input = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          kind: fc.constantFrom('text', 'press', 'start', 'location'),
          text: fc.string({ unit: 'binary' }),
          token: fc.string(),
          latitude: fc.double(),
          longitude: fc.double(),
        },
        { requiredKeys: ['kind'] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(input, fc.jsonValue(), async (odd, body) => {
        isPolite('an input', await say(odd));
        for (const route of routes) isPolite(route, await post(route, body));
      }),
      seeded(40),
    );
  });
});
