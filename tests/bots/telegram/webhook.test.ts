import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Door } from '../../../core/door.ts';
import { createLocalTelegram } from '../../support/local-telegram.ts';
import type { LocalTelegram } from '../../support/local-telegram.ts';
import { createCore, doorAt, echo } from './door-at.ts';
import type { Answer } from './door-at.ts';

const secret = 'a-secret-of-the-tests';

let tg: LocalTelegram;
let server: Server;
let address: string;
let door: Door | undefined;

beforeEach(async () => {
  tg = await createLocalTelegram();
});
afterEach(async () => {
  await door?.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await tg.close();
});

async function open(answer: Answer = echo, webhookSecret: string | undefined = secret) {
  const app = express();
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const core = createCore(answer);
  const opened = doorAt(tg, core, {
    config: { token: tg.token, apiRoot: tg.apiRoot, publicUrl: address, webhookSecret },
  });
  door = opened.door;
  door.mount?.(app);
  await door.start();
  return { ...opened, core };
}

const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(`${address}/webhooks/telegram`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret, ...headers },
    body,
  });

describe('a conversation by webhook', () => {
  it('registers its address with the secret, and says so', async () => {
    await open();
    expect(tg.webhook()).toEqual({ url: `${address}/webhooks/telegram`, secret });
    expect(door?.status()).toEqual({ on: true, why: 'webhook as @lisolo_test_bot' });
    expect(tg.callsOf('getUpdates')).toHaveLength(0);
  });

  it('answers, edits and takes repeats like the other way in', async () => {
    const { core } = await open();
    const person = tg.user(1);
    await person.says('x');
    await person.presses('Payer');
    await person.repeats();
    expect(person.messages.map(({ text }) => text)).toEqual(['Choix 1:0']);
    expect(core.received).toHaveLength(2);
  });

  it('gives one answer to two deliveries that arrive at the same moment', async () => {
    await open();
    const person = tg.user(1);
    await person.says('x');
    const update = {
      update_id: 5_000,
      message: { message_id: 9, date: 1, chat: { id: 1, type: 'private' }, from: { id: 1, is_bot: false }, text: 'y' },
    };
    const answers = await Promise.all([post(JSON.stringify(update)), post(JSON.stringify(update))]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(person.messages.map(({ text }) => text)).toEqual(['Vous dites : x', 'Vous dites : y']);
  });

  it.each([
    ['no secret', { 'x-telegram-bot-api-secret-token': '' }],
    ['another secret', { 'x-telegram-bot-api-secret-token': 'a-secret-of-the-others' }],
    ['a longer secret', { 'x-telegram-bot-api-secret-token': `${secret}x` }],
  ])('refuses a caller with %s', async (_what, headers) => {
    const { core } = await open();
    const body = {
      update_id: 1,
      message: { message_id: 9, date: 1, chat: { id: 1, type: 'private' }, from: { id: 1 }, text: 'y' },
    };
    expect((await post(JSON.stringify(body), headers)).status).toBe(401);
    expect(core.received).toHaveLength(0);
  });

  it.each([
    ['no JSON', 'hello', 400],
    ['nothing', '', 400],
    ['JSON that is no update', '{"update_id":{"$gt":0}}', 400],
    ['a list', '[1,2]', 400],
    ['binary', Buffer.from([0, 255, 254, 1]), 400],
    ['far too much', JSON.stringify({ update_id: 1, x: 'x'.repeat(1_100_000) }), 413],
    ['an update of wrong fields', '{"update_id":7,"message":{"chat":"x","text":["y"]}}', 200],
  ])('answers %s without a fault', async (_what, body, status) => {
    await open();
    expect((await post(body)).status).toBe(status);
  });

  it('asks Telegram to come again while the door is closed', async () => {
    await open();
    await door?.stop();
    expect((await post('{"update_id":7}')).status).toBe(503);
  });

  it('has no route when it polls', () => {
    server = createServer();
    const { door: polling } = doorAt(tg, createCore(echo));
    expect(polling.mount).toBeUndefined();
  });

  it('makes a secret of its own for a public address, the same in every process', async () => {
    server = createServer();
    const config = { token: tg.token, apiRoot: tg.apiRoot, publicUrl: 'https://lisolo.example/' };
    const secrets: (string | undefined)[] = [];
    for (let process = 0; process < 2; process += 1) {
      const opened = doorAt(tg, createCore(echo), { config });
      await opened.door.start();
      secrets.push(tg.webhook()?.secret);
      await opened.door.stop();
    }
    expect(tg.webhook()?.url).toBe('https://lisolo.example/webhooks/telegram');
    expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(secrets[1]).toBe(secrets[0]);
    expect(secrets[0]).not.toContain(tg.token);
  });
});
