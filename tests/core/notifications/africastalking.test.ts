import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAfricasTalkingSms } from '../../../core/notifications/index.ts';
import { toReply } from '../../../core/notifications/message.ts';

const apiKey = 'atsk_very_secret';
const phone = '+243810000001';
const message = toReply('k1', { body: ['Paiement recu: 50 000 FC'] }, 'fr');

interface Call {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly form: Record<string, string>;
}
let calls: Call[] = [];
/** What the stub answers next; undefined hangs. */
let next: { status: number; body: unknown; headers?: Record<string, string> } | undefined;
let server: Server;
let baseUrl: string;

const recipients = (...list: object[]): object => ({ SMSMessageData: { Message: 'Sent to 1/1', Recipients: list } });
const one = (statusCode: number): object =>
  recipients({ statusCode, number: phone, status: 'x', cost: 'KES 0.8', messageId: 'ATXid_1' });

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
      calls.push({ url: request.url, headers: request.headers, form });
      if (!next) return;
      const text = typeof next.body === 'string' ? next.body : JSON.stringify(next.body);
      response.writeHead(next.status, { 'content-type': 'application/json', ...next.headers }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  calls = [];
});

const sms = (over: { timeoutMs?: number; sender?: string } = {}): ReturnType<typeof createAfricasTalkingSms> =>
  createAfricasTalkingSms({ username: 'lisolo', apiKey, baseUrl, ...over });

async function failure(work: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await work;
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error('nothing was thrown');
}

describe('SMS through Africa’s Talking', () => {
  it('posts the text to the vendor and keeps its message id', async () => {
    next = { status: 201, body: one(101) };
    expect(await sms({ sender: 'LISOLO' })(phone, message, 'k1')).toEqual({ providerId: 'ATXid_1' });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ url: '/version1/messaging', headers: { apikey: apiKey } });
    expect(calls[0]?.form).toMatchObject({
      username: 'lisolo',
      to: phone,
      message: 'Paiement recu: 50 000 FC',
      from: 'LISOLO',
      bulkSMSMode: '1',
    });
  });

  it('keeps the vendor’s shared sender when none is set', async () => {
    next = { status: 201, body: one(100) };
    await sms()(phone, message, 'k1');
    expect(calls[0]?.form).not.toHaveProperty('from');
  });

  it('speaks to its own address even when another client was made after it', async () => {
    next = { status: 201, body: one(101) };
    const first = sms();
    createAfricasTalkingSms({ username: 'sandbox', apiKey });
    await first(phone, message, 'k1');
    expect(calls).toHaveLength(1);
  });

  const cases: [string, typeof next, string, string][] = [
    ['a blacklisted person', { status: 201, body: one(406) }, 'forbidden', 'status_406'],
    ['a number that does not exist', { status: 201, body: one(403) }, 'vendor_refused', 'status_403'],
    ['no credit left', { status: 201, body: one(405) }, 'unavailable', 'status_405'],
    ['a code nobody has documented', { status: 201, body: one(999) }, 'unavailable', 'status_999'],
    [
      'an unknown sender name',
      { status: 201, body: { SMSMessageData: { Message: 'InvalidSenderId', Recipients: [] } } },
      'vendor_refused',
      'no_recipient',
    ],
    ['nobody served', { status: 201, body: recipients() }, 'unavailable', 'no_recipient'],
    ['a wrong key', { status: 401, body: 'The supplied authentication is invalid' }, 'unavailable', 'http_401'],
    ['a bad request', { status: 400, body: 'bad' }, 'vendor_refused', 'http_400'],
    ['too many requests', { status: 429, body: 'slow', headers: { 'retry-after': '7' } }, 'unavailable', 'http_429'],
    ['a broken vendor', { status: 503, body: '<html>' }, 'unavailable', 'http_503'],
    ['an answer of another form', { status: 201, body: { ok: true } }, 'unavailable', 'unreadable_answer'],
    ['an answer that is no JSON', { status: 201, body: 'Sent' }, 'unavailable', 'unreadable_answer'],
  ];
  it.each(cases)('names %s', async (_title, given, code, reason) => {
    next = given;
    expect(await failure(sms()(phone, message, 'k1'))).toMatchObject({ code, details: { reason } });
  });

  it('passes on how long the vendor asks to wait', async () => {
    next = { status: 429, body: 'slow', headers: { 'retry-after': '7' } };
    expect(await failure(sms()(phone, message, 'k1'))).toMatchObject({ details: { retryAfterSeconds: 7 } });
  });

  it('refuses what is no phone number without asking the vendor', async () => {
    expect(await failure(sms()('not a phone', message, 'k1'))).toMatchObject({ code: 'vendor_refused' });
    expect(calls).toEqual([]);
  });

  it('gives up on a vendor that never answers, or is not there', async () => {
    next = undefined;
    expect(await failure(sms({ timeoutMs: 30 })(phone, message, 'k1'))).toMatchObject({
      code: 'unavailable',
      details: { reason: 'timeout' },
    });
    const nowhere = createAfricasTalkingSms({ username: 'lisolo', apiKey, baseUrl: 'http://127.0.0.1:1' });
    expect(await failure(nowhere(phone, message, 'k1'))).toMatchObject({
      code: 'unavailable',
      details: { reason: 'unreachable' },
    });
  });

  it('lets neither the key nor the phone into an error', async () => {
    next = { status: 500, body: 'no' };
    const error = await failure(sms()(phone, message, 'k1'));
    const seen = JSON.stringify([error, error['message'], error['stack'], error['cause']]);
    expect(seen).not.toContain(apiKey);
    expect(seen).not.toContain(phone);
    expect(error['cause']).toBeUndefined();
  });
});
