import express from 'express';
import type { RequestHandler } from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createWhatsappWebDoor,
  type Trouble,
  type WhatsappWebDeps,
  type WhatsappWebDoor,
} from '../../../bots/whatsapp-web/index.ts';
import type { Inbound, Reply } from '../../../core/dialog/types.ts';
import { LisoloError } from '../../../core/errors.ts';
import { createFileService, type FileService } from '../../../core/files/index.ts';
import { createIdentityService, type IdentityService } from '../../../core/identity/index.ts';
import { silentLog } from '../../../core/log.ts';
import type { Deliver } from '../../../core/notifications/types.ts';
import { createLocalWhatsapp } from '../../support/local-whatsapp.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';
import { aPicture } from '../../support/pictures.ts';
import { plainSpeech } from '../../support/plain-speech.ts';
import { aPdf, aReply, someOptions } from '../../support/sample-replies.ts';

let database: TestDatabase;
let files: FileService;
let photo: Buffer;
let wa: ReturnType<typeof createLocalWhatsapp>;
let door: WhatsappWebDoor;
let heard: Inbound[];
let troubles: Trouble[];
let printed: string[];
let answer: (inbound: Inbound) => Reply | Promise<Reply>;
let identity: IdentityService;
let deliver: Deliver | undefined;
let now: Date;

const letIn: RequestHandler = (request, response, next) =>
  request.get('authorization') === 'Bearer admin' ? next() : void response.status(401).end();

function aDoor(over: Partial<WhatsappWebDeps> = {}): WhatsappWebDoor {
  return createWhatsappWebDoor({
    config: { on: true, folder: '/nowhere', dailyCap: 1_000 },
    connection: database.connection,
    identity,
    receive: async (inbound) => {
      heard.push(inbound);
      return answer(inbound);
    },
    speak: plainSpeech,
    files,
    notifications: { registerRoute: (_route, give) => (deliver = give) },
    log: silentLog,
    protect: letIn,
    onTrouble: (trouble) => troubles.push(trouble),
    clock: () => now,
    timers: wa.timers,
    print: (text) => printed.push(text),
    vendor: wa.vendor,
    ...over,
  });
}

async function connected(over: Partial<WhatsappWebDeps> = {}): Promise<void> {
  door = aDoor(over);
  await door.start();
  await wa.connect();
}

beforeAll(async () => {
  database = await testDatabase();
  const secret = 'a secret of at least thirty-two characters';
  files = createFileService({
    connection: database.connection,
    publicUrl: 'http://127.0.0.1',
    secret,
    clock: () => now,
  });
  photo = await aPicture('png');
});
afterAll(() => database.drop());

beforeEach(async () => {
  now = new Date();
  identity = createIdentityService({ connection: database.connection, clock: () => now, defaultCountry: 'CD' });
  await database.connection.collection('whatsapp_chats').deleteMany({});
  await database.connection.collection('whatsapp_sending_days').deleteMany({});
  wa = createLocalWhatsapp();
  heard = [];
  troubles = [];
  printed = [];
  deliver = undefined;
  answer = (inbound) =>
    aReply({ body: [inbound.input.kind === 'text' ? `Vous dites ${inbound.input.text}` : inbound.input.kind] });
  door = aDoor();
});
afterEach(() => door.stop());

describe('the WhatsApp door', () => {
  it('is off and starts nothing unless WHATSAPP is web', async () => {
    door = aDoor({ config: { on: false, folder: '/nowhere', dailyCap: 10 } });
    await door.start();
    expect(door.status()).toEqual({ on: false, why: 'WHATSAPP is not "web"' });
    expect(wa.clients()).toEqual([]);
    expect(deliver).toBeUndefined();
  });

  it('answers who writes', async () => {
    await connected();
    expect(door.status()).toEqual({ on: true, why: 'connected' });
    expect(await wa.user('+243970000001').says('Bonjour')).toBe('Vous dites Bonjour');
    expect(heard).toMatchObject([{ channel: 'whatsapp', address: '+243970000001', phone: '+243970000001' }]);
  });

  it('asks WhatsApp for the number behind a hidden id, and answers to that id', async () => {
    await connected();
    wa.client().phones.set('99887766554433@lid', '221770000001@c.us');
    const person = wa.user('99887766554433@lid');
    await person.says('Bonjour');
    expect(heard).toMatchObject([{ address: '+221770000001', phone: '+221770000001' }]);
    await deliver?.('+221770000001', aReply({ body: ['Paiement reçu'] }), 'notice-1');
    expect(person.lastScreen()).toBe('Paiement reçu');
  });

  it('serves a person whose number WhatsApp keeps hidden', async () => {
    await connected();
    expect(await wa.user('11223344556677@lid').says('1')).toBe('Vous dites 1');
    expect(heard[0]).toMatchObject({ address: '11223344556677@lid' });
    expect(heard[0]).not.toHaveProperty('phone');
  });

  it('stores a photo and gives the core its file', async () => {
    await connected();
    expect(await wa.user('+243970000001').sendsPhoto(photo)).toBe('photo');
    const input = heard[0]?.input;
    if (input?.kind !== 'photo') throw new Error('no photo came');
    expect((await files.read(input.fileId)).file.mimeType).toBe('image/png');
  });

  it('takes a picture sent as a document for a photo', async () => {
    await connected();
    expect(await wa.user('+243970000001').sendsDocument(photo, 'plaque.png', 'image/png')).toBe('photo');
  });

  it('says so when a photo could not be fetched', async () => {
    await connected();
    answer = () => aReply({ notices: ['help'], body: ['Entrez la plaque'] });
    expect(await wa.user('+243970000001').sendsLostPhoto()).toBe('errors:unavailable.fr\n\nEntrez la plaque');
    expect(heard[0]?.input).toEqual({ kind: 'unsupported', what: 'image' });
  });

  it('says so when a file is of a kind that is not kept', async () => {
    await connected();
    const shown = await wa
      .user('+243970000001')
      .sendsDocument(Buffer.from('MZ\u0000\u0001'), 'a.exe', 'application/octet-stream');
    expect(shown).toMatch(/^errors:unsupported_media\.fr/);
  });

  it('does not fetch what is too large', async () => {
    await connected();
    const person = wa.user('+243970000001');
    expect(await person.sends({ type: 'document', directPath: '/v', size: 500_000_000 }, 'broken')).toMatch(
      /^errors:too_large\.fr/,
    );
  });

  it('takes a location', async () => {
    await connected();
    expect(await wa.user('+243970000001').sendsLocation(-4.32, 15.31)).toBe('location');
  });

  it('sends a document with its name and caption, then the text', async () => {
    await connected();
    const stored = await files.put({ bytes: photo, name: 'quittance.png', owner: 'test', key: 'receipt' });
    answer = () => aReply({ attachments: [{ ...aPdf, fileId: stored.id }], options: someOptions(['Accueil']) });
    const person = wa.user('+243970000001');
    await person.says('1');
    expect(person.received()).toMatchObject([
      { kind: 'document', name: 'quittance.pdf', mimeType: 'image/png', caption: 'Quittance' },
      { kind: 'text', text: '*Entrez la plaque*\n\n1. Accueil' },
    ]);
  });

  it('still says the words when a file has expired', async () => {
    await connected();
    answer = () => aReply({ attachments: [aPdf], body: ['Voici'] });
    expect(await wa.user('+243970000001').says('1')).toBe('Voici');
  });

  it('answers a repeated message once', async () => {
    await connected();
    const person = wa.user('+243970000001');
    await person.sends({ id: 'SAME', type: 'chat', body: 'un' });
    const again = person.sends({ id: 'SAME', type: 'chat', body: 'un' });
    await person.says('deux');
    await again;
    expect(heard.map(({ input }) => input)).toEqual([
      { kind: 'text', text: 'un' },
      { kind: 'text', text: 'deux' },
    ]);
    expect(person.screens()).toEqual(['Vous dites un', 'Vous dites deux']);
  });

  it('handles the messages of one person in order, and people side by side', async () => {
    await connected();
    const release: (() => void)[] = [];
    answer = async (inbound) => {
      if (inbound.address === '+243970000001') await new Promise<void>((resolve) => release.push(resolve));
      return aReply({ body: [inbound.input.kind === 'text' ? inbound.input.text : ''] });
    };
    const slow = wa.user('+243970000001');
    const both = Promise.all([slow.says('un'), slow.says('deux')]);
    expect(await wa.user('+243970000002').says('autre')).toBe('autre');
    expect(heard.filter(({ address }) => address === '+243970000001')).toHaveLength(1);
    release.shift()?.();
    while (release.length === 0) await new Promise((resolve) => setImmediate(resolve));
    release.shift()?.();
    await both;
    await door.settled();
    expect(slow.screens()).toEqual(['un', 'deux']);
  });

  it('asks a person who floods to slow down, once', async () => {
    await connected();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    answer = async () => {
      await held;
      return aReply({ body: ['ok'] });
    };
    const person = wa.user('+243970000001');
    const answers = Array.from({ length: 30 }, (_, index) => person.says(String(index)));
    release();
    await Promise.all(answers);
    await door.settled();
    expect(heard).toHaveLength(21);
    expect(person.screens().filter((text) => text.startsWith('errors:too_many_requests'))).toHaveLength(1);
  });

  it('leaves alone what was written more than 12 hours ago', async () => {
    await connected();
    const person = wa.user('+243970000001');
    const old = person.sends({ type: 'chat', body: 'hier', t: Math.floor(now.getTime() / 1_000) - 13 * 3_600 });
    await person.says('maintenant');
    await old;
    expect(heard).toHaveLength(1);
  });

  it('maps an error of the closed set to its sentence, in the language last spoken', async () => {
    await connected();
    const person = wa.user('+243970000001');
    answer = () => aReply({ language: 'ln' });
    await person.says('1');
    answer = () => {
      throw new LisoloError('unavailable');
    };
    expect(await person.says('2')).toBe('errors:unavailable.ln');
  });

  it('apologises for a defect with a reference, and lives on', async () => {
    await connected();
    const person = wa.user('+243970000001');
    answer = () => {
      throw new TypeError('a defect');
    };
    expect(await person.says('1')).toMatch(/^errors:defect\.fr reference=[0-9a-f-]{36}$/);
    answer = () => aReply({ body: ['ok'] });
    expect(await person.says('2')).toBe('ok');
  });

  it('keeps an answer until the connection is back', async () => {
    await connected();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    answer = async () => {
      await held;
      return aReply({ body: ['enfin'] });
    };
    const person = wa.user('+243970000001');
    wa.emits('message', await messageOf('+243970000001'));
    wa.emits('disconnected', 'PAGE_BROKEN');
    release();
    while (wa.clients().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await wa.connect();
    expect(await person.sees(/enfin/)).toBe('enfin');
  });
});

async function messageOf(phone: string) {
  const { aMessage } = await import('../../support/local-whatsapp.ts');
  return aMessage({ id: 'LATE', from: `${phone.slice(1)}@c.us`, body: '1' }, wa.client());
}

describe('notices on WhatsApp', () => {
  it('reach a person who wrote first, also after a restart', async () => {
    await connected();
    await wa.user('+243970000001').says('Bonjour');
    await door.stop();
    await connected();
    const sent = await deliver?.('+243970000001', aReply({ body: ['Paiement reçu'] }), 'notice-1');
    expect(wa.user('+243970000001').lastScreen()).toBe('Paiement reçu');
    expect(sent?.providerId).toMatch(/^true_243970000001@c\.us/);
  });

  it('are refused to a person who never wrote, and to one whose data was erased', async () => {
    await connected();
    await expect(deliver?.('+243970000009', aReply(), 'notice-2')).rejects.toMatchObject({ code: 'vendor_refused' });
    await wa.user('+243970000001').says('Bonjour');
    const { address, phone } = heard[0] ?? {};
    if (!address || !phone) throw new Error('nothing was heard');
    const caller = await identity.callerFor({ channel: 'whatsapp', address, phone });
    const { id } = await identity.consent(caller, 'fr');
    expect(await identity.copyOf(id)).toMatchObject({ whatsapp: [{ chatId: '243970000001@c.us' }] });
    await identity.erase(id);
    await expect(deliver?.('+243970000001', aReply(), 'notice-3')).rejects.toMatchObject({ code: 'vendor_refused' });
  });

  it('wait for another time while there is no connection', async () => {
    await connected();
    await wa.user('+243970000001').says('Bonjour');
    wa.emits('disconnected', 'CONFLICT');
    await expect(deliver?.('+243970000001', aReply(), 'notice-4')).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
    expect(troubles).toEqual([{ kind: 'conflict', detail: 'CONFLICT' }]);
    expect(door.status().why).toBe('not connected, trying again: disconnected: CONFLICT');
  });

  it('are refused by this route when the page knows no such chat', async () => {
    await connected();
    await wa.user('+243970000001').says('Bonjour');
    wa.client().taking = () => false;
    await expect(deliver?.('+243970000001', aReply(), 'notice-5')).rejects.toMatchObject({ code: 'vendor_refused' });
  });

  it('can be tried again when the page fails', async () => {
    await connected();
    await wa.user('+243970000001').says('Bonjour');
    wa.client().taking = () => {
      throw new Error('Evaluation failed');
    };
    await expect(deliver?.('+243970000001', aReply(), 'notice-6')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('stop at four fifths of the day, so that answers still go out; the operator is told once', async () => {
    await connected({ config: { on: true, folder: '/nowhere', dailyCap: 5 } });
    now = new Date(Math.floor(now.getTime() / 86_400_000) * 86_400_000 + 86_399_000);
    const person = wa.user('+243970000001');
    const says = (body: string) => person.sends({ type: 'chat', body, t: now.getTime() / 1_000 });
    for (const text of ['1', '2', '3', '4']) await says(text);
    for (const key of ['notice-7', 'notice-8']) {
      await expect(deliver?.('+243970000001', aReply(), key)).rejects.toMatchObject({
        code: 'unavailable',
        details: { retryAfterSeconds: 1 },
      });
    }
    expect(await says('5')).toBe('Vous dites 5');
    expect(troubles).toEqual([{ kind: 'daily_cap', detail: '5 messages a day' }]);
    now = new Date(now.getTime() + 1_000);
    await deliver?.('+243970000001', aReply({ body: ['demain'] }), 'notice-9');
    expect(person.lastScreen()).toBe('demain');
  });

  it('are counted right when many go out at once on a new day', async () => {
    await connected({ config: { on: true, folder: '/nowhere', dailyCap: 10 } });
    const people = Array.from({ length: 15 }, (_, index) => wa.user(`+2439700000${String(index + 10)}`));
    for (const person of people) wa.emits('message', await messageOf(`+${person.chatId.replace('@c.us', '')}`));
    await door.settled();
    expect(people.flatMap((person) => person.screens())).toHaveLength(10);
  });
});

describe('pairing', () => {
  let server: Server;
  const get = (headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/whatsapp/pairing.png`, { headers });

  beforeEach(async () => {
    const http = express();
    door.mount?.(http);
    server = createServer(http);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => void server.close());

  it('shows the code in the terminal and, to who may see it, as PNG, until the phone is paired', async () => {
    await door.start();
    while ((wa.clients()[0]?.listenerCount('qr') ?? 0) === 0) await new Promise((resolve) => setImmediate(resolve));
    wa.emits('qr', '2@abc,def,ghi');
    while (!door.pairingQr()) await new Promise((resolve) => setImmediate(resolve));

    expect(printed.join('')).toMatch(/[▀▄█]{10}/);
    expect(door.status().why).toMatch(/scan the code/);
    expect((await get()).status).toBe(401);
    const picture = await get({ authorization: 'Bearer admin' });
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(picture.headers.get('cache-control')).toBe('no-store');
    expect(Buffer.from(await picture.arrayBuffer()).equals(door.pairingQr()?.png ?? Buffer.alloc(0))).toBe(true);

    await wa.connect();
    expect(door.pairingQr()).toBeUndefined();
    expect((await get({ authorization: 'Bearer admin' })).status).toBe(404);
  });
});
