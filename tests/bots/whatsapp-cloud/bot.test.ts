import express from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createWhatsappCloudDoor,
  type WhatsappCloudConfig,
  type WhatsappCloudDoor,
} from '../../../bots/whatsapp-cloud/index.ts';
import type { Inbound, Reply } from '../../../core/dialog/types.ts';
import { LisoloError } from '../../../core/errors.ts';
import { createFileService, type FileService } from '../../../core/files/index.ts';
import { createIdentityService, type IdentityService } from '../../../core/identity/index.ts';
import { silentLog } from '../../../core/log.ts';
import type { Deliver } from '../../../core/notifications/types.ts';
import { aNotification, postSigned, startLocalWhatsappCloud } from '../../support/local-whatsapp-cloud.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';
import { aPicture } from '../../support/pictures.ts';
import { plainSpeech } from '../../support/plain-speech.ts';
import { aPdf, aReply, someOptions } from '../../support/sample-replies.ts';

const account = { token: 'access-token', phoneId: '777', appSecret: 'app-secret', verifyToken: 'verify-token' };
const hour = 3_600_000;

let database: TestDatabase;
let files: FileService;
let identity: IdentityService;
let meta: Awaited<ReturnType<typeof startLocalWhatsappCloud>>;
let door: WhatsappCloudDoor;
let server: Server;
let hook: string;
let heard: Inbound[];
let answer: (inbound: Inbound) => Reply;
let deliver: Deliver;
let now: Date;
let count = 0;

async function open(config: Partial<WhatsappCloudConfig> = {}): Promise<void> {
  door = createWhatsappCloudDoor({
    config: { on: true, ...account, apiRoot: meta.root, ...config },
    connection: database.connection,
    receive: (inbound) => {
      heard.push(inbound);
      return Promise.resolve().then(() => answer(inbound));
    },
    speak: plainSpeech,
    files,
    identity,
    notifications: { registerRoute: (_route, give) => (deliver = give) },
    log: silentLog,
    clock: () => now,
  });
  await door.start();
  const http = express();
  door.mount?.(http);
  server = createServer(http);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hook = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/webhooks/whatsapp`;
}

const post = (value: Parameters<typeof aNotification>[1], phoneId = account.phoneId): Promise<Response> =>
  postSigned(hook, JSON.stringify(aNotification(phoneId, value)), account.appSecret);

/** A message arrives and is answered; gives WhatsApp's view of our response. */
async function says(message: Record<string, unknown>, from = '243970000001'): Promise<number> {
  count += 1;
  const { status } = await post({ messages: [{ from, id: `wamid.${String(count)}`, timestamp: '1', ...message }] });
  await door.settled();
  return status;
}
const text = (body: string) => ({ type: 'text', text: { body } });
const bodies = () => meta.sent.map(({ text: sent }) => (sent as { body?: string } | undefined)?.body);

beforeAll(async () => {
  database = await testDatabase();
  const secret = 'a secret of at least thirty-two characters';
  files = createFileService({
    connection: database.connection,
    publicUrl: 'http://127.0.0.1',
    secret,
    clock: () => now,
  });
});
afterAll(() => database.drop());
beforeEach(async () => {
  now = new Date('2026-11-21T08:00:00Z');
  await database.connection.collection('whatsapp_cloud_windows').deleteMany({});
  identity = createIdentityService({ connection: database.connection, clock: () => now, defaultCountry: 'CD' });
  meta = await startLocalWhatsappCloud(account);
  heard = [];
  answer = (inbound) =>
    aReply({ body: [inbound.input.kind === 'text' ? `Vous dites ${inbound.input.text}` : inbound.input.kind] });
  await open();
});
afterEach(async () => {
  await door.stop();
  await new Promise((resolve) => server.close(resolve));
  await meta.stop();
});

describe('the Cloud API door', () => {
  it('is off and says why', () => {
    const deps = {
      connection: database.connection,
      receive: () => Promise.reject(new Error()),
      speak: plainSpeech,
      files,
      identity,
      log: silentLog,
      notifications: { registerRoute: () => undefined },
    };
    expect(createWhatsappCloudDoor({ ...deps, config: { on: false } }).status().why).toBe('WHATSAPP is not "cloud"');
    const half = { on: true, token: 'x', phoneId: '1' };
    expect(createWhatsappCloudDoor({ ...deps, config: half }).status()).toEqual({
      on: false,
      why: 'WHATSAPP_CLOUD_APP_SECRET, WHATSAPP_CLOUD_VERIFY_TOKEN not set',
    });
  });

  it('answers the verification with the challenge, for the right token only', async () => {
    const ask = (token: string) => fetch(`${hook}?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=4711`);
    const right = await ask('verify-token');
    expect([right.status, await right.text()]).toEqual([200, '4711']);
    expect((await ask('wrong')).status).toBe(403);
    expect((await fetch(hook)).status).toBe(403);
    expect((await fetch(`${hook}?hub.mode[]=subscribe&hub.verify_token[x]=1`)).status).toBe(403);
  });

  it('takes nothing without the right signature over the very bytes', async () => {
    const body = JSON.stringify(aNotification('777', { messages: [{ from: '243970000001', id: 'x', ...text('1') }] }));
    expect((await postSigned(hook, body, 'other secret')).status).toBe(401);
    expect((await postSigned(hook, body, '', 'sha256=00')).status).toBe(401);
    expect((await fetch(hook, { method: 'POST', body })).status).toBe(401);
    expect((await fetch(hook, { method: 'POST' })).status).toBeLessThan(500);
    expect(heard).toEqual([]);
  });

  it.each([
    ['no JSON', '{', 400],
    ['an unknown shape', '{"entry":"x"}', 200],
    ['null', 'null', 200],
    [
      'messages that are none',
      JSON.stringify(aNotification('777', { messages: [null, 1, { from: { $ne: 1 } }] })),
      200,
    ],
    [
      'a place that is not on earth',
      JSON.stringify(
        aNotification('777', {
          messages: [{ from: '243970000001', id: 'y', type: 'location', location: { latitude: 900, longitude: 1 } }],
        }),
      ),
      200,
    ],
  ])('bears %s', async (_title, body, status) => {
    expect((await postSigned(hook, body, account.appSecret)).status).toBe(status);
    expect(heard).toEqual([]);
  });

  it('answers who writes, with buttons', async () => {
    answer = () => aReply({ options: someOptions(['Payer']) });
    expect(await says(text('Bonjour'))).toBe(200);
    expect(heard).toMatchObject([
      { address: '+243970000001', phone: '+243970000001', input: { kind: 'text', text: 'Bonjour' } },
    ]);
    expect(meta.sent).toEqual([
      {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '243970000001',
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'Entrez la plaque' },
          action: { buttons: [{ type: 'reply', reply: { id: '7:0', title: 'Payer' } }] },
        },
      },
    ]);
  });

  it('answers a repeated notification once', async () => {
    const message = { from: '243970000001', id: 'wamid.same', ...text('un') };
    const responses = await Promise.all([post({ messages: [message] }), post({ messages: [message, message] })]);
    await door.settled();
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(bodies()).toEqual(['Vous dites un']);
  });

  it('leaves the messages of another number alone', async () => {
    expect((await post({ messages: [{ from: '243970000001', id: 'wamid.other', ...text('1') }] }, '888')).status).toBe(
      200,
    );
    expect(heard).toEqual([]);
  });

  it('answers the messages of one person in order', async () => {
    const messages = ['un', 'deux', 'trois'].map((word, at) => ({
      from: '243970000001',
      id: `wamid.o${String(at)}`,
      ...text(word),
    }));
    await post({ messages });
    await door.settled();
    expect(bodies()).toEqual(['Vous dites un', 'Vous dites deux', 'Vous dites trois']);
  });

  it('fetches a photo in two steps and stores it', async () => {
    meta.media.set('555', { bytes: await aPicture('jpeg') });
    await says({ type: 'image', image: { id: '555', mime_type: 'image/jpeg' } });
    const input = heard[0]?.input;
    if (input?.kind !== 'photo') throw new Error('no photo came');
    expect((await files.read(input.fileId)).file.mimeType).toBe('image/jpeg');
  });

  it.each([
    ['is gone', 'gone', undefined, 'errors:unavailable.fr'],
    ['is too large', 'large', { bytes: Buffer.from('x'), size: 99_000_000 }, 'errors:too_large.fr'],
    ['is of a kind that is not kept', 'odd', { bytes: Buffer.from('MZ\u0000\u0001') }, 'errors:unsupported_media.fr'],
  ])('says so when a document %s', async (_title, id, media, reason) => {
    if (media) meta.media.set(id, media);
    await says({ type: 'document', document: { id, filename: 'a' } });
    expect(bodies()).toEqual([`${reason}\n\nunsupported`]);
  });

  it('hands files over before it shows them, and says the words when one has expired', async () => {
    const stored = await files.put({ bytes: await aPicture('png'), name: 'q.png', owner: 'test', key: 'q' });
    answer = () => aReply({ attachments: [{ ...aPdf, fileId: stored.id }, aPdf], body: ['Voici'] });
    await says(text('1'));
    expect(meta.uploads).toMatchObject([{ type: 'image/png', name: 'quittance.pdf' }]);
    expect(meta.sent.map(({ type }) => type)).toEqual(['document', 'text']);
    expect(meta.sent[0]).toMatchObject({
      document: { id: 'upload-1', filename: 'quittance.pdf', caption: 'Quittance' },
    });
  });

  it('apologises for a defect with a reference, and maps errors of the closed set', async () => {
    answer = () => {
      throw new TypeError('a defect');
    };
    expect(await says(text('1'))).toBe(200);
    answer = () => {
      throw new LisoloError('forbidden');
    };
    await says(text('2'));
    expect(bodies()).toEqual([
      expect.stringMatching(/^errors:defect\.fr reference=[0-9a-f-]{36}$/),
      'errors:forbidden.fr',
    ]);
  });

  it('lets WhatsApp bring a message again when the core cannot take it now', async () => {
    const message = { from: '243970000001', id: 'wamid.again', ...text('1') };
    answer = () => {
      throw new LisoloError('unavailable');
    };
    expect((await post({ messages: [message] })).status).toBe(503);
    answer = () => aReply({ body: ['ok'] });
    expect((await post({ messages: [message] })).status).toBe(200);
    await door.settled();
    expect(bodies()).toEqual(['ok']);
  });

  it('accepts statuses', async () => {
    const statuses = ['sent', 'delivered', 'read', 'failed'].map((status) => ({
      id: 'wamid.out-1',
      status,
      errors: [{ code: 131026 }],
    }));
    expect((await post({ statuses })).status).toBe(200);
  });
});

describe('notices through the Cloud API', () => {
  const notice = aReply({ body: ['Paiement reçu', 'Merci'] });
  const reopen = async (config: Partial<WhatsappCloudConfig>): Promise<void> => {
    await door.stop();
    await new Promise((resolve) => server.close(resolve));
    await open(config);
  };

  it('go out as they are within 24 hours', async () => {
    await says(text('Bonjour'));
    now = new Date(now.getTime() + 23 * hour);
    expect(await deliver('+243970000001', notice, 'n1')).toEqual({ providerId: 'wamid.out-2' });
    expect(bodies().at(-1)).toBe('Paiement reçu\nMerci');
  });

  it('take the approved template after that, in one line', async () => {
    await reopen({ template: 'lisolo_avis' });
    await says(text('Bonjour'));
    now = new Date(now.getTime() + 24 * hour);
    await deliver('+243970000001', { ...notice, language: 'ln' }, 'n2');
    expect(meta.sent.at(-1)).toMatchObject({
      type: 'template',
      template: {
        name: 'lisolo_avis',
        language: { code: 'fr' },
        components: [{ type: 'body', parameters: [{ type: 'text', text: 'Paiement reçu Merci' }] }],
      },
    });
  });

  it('take the template when WhatsApp finds the window closed', async () => {
    await reopen({ template: 'lisolo_avis' });
    await says(text('Bonjour'));
    meta.refuse(400, 131047);
    await deliver('+243970000001', notice, 'n3');
    expect(meta.sent.at(-1)).toMatchObject({ type: 'template' });
  });

  it('are refused by this route without a template, and to who never wrote or was erased', async () => {
    await says(text('Bonjour'));
    now = new Date(now.getTime() + 25 * hour);
    await expect(deliver('+243970000001', notice, 'n4')).rejects.toMatchObject({ code: 'vendor_refused' });
    await expect(deliver('+243970000009', notice, 'n5')).rejects.toMatchObject({ code: 'vendor_refused' });
    const address = { channel: 'whatsapp', address: '+243970000001', phone: '+243970000001' } as const;
    const { id } = await identity.consent(await identity.callerFor(address), 'fr');
    expect(await identity.copyOf(id)).toMatchObject({ whatsappCloud: [{ _id: '+243970000001' }] });
    await identity.erase(id);
    expect(await database.connection.collection('whatsapp_cloud_windows').countDocuments()).toBe(0);
  });

  it.each([
    ['too many messages', 429, 130429, { code: 'unavailable', details: { retryAfterSeconds: 10 } }],
    ['an expired token', 401, 190, { code: 'unavailable' }],
    ['a fault of WhatsApp', 500, 1, { code: 'unavailable' }],
    ['a number that has no WhatsApp', 400, 131026, { code: 'vendor_refused' }],
    ['a person who wants no messages', 400, 131050, { code: 'forbidden' }],
  ])('report %s to the outbox', async (_title, status, code, expected) => {
    await says(text('Bonjour'));
    meta.refuse(status, code);
    await expect(deliver('+243970000001', notice, 'n6')).rejects.toMatchObject(expected);
  });

  it('wait for another time when WhatsApp is out of reach', async () => {
    await reopen({ apiRoot: 'http://127.0.0.1:9/v23.0' });
    await says(text('Bonjour'));
    await expect(deliver('+243970000001', notice, 'n7')).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
  });
});
