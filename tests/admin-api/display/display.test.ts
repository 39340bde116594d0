import puppeteer from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Response } from 'express';
import { createDisplayDoor } from '../../../admin-api/display/index.ts';
import { createStreams } from '../../../admin-api/display/streams.ts';
import { readConfig } from '../../../core/config.ts';
import { connectDatabase, newId } from '../../../core/database/index.ts';
import { listen } from '../../../core/listen.ts';
import { silentLog } from '../../../core/log.ts';
import type { DisplayFeed } from '../../../core/queues/index.ts';
import { createProduct } from '../../../main.ts';
import { browserPath, hasBrowser } from '../../bots/simulator/browser.ts';
import { createTestOffice, type TestOffice } from '../../core/queues/test-office.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';

const monday = new Date('2026-11-23T09:30:00Z');
const noBranch = '0'.repeat(24);

/** One process of several on one database. */
async function startProcess(uri: string, wanted = 0) {
  const connection = await connectDatabase({ uri, log: silentLog });
  const config = readConfig({ NODE_ENV: 'test', DEMO: 'off', SECRET: 's'.repeat(32) });
  const product = await createProduct({ config, connection, log: silentLog, clock: () => monday });
  const server = await listen({ handler: product.handler, port: wanted, host: '127.0.0.1' });
  return {
    ...product,
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    async end() {
      await Promise.all(product.doors.map((door) => door.stop()));
      await server.stop();
      await product.stop();
      await connection.close();
    },
  };
}
type Running = Awaited<ReturnType<typeof startProcess>>;

interface Frame {
  readonly id?: string;
  readonly event: string;
  readonly data: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

const field = (frame: string, name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1];

/** A screen as a television has it: remembers the number that it saw last, and says so when it comes back. */
function aScreen(branchId: string) {
  const frames: Frame[] = [];
  let cut = new AbortController();
  let reading = Promise.resolve();
  const lastId = (): string | undefined => frames.findLast(({ id }) => id !== undefined)?.id;

  async function read(url: string, headers: Record<string, string>): Promise<void> {
    const response = await fetch(`${url}/display/${branchId}/events`, { headers, signal: cut.signal });
    if (!response.body) throw new Error('nothing to read');
    let text = '';
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const parts = (text + piece).split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const [id, event] = [field(part, 'id'), field(part, 'event')];
        if (event)
          frames.push({ ...(id === undefined ? {} : { id }), event, data: JSON.parse(field(part, 'data') ?? '') });
      }
    }
  }

  return {
    frames,
    lastId,
    calls: () => frames.filter(({ event }) => event === 'called'),
    board: () => frames.findLast(({ event }) => event === 'board')?.data,
    on(url: string): void {
      cut = new AbortController();
      const last = lastId();
      reading = read(url, last === undefined ? {} : { 'last-event-id': last }).catch(() => undefined);
    },
    async off(): Promise<void> {
      cut.abort();
      await reading;
    },
  };
}

const soon = { timeout: 10_000, interval: 20 };

let database: TestDatabase;
let first: Running;
let second: Running;
let office: TestOffice;

beforeAll(async () => {
  database = await testDatabase();
  [first, second] = [await startProcess(database.uri), await startProcess(database.uri)];
  office = await createTestOffice(
    { connection: database.connection, identity: first.identity },
    {
      organisation: { name: 'Banque <b>"&" Fils</b>' },
      counters: [{}, {}, {}, {}, {}, { name: 'Caisse 6' }],
      queues: [{ name: "Caisse d'Épargne" }],
    },
  );
  for (const [nth, { id: counterId }] of office.counters.entries())
    await first.counters.open({ counterId, agentId: office.agents[nth]?.id ?? '' });
}, 60_000);
afterAll(async () => {
  await Promise.all([first.end(), second.end()]);
  await database.drop();
});

/** Takes a ticket and calls it to a counter, through one of the processes. */
async function callSomebody({ tickets, counters }: Running, nth: number): Promise<string> {
  await tickets.join({ key: newId(), queueId: office.queue.id, serviceId: office.service.id, by: office.agent.id });
  const [counterId, agentId] = [office.counters[nth]?.id ?? '', office.agents[nth]?.id ?? ''];
  const called = await counters.callNext({ counterId, agentId, key: newId() });
  return called?.number ?? '';
}
async function finishAll({ counters }: Running): Promise<void> {
  for (const [nth, { id }] of office.counters.entries()) {
    const ticket = await counters.current(id);
    if (ticket) await counters.noShow({ ticketId: ticket.id, agentId: office.agents[nth]?.id ?? '', key: newId() });
  }
}

describe('the page of a hall', () => {
  it('comes in French or as it was asked for, names the branch safely, and lets nothing in from outside', async () => {
    const page = await fetch(`${first.url}/display/${office.branch.id}`, { headers: { 'accept-language': 'en' } });
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain('<html lang="fr">');
    expect(html).toContain('Banque &#60;b&#62;&#34;&#38;&#34; Fils&#60;/b&#62;');
    expect(html).not.toContain('<b>"');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(html).not.toMatch(/ on\w+=|<style|<script>|https?:/);
    for (const [language, word] of [['en', 'Waiting'], ['ln', 'Bazali kozela'], ['sw', 'Wanaosubiri'], ['wo', 'Ñiy xaar']] as const) {
      const other = await fetch(`${first.url}/display/${office.branch.id}?lang=${language}`);
      expect(await other.text()).toContain(`<h2>${word}</h2>`);
    } // prettier-ignore
  });

  it('loads what it needs once, from here', async () => {
    const html = await (await fetch(`${first.url}/display/${office.branch.id}`)).text();
    const needed = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(needed).toHaveLength(2);
    for (const path of [...needed, needed[1]?.replace('screen.js', 'chime.js')]) {
      const asset = await fetch(`${first.url}${path}`);
      expect(asset.status).toBe(200);
      expect(asset.headers.get('cache-control')).toContain('immutable');
    }
    expect((await fetch(`${first.url}/display/assets/x/..%2fdisplay-door.ts`)).status).toBe(404);
    expect((await fetch(`${first.url}/display/assets/old/screen.js`)).headers.get('cache-control')).toBe('no-cache');
  });

  it('is a page that says so where there is no such branch', async () => {
    for (const id of [noBranch, 'x', '%00', '..%2f']) {
      const page = await fetch(`${first.url}/display/${id}?lang=en`, { headers: { accept: 'text/html' } });
      expect(page.status).toBe(404);
      expect(await page.text()).toContain('There is no such screen');
      expect((await fetch(`${first.url}/display/${id}/events`)).status).toBe(404);
    }
  });
});

it('hangs in no hall once the branch has closed for good', async () => {
  const shut = await createTestOffice(
    { connection: database.connection, identity: first.identity },
    { branch: { active: false, listed: false } },
  );
  const path = `${first.url}/display/${shut.branch.id}`;
  expect((await fetch(path, { headers: { accept: 'text/html' } })).status).toBe(404);
  expect((await fetch(`${path}/events`)).status).toBe(404);
});

describe('the stream of a hall', () => {
  it('begins with how it stands, and after breaks goes on in any process without a loss or a repeat', async () => {
    const numbers: string[] = [];
    const screen = aScreen(office.branch.id);
    screen.on(first.url);
    await vi.waitFor(() => expect(screen.board()).toMatchObject({ branch: 'Siège', calls: [] }), soon);
    for (let nth = 0; nth < 6; nth++) {
      // Called by one process, seen through the other; and while nobody looked.
      numbers.push(await callSomebody(nth % 2 === 0 ? first : second, nth));
      if (nth % 3 === 1) await screen.off();
      if (nth % 3 === 2) screen.on(nth === 2 ? second.url : first.url);
    }
    await vi.waitFor(() => expect(screen.calls()).toHaveLength(6), soon);
    await vi.waitFor(() => expect(screen.board()?.calls).toHaveLength(6), soon);
    await screen.off();
    expect(screen.calls().map(({ data }) => data.ticket)).toEqual(numbers);
    expect(screen.calls().map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(
      screen
        .board()
        .calls.map(({ ticket }: { ticket: string }) => ticket)
        .sort(),
    ).toEqual([...numbers].sort());
    await finishAll(first);
  });

  it('is refused to more screens than a process can bear, in words, and given again when one has gone', async () => {
    const door = createDisplayDoor({
      ...first,
      config: { publicUrl: '' },
      limits: { inAll: 2, perAddress: 2 },
      beatMs: 20,
    });
    const { default: express } = await import('express');
    const http = express();
    door.mount?.(http);
    const server = await listen({ handler: http, port: 0, host: '127.0.0.1' });
    const url = `http://127.0.0.1:${server.port}`;
    const screens = [aScreen(office.branch.id), aScreen(office.branch.id)];
    for (const one of screens) one.on(url);
    await vi.waitFor(() => expect(screens.every((one) => one.board())).toBe(true), soon);
    // Beats are heard while nothing happens.
    await vi.waitFor(() => expect(screens[0]?.frames.at(-1)?.event).toBe('beat'), soon);
    const isTaken = async (): Promise<boolean> => {
      const cut = new AbortController();
      const { status } = await fetch(`${url}/display/${office.branch.id}/events`, { signal: cut.signal });
      cut.abort();
      return status === 200;
    };
    expect(await isTaken()).toBe(false);
    await screens[0]?.off();
    await vi.waitFor(async () => expect(await isTaken()).toBe(true), soon);
    await door.stop();
    await server.stop();
  });
});

it('lets no screen in that asked before the door was closed and is answered after', async () => {
  let answer = (): void => undefined;
  let isAsked = (): void => undefined;
  const waits = new Promise<void>((done) => (answer = done));
  const asked = new Promise<void>((done) => (isAsked = done));
  const displayFeed: DisplayFeed = {
    async follow(branchId, following) {
      isAsked();
      await waits;
      return first.displayFeed.follow(branchId, following);
    },
  };
  const streams = createStreams({ ...first, displayFeed, edition: 'x' });
  const server = await listen({
    handler: (_request: unknown, response: unknown) =>
      void streams.open({ branchId: office.branch.id, address: '' }, response as Response),
    port: 0,
    host: '127.0.0.1',
  });
  const told = fetch(`http://127.0.0.1:${server.port}`).then((response) => response.text());
  await asked;
  streams.closeAll();
  answer();
  // The stream is at an end: this text would never be read otherwise.
  expect(await told).toContain('event: board');
  expect(streams.count()).toBe(0);
  await server.stop();
});

describe.skipIf(!hasBrowser)('a television', () => {
  it('shows who is called where, and comes back by itself when the network was away', async () => {
    let third = await startProcess(database.uri);
    const { port } = third;
    const browser = await puppeteer.launch({
      executablePath: browserPath,
      headless: true,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--autoplay-policy=no-user-gesture-required'],
    });
    try {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on(
        'console',
        (message) => void (message.text().includes('Content Security') && faults.push(message.text())),
      );
      await page.goto(`${third.url}/display/${office.branch.id}`, { waitUntil: 'domcontentloaded' });
      const shown = (selector: string) => page.$eval(selector, (element) => element.textContent);
      const waitFor = (code: string) => page.waitForFunction(code, { timeout: 20_000, polling: 50 });
      await waitFor("document.getElementById('queues').textContent.includes('Caisse d')");
      expect(await page.$eval('#nobody', (element) => element.checkVisibility())).toBe(true);
      const called = await callSomebody(third, 0);
      await waitFor(`document.getElementById('number').textContent === '${called}'`);
      expect(`${await shown('#counter-label')} ${await shown('#counter')}`).toBe('Guichet 1');
      expect(await shown('#time')).toBe('10h30');
      const till = await callSomebody(third, 5);
      await waitFor(`document.getElementById('number').textContent === '${till}'`);
      expect(`${await shown('#counter-label')}${await shown('#counter')}`).toBe('Caisse 6');

      await third.end();
      await waitFor("!document.getElementById('offline').hidden");
      const missed = await callSomebody(second, 1);
      third = await startProcess(database.uri, port);
      await waitFor(`document.getElementById('number').textContent === '${missed}'`);
      await waitFor("document.getElementById('offline').hidden");
      expect(await shown('#before')).toContain(called);
      expect(faults).toEqual([]);
    } finally {
      await browser.close();
      await third.end();
    }
  }, 60_000);
});
