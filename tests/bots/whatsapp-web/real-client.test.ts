import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Client } from 'whatsapp-web.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../../bots/whatsapp-web/browser.ts';
import { createWhatsappWebDoor, type WhatsappWebDoor } from '../../../bots/whatsapp-web/index.ts';
import { createVendor, type Vendor } from '../../../bots/whatsapp-web/vendor.ts';
import type { Inbound } from '../../../core/dialog/types.ts';
import { createFileService, type FileService } from '../../../core/files/index.ts';
import { projectRoot } from '../../../core/project-root.ts';
import { silentLog } from '../../../core/log.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';
import { aPicture } from '../../support/pictures.ts';
import { plainSpeech } from '../../support/plain-speech.ts';
import { aPdf, aReply, someOptions } from '../../support/sample-replies.ts';
import { impatientTimers } from '../../support/local-whatsapp.ts';

const browser = (() => {
  try {
    return findBrowser(process.env['WHATSAPP_BROWSER']);
  } catch {
    return undefined;
  }
})();

/** What the stored page adds to its window. */
interface StandIn {
  arrive(fields: Record<string, unknown>): void;
  scanned(): void;
  ends(state: string): void;
  logsOut(): void;
  readonly sent: readonly Record<string, unknown>[];
}

async function eventually(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within 20 seconds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const aPeopleBook = { byId: () => Promise.resolve(undefined), register: () => undefined };
const version = '2.3000.0';
let folder: string;
let database: TestDatabase;
let files: FileService;
let clients: Client[];
let door: WhatsappWebDoor;
let heard: Inbound[];
let trouble: string[];

const page = <T>(run: (standIn: StandIn, value: unknown) => T, value: unknown = null): Promise<T> => {
  const script = `(${String(run)})(window, ${JSON.stringify(value)})`;
  const tab = clients.at(-1)?.pupPage;
  return tab ? (tab.evaluate(script) as Promise<T>) : Promise.reject(new Error('no page is open'));
};

/** The real library; the clients are kept so that the test can reach into the page as WhatsApp would. */
function aVendor(): Vendor {
  const storedPage = { folder: path.join(folder, 'pages'), version };
  const vendor = createVendor({ folder: path.join(folder, 'whatsapp'), browserPath: browser ?? '', storedPage });
  return {
    ...vendor,
    open: async () => {
      const client = await vendor.open();
      clients.push(client as Client);
      return client;
    },
  };
}

async function aDoor(): Promise<WhatsappWebDoor> {
  const pdf = await files.put({ bytes: await aPicture('png'), name: 'quittance.png', owner: 'test' });
  return createWhatsappWebDoor({
    config: { on: true, folder, dailyCap: 100 },
    connection: database.connection,
    identity: aPeopleBook,
    receive: (inbound) => {
      heard.push(inbound);
      const attachments = inbound.input.kind === 'photo' ? [{ ...aPdf, fileId: pdf.id }] : [];
      return Promise.resolve(aReply({ body: [inbound.input.kind], options: someOptions(['Payer']), attachments }));
    },
    speak: plainSpeech,
    files,
    notifications: { registerRoute: () => undefined },
    log: silentLog,
    protect: (_request, _response, next) => next(),
    onTrouble: ({ kind }) => trouble.push(kind),
    timers: impatientTimers,
    print: () => undefined,
    vendor: aVendor(),
  });
}

beforeAll(async () => {
  if (!browser) return;
  folder = await mkdtemp(path.join(os.tmpdir(), 'lisolo-whatsapp-'));
  await mkdir(path.join(folder, 'pages'));
  const source = path.join(projectRoot, 'tests/bots/whatsapp-web/stored-page.html');
  await copyFile(source, path.join(folder, 'pages', `${version}.html`));
  database = await testDatabase();
  const secret = 'a secret of at least thirty-two characters';
  files = createFileService({
    connection: database.connection,
    publicUrl: 'http://127.0.0.1',
    secret,
    clock: () => new Date(),
  });
});
afterAll(async () => {
  if (!browser) return;
  await database.drop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

beforeEach(() => {
  clients = [];
  heard = [];
  trouble = [];
});
afterEach(() => door?.stop());

const title = browser
  ? 'the real client on a stored page'
  : 'the real client (skipped: no Chromium found, name one in WHATSAPP_BROWSER)';

describe.skipIf(!browser)(title, { timeout: 60_000 }, () => {
  it('pairs, hears a text and a photo, answers, tells of a second session, and leaves no browser behind', async () => {
    door = await aDoor();
    await door.start();
    await eventually('a pairing code', () => door.pairingQr() !== undefined);
    await page((standIn) => standIn.scanned());
    await eventually('ready', () => door.status().why === 'connected');
    expect(door.pairingQr()).toBeUndefined();
    expect((await stat(path.join(folder, 'whatsapp', 'session'))).isDirectory()).toBe(true);

    const from = '243970000001@c.us';
    await page((standIn, who) => standIn.arrive({ from: who, key: 'IN1', type: 'chat', body: 'Bonjour' }), from);
    await eventually('the text', () => heard.length === 1);
    await door.settled();
    expect(heard[0]).toMatchObject({
      address: '+243970000001',
      messageId: `false_${from}_IN1`,
      input: { kind: 'text', text: 'Bonjour' },
    });
    expect(await page((standIn) => standIn.sent)).toEqual([{ to: from, content: '*text*\n\n1. Payer' }]);

    const photo = `data:image/png;base64,${(await aPicture('png')).toString('base64')}`;
    await page((standIn, url) => {
      standIn.arrive({ from: '243970000001@c.us', key: 'IN2', type: 'image', directPath: url, mimetype: 'image/png' });
    }, photo);
    await eventually('the photo', () => heard.length === 2);
    await door.settled();
    expect(heard[1]?.input).toMatchObject({ kind: 'photo' });
    expect((await page((standIn) => standIn.sent)).slice(1)).toEqual([
      {
        to: from,
        content: expect.anything(),
        caption: 'Quittance',
        media: { name: 'quittance.pdf', mimeType: 'image/png' },
      },
      { to: from, content: '*photo*\n\n1. Payer' },
    ]);

    await page((standIn) => standIn.ends('CONFLICT')).catch(() => undefined);
    await eventually('the conflict', () => trouble.includes('conflict'));
    expect(door.status().why).toMatch(/trying again: disconnected: CONFLICT/);
    await door.stop();
    await eventually('the browser to end', () => clients[0]?.pupBrowser?.connected === false);
  });

  it('tells of a log-out on the phone and shows a fresh code', async () => {
    door = await aDoor();
    await door.start();
    await eventually('a pairing code', () => door.pairingQr() !== undefined);
    await page((standIn) => standIn.scanned());
    await eventually('ready', () => door.status().why === 'connected');
    await page((standIn) => standIn.logsOut());
    await eventually('the log-out', () => trouble.includes('logged_out'));
    await eventually('a fresh code', () => clients.length > 1 && door.pairingQr() !== undefined);
    expect(door.status().why).toMatch(/scan the code/);
  });
});
