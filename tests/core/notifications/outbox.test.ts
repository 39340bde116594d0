import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import type { Reply } from '../../../core/dialog/types.ts';
import { t } from '../../../core/dialog/words.ts';
import { LisoloError } from '../../../core/errors.ts';
import type { IdentityService, Person } from '../../../core/identity/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createNotificationService, noticeTransitions, notificationJobs } from '../../../core/notifications/index.ts';
import type { Notice, NoticeRecord, NotificationService, Route } from '../../../core/notifications/index.ts';
import { projectRoot } from '../../../core/project-root.ts';
import { testDatabase } from '../../support/mongo.ts';
import type { TestDatabase } from '../../support/mongo.ts';
import { plainSpeech } from '../../support/plain-speech.ts';

const secondMs = 1000;
const hourMs = 3600 * secondMs;
const start = new Date('2026-11-21T08:00:00Z');
const phone = '+243810000001';

let database: TestDatabase;
let now = start;
let people: Map<string, Person>;
let blocked: string[];
let services: NotificationService[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  now = start;
  people = new Map();
  blocked = [];
  await database.connection.collection('outbox').deleteMany({});
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.drain()));
  services = [];
});

const later = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};

const identity: Pick<IdentityService, 'byId' | 'byPhone' | 'markBlocked'> = {
  byId: (id) => Promise.resolve(people.get(id)),
  byPhone: (number) => Promise.resolve([...people.values()].find((person) => person.phone === number)),
  markBlocked: (channel, address) => {
    blocked.push(`${channel}:${address}`);
    return Promise.resolve();
  },
};

function aPerson(over: Partial<Person> = {}): Person {
  const person: Person = {
    id: newId(),
    phone,
    country: 'CD',
    language: 'fr',
    addresses: [],
    roles: [],
    hasPin: false,
    createdAt: start,
    ...over,
  };
  people.set(person.id, person);
  return person;
}
const onTelegram = { channel: 'telegram', address: '42', lastSeenAt: start } as const;
const onWhatsapp = { channel: 'whatsapp', address: phone, lastSeenAt: new Date(start.getTime() - hourMs) } as const;

function aService(over: { defaultSmsOn?: boolean; deliveryLimitMs?: number } = {}): NotificationService {
  const service = createNotificationService({
    connection: database.connection,
    identity,
    files: { link: (id, minutes) => `https://l.example/f/${id}?${minutes}` },
    speak: plainSpeech,
    clock: () => now,
    log: silentLog,
    random: () => 1,
    ...over,
  });
  services.push(service);
  return service;
}

interface Delivery {
  readonly route: Route;
  readonly address: string;
  readonly reply: Reply;
  readonly key: string;
}
/** A door that does what the next plan says, and keeps what reached it. */
function aDoor(service: NotificationService, route: Route, plan: (Error | 'ok')[] = []): Delivery[] {
  const got: Delivery[] = [];
  service.registerRoute(route, (address, reply, key) => {
    const next = plan.shift();
    if (next instanceof Error) return Promise.reject(next);
    got.push({ route, address, reply, key });
    return Promise.resolve({ providerId: `${route}-${got.length}` });
  });
  return got;
}
const down = (details = {}): LisoloError => new LisoloError('unavailable', { reason: 'down', ...details });

async function only(service: NotificationService): Promise<NoticeRecord> {
  const { items } = await service.list({ page: { offset: 0, limit: 10 } });
  if (items.length !== 1 || !items[0]) throw new Error(`${items.length} notices`);
  return items[0];
}
const notice = (to: Notice['to'], over: Partial<Notice> = {}): Notice => ({
  key: 'k',
  to,
  body: [t('fines:paid')],
  ...over,
});

describe('telling a person', () => {
  it('sends at once, to the chat where the person was last seen', async () => {
    const service = aService();
    const person = aPerson({ language: 'ln', addresses: [onWhatsapp, onTelegram] });
    const [telegram, whatsapp] = [aDoor(service, 'telegram'), aDoor(service, 'whatsapp')];
    await service.notify(notice({ personId: person.id }, { link: { url: 'https://x', label: 'X' } }));
    await service.settled();
    expect(whatsapp).toEqual([]);
    expect(telegram).toMatchObject([
      {
        address: '42',
        key: 'k',
        reply: { language: 'ln', body: [{ key: 'fines:paid' }], options: [], end: true, link: { url: 'https://x' } },
      },
    ]);
    expect(await only(service)).toMatchObject({
      state: 'sent',
      route: 'telegram',
      providerId: 'telegram-1',
      attempts: 1,
    });
  });

  it('does nothing when a key comes again', async () => {
    const service = aService();
    const telegram = aDoor(service, 'telegram');
    const to = { channel: 'telegram', address: '42' } as const;
    await Promise.all([service.notify(notice(to)), service.notify(notice(to)), service.notify(notice(to))]);
    await service.settled();
    await service.notify(notice(to));
    await service.settled();
    expect(telegram).toHaveLength(1);
  });

  it('reaches somebody who only dials by SMS', async () => {
    const service = aService();
    const sms = aDoor(service, 'sms');
    const person = aPerson({ addresses: [{ channel: 'ussd', address: phone, lastSeenAt: start }] });
    await service.notify(notice({ personId: person.id }));
    await service.settled();
    expect(sms).toMatchObject([{ address: phone, reply: { body: ['fines:paid.fr.short'] } }]);
    expect(sms).toHaveLength(1);
  });

  it('answers a dialled session by SMS', async () => {
    const service = aService();
    const sms = aDoor(service, 'sms');
    await service.notify(notice({ channel: 'ussd', address: phone }));
    await service.settled();
    expect(sms).toMatchObject([{ route: 'sms', address: phone }]);
  });

  it('takes the language of whoever owns a bare phone, French when nobody does', async () => {
    const service = aService();
    const sms = aDoor(service, 'sms');
    aPerson({ language: 'sw' });
    await service.notify(notice({ phone }, { key: 'known' }));
    await service.notify(notice({ phone: '+221770000001' }, { key: 'unknown' }));
    await service.notify(notice({ phone }, { key: 'said', language: 'wo' }));
    await service.settled();
    expect(new Set(sms.map(({ key, reply }) => `${key} ${reply.language}`))).toEqual(
      new Set(['known sw', 'unknown fr', 'said wo']),
    );
  });
});

describe('falling back', () => {
  it('marks a chat that blocked us and goes on to the next, then to SMS', async () => {
    const service = aService();
    const person = aPerson({ addresses: [onTelegram, onWhatsapp] });
    aDoor(service, 'telegram', [new LisoloError('forbidden', { reason: 'blocked' })]);
    aDoor(service, 'whatsapp', [new LisoloError('vendor_refused', { reason: 'window_closed' })]);
    const sms = aDoor(service, 'sms');
    await service.notify(notice({ personId: person.id }));
    await service.settled();
    expect(blocked).toEqual(['telegram:42']);
    expect(sms).toHaveLength(1);
    expect(await only(service)).toMatchObject({ state: 'sent', route: 'sms', attempts: 1 });
  });

  it('never tries a chat that is known to have blocked us', async () => {
    const service = aService();
    const person = aPerson({ addresses: [{ ...onTelegram, blockedAt: start }] });
    const [telegram, sms] = [aDoor(service, 'telegram'), aDoor(service, 'sms')];
    await service.notify(notice({ personId: person.id }));
    await service.settled();
    expect([telegram.length, sms.length]).toEqual([0, 1]);
  });

  it('skips doors that are off', async () => {
    const service = aService();
    const person = aPerson({ addresses: [onTelegram, onWhatsapp] });
    const whatsapp = aDoor(service, 'whatsapp');
    await service.notify(notice({ personId: person.id }));
    await service.settled();
    expect(whatsapp).toHaveLength(1);
  });

  it('waits for a chat that is down before it pays for an SMS', async () => {
    const service = aService();
    const person = aPerson({ addresses: [onTelegram] });
    aDoor(service, 'telegram', [down(), down(), down(), down()]);
    const sms = aDoor(service, 'sms');
    await service.notify(notice({ personId: person.id }));
    await service.settled();
    const waits: number[] = [];
    for (let record = await only(service); record.state === 'queued'; record = await only(service)) {
      const dueAt = record.nextAttemptAt ?? start;
      waits.push((dueAt.getTime() - now.getTime()) / secondMs);
      now = new Date(dueAt.getTime() - 1);
      expect(await service.sendDue()).toBe(0);
      later(1);
      await service.sendDue();
    }
    expect(waits).toEqual([5, 20, 80]);
    expect(sms).toHaveLength(1);
  });

  it('keeps SMS out of it where the setting says so', async () => {
    const service = aService({ defaultSmsOn: false });
    const person = aPerson({ addresses: [onTelegram] });
    aDoor(service, 'telegram', [new LisoloError('forbidden')]);
    const sms = aDoor(service, 'sms');
    await service.notify(notice({ personId: person.id }));
    await service.settled();
    expect(sms).toEqual([]);
    expect(await only(service)).toMatchObject({ state: 'failed', reason: 'forbidden' });
  });

  it('gives up at last when the only route stays down, and an administrator can send again', async () => {
    const service = aService();
    const sms = aDoor(
      service,
      'sms',
      Array.from({ length: 10 }, () => down()),
    );
    await service.notify(notice({ phone }));
    await service.settled();
    for (let round = 0; round < 9; round += 1) {
      later(2 * hourMs);
      await service.sendDue();
    }
    const failed = await only(service);
    expect(failed).toMatchObject({ state: 'failed', reason: 'down', attempts: 10 });
    await service.retry(failed.id, 'person:admin');
    await service.settled();
    expect(sms).toHaveLength(1);
    expect(await only(service)).toMatchObject({ state: 'sent' });
    await expect(service.retry(failed.id, 'person:admin')).rejects.toMatchObject({ code: 'illegal_transition' });
    await expect(service.retry('nothing', 'person:admin')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('not reaching anybody', () => {
  it('waits a little for routes after a start, then fails with the reason', async () => {
    const service = aService();
    await service.notify(notice({ phone }));
    await service.settled();
    expect(await only(service)).toMatchObject({ state: 'queued' });
    for (let round = 0; round < 2; round += 1) {
      later(60 * secondMs);
      await service.sendDue();
    }
    expect(await only(service)).toMatchObject({ state: 'failed', reason: 'no_route' });
  });

  it('says when a person has no address, or is not known', async () => {
    const service = aService();
    aDoor(service, 'telegram');
    const { phone: _none, ...without } = aPerson();
    people.set(without.id, without);
    await service.notify(notice({ personId: without.id }, { key: 'a' }));
    await service.notify(notice({ personId: newId() }, { key: 'b' }));
    await service.settled();
    const { items } = await service.list({ filter: { state: 'failed' }, page: { offset: 0, limit: 10 } });
    expect(new Set(items.map(({ key, reason }) => `${key} ${reason}`))).toEqual(
      new Set(['a no_address', 'b unknown_person']),
    );
  });
});

describe('STOP', () => {
  it('holds notices back but not what is about the person’s own payment, nor an answer', async () => {
    const service = aService();
    const sms = aDoor(service, 'sms');
    const person = aPerson({ stoppedAt: start });
    await service.notify(notice({ personId: person.id }, { key: 'news' }));
    await service.notify(notice({ phone }, { key: 'news by phone' }));
    await service.notify(notice({ personId: person.id }, { key: 'receipt', essential: true }));
    await service.notify(notice({ channel: 'sms', address: phone }, { key: 'answer' }));
    await service.settled();
    expect(sms.map(({ key }) => key).sort()).toEqual(['answer', 'receipt']);
    const { items } = await service.list({
      filter: { personId: person.id, state: 'suppressed' },
      page: { offset: 0, limit: 10 },
    });
    expect(items.map(({ reason }) => reason)).toEqual(['stopped', 'stopped']);
  });
});

describe('trying again', () => {
  it('honours how long the vendor asks to wait', async () => {
    const service = aService();
    const telegram = aDoor(service, 'telegram', [down({ retryAfterSeconds: 600 })]);
    await service.notify(notice({ channel: 'telegram', address: '42' }));
    await service.settled();
    later(599 * secondMs);
    await service.sendDue();
    expect(telegram).toEqual([]);
    later(1 * secondMs);
    await service.sendDue();
    expect(telegram).toHaveLength(1);
  });

  it('treats a defect of a door as being down, and goes on with other notices', async () => {
    const service = aService();
    const telegram = aDoor(service, 'telegram', [new TypeError('boom')]);
    const to = { channel: 'telegram', address: '42' } as const;
    await service.notify(notice(to, { key: 'a' }));
    await service.settled();
    await service.notify(notice(to, { key: 'b' }));
    await service.settled();
    expect(telegram.map(({ key }) => key)).toEqual(['b']);
    later(5 * secondMs);
    await service.sendDue();
    expect(telegram.map(({ key }) => key)).toEqual(['b', 'a']);
  });

  it('does not wait for a door that never answers', async () => {
    const service = aService({ deliveryLimitMs: 20 });
    service.registerRoute('telegram', () => new Promise(() => undefined));
    await service.notify(notice({ channel: 'telegram', address: '42' }));
    await service.settled();
    expect(await only(service)).toMatchObject({ state: 'queued', history: [{}, {}, { reason: 'timeout' }] });
  });

  it('leaves what is stored for the next process once it is stopping', async () => {
    const stopping = aService();
    const before = aDoor(stopping, 'telegram');
    await stopping.drain();
    await stopping.notify(notice({ channel: 'telegram', address: '42' }));
    await stopping.settled();
    expect(before).toEqual([]);
    const next = aService();
    const after = aDoor(next, 'telegram');
    expect(await next.sendDue()).toBe(1);
    expect(after).toHaveLength(1);
  });
});

describe('several processes', () => {
  it('sends each of many notices once, however many senders look for work', async () => {
    const quiet = aService();
    await quiet.drain();
    const keys = Array.from({ length: 60 }, (_, at) => `n${at}`);
    await Promise.all(keys.map((key) => quiet.notify(notice({ channel: 'telegram', address: '42' }, { key }))));
    const workers = [aService(), aService(), aService()];
    const got = workers.map((worker) => aDoor(worker, 'telegram'));
    const taken = await Promise.all(workers.map((worker) => worker.sendDue()));
    expect(taken.reduce((sum, count) => sum + count)).toBe(60);
    expect(
      got
        .flat()
        .map(({ key }) => key)
        .sort(),
    ).toEqual([...keys].sort());
  });

  it('sends again, under the same key, what a process had in hand when it died', async () => {
    const dying = aService();
    const reached: string[] = [];
    let die: () => void = () => undefined;
    const sent = new Promise<void>((resolve) => {
      die = resolve;
    });
    // The message goes out and the process is gone before it can mark it.
    dying.registerRoute('telegram', (_address, _reply, key) => {
      reached.push(key);
      die();
      return new Promise(() => undefined);
    });
    await dying.notify(notice({ channel: 'telegram', address: '42' }));
    await sent;
    const heir = aService();
    const telegram = aDoor(heir, 'telegram');
    expect(await heir.sendDue()).toBe(0);
    later(61 * secondMs);
    expect(await heir.sendDue()).toBe(1);
    expect([...reached, ...telegram.map(({ key }) => key)]).toEqual(['k', 'k']);
    expect(await only(heir)).toMatchObject({ state: 'sent', attempts: 2 });
    services = services.filter((service) => service !== dying);
  });

  it('loses no notice to a kill -9 in the middle, and repeats none that was marked', { timeout: 30_000 }, async () => {
    const arrivals = database.connection.collection<{ key: string }>('arrivals');
    const script = path.join(projectRoot, 'tests/core/notifications/dying-sender.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, database.uri, '20', 'n12'], { cwd: projectRoot });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    const marked = (await aService().list({ filter: { state: 'sent' }, page: { offset: 0, limit: 50 } })).items;
    const { total: queued } = await aService().list({ page: { offset: 0, limit: 1 } });
    const heir = aService();
    heir.registerRoute('telegram', async (_address, _reply, key) => {
      await arrivals.insertOne({ key });
      return {};
    });
    now = new Date(Date.now() + hourMs);
    await heir.sendDue();
    const keys = (await arrivals.find().toArray()).map(({ key }) => key);
    expect(new Set(keys).size).toBe(queued);
    expect(keys.filter((key) => key === 'n12')).toHaveLength(2);
    expect(marked.length).toBeGreaterThan(0);
    for (const { key } of marked) expect(keys.filter((other) => other === key)).toHaveLength(1);
  });

  it('lets a sender that lost its lock mark nothing', async () => {
    const slow = aService();
    let answer: (error: Error) => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      slow.registerRoute('telegram', () => {
        resolve();
        return new Promise((_, reject) => {
          answer = reject;
        });
      });
    });
    await slow.notify(notice({ channel: 'telegram', address: '42' }));
    await asked;
    later(61 * secondMs);
    const heir = aService();
    aDoor(heir, 'telegram');
    await heir.sendDue();
    answer(new LisoloError('vendor_refused'));
    await slow.settled();
    expect(await only(heir)).toMatchObject({ state: 'sent' });
  });
});

describe('as an SMS', () => {
  const send = async (over: Partial<Notice>): Promise<string> => {
    const service = aService();
    const sms = aDoor(service, 'sms');
    await service.notify(notice({ phone }, over));
    await service.settled();
    const body = sms[0]?.reply.body ?? [];
    if (body.length !== 1 || typeof body[0] !== 'string') throw new Error('an SMS is one string');
    return body[0];
  };

  it('folds the letters, appends the link, and turns files into links', async () => {
    const attachment = {
      kind: 'document',
      fileId: 'f1',
      name: 'q.pdf',
      mimeType: 'application/pdf',
      caption: 'Quittance',
    } as const;
    const { caption: _none, ...bare } = { ...attachment, fileId: 'f2' };
    const text = await send({
      body: ['Jërëjëf, nañu', 'Kuraŋ 😀'],
      link: { url: 'https://l.example/v/x', label: 'Voir' },
      attachments: [attachment, bare],
    });
    expect(text.split('\n')).toEqual([
      'Jerejef, nañu',
      'Kurang',
      'https://l.example/v/x',
      'Quittance: https://l.example/f/f1?10080',
      'notifications:file.fr.short: https://l.example/f/f2?10080',
    ]);
  });

  it('cuts a long text between words and never a link', async () => {
    const text = await send({
      body: ['Votre amende est payee. '.repeat(60)],
      link: { url: 'https://l.example/v/abc', label: 'Voir' },
    });
    expect(text.length).toBeLessThanOrEqual(459);
    expect(text).toMatch(/(Votre|amende|est|payee\.)\.\.\.\nhttps:\/\/l\.example\/v\/abc$/);
  });
});

describe('keeping', () => {
  it('sweeps due notices and old ones by jobs, and keeps what is still to be sent', async () => {
    const service = aService();
    aDoor(service, 'telegram', ['ok', new LisoloError('vendor_refused')]);
    const to = { channel: 'telegram', address: '42' } as const;
    await service.notify(notice(to, { key: 'sent' }));
    await service.settled();
    await service.notify(notice(to, { key: 'failed' }));
    await service.settled();
    await service.notify(notice({ phone }, { key: 'waiting' }));
    await service.settled();
    const [sendDue, purge] = notificationJobs({ notifications: service });
    const inDays = (days: number): Date => new Date(start.getTime() + days * 24 * hourMs);
    expect(await purge?.run(inDays(29))).toBe('0 notices deleted');
    expect(await purge?.run(inDays(31))).toBe('1 notices deleted');
    expect(await purge?.run(inDays(91))).toBe('1 notices deleted');
    later(hourMs);
    expect(await sendDue?.run(now)).toBe('1 notices taken up');
    expect(await only(service)).toMatchObject({ key: 'waiting' });
  });

  it('gives a person’s notices to their copy, to whom they merge with, and to nobody once erased', async () => {
    const service = aService();
    aDoor(service, 'sms');
    const [first, second] = [aPerson(), newId()];
    await service.notify(notice({ phone }));
    await service.settled();
    expect(await service.personalData.collect(first.id)).toMatchObject([
      { state: 'sent', message: { body: [{ key: 'fines:paid' }] } },
    ]);
    await service.personalData.merge?.(first.id, second);
    expect(await service.personalData.collect(first.id)).toEqual([]);
    await service.personalData.erase(second);
    expect((await service.list({ page: { offset: 0, limit: 10 } })).total).toBe(0);
  });
});

describe('whatever doors do', () => {
  const outcome = fc.constantFrom('ok', 'down', 'forbidden', 'refused', 'defect');
  const toAnswer = (name: string): Error | 'ok' =>
    name === 'ok'
      ? 'ok'
      : name === 'down'
        ? down()
        : name === 'forbidden'
          ? new LisoloError('forbidden')
          : name === 'refused'
            ? new LisoloError('vendor_refused')
            : new TypeError('boom');

  it('ends each notice sent exactly once or failed, by steps of the table only', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(outcome, { maxLength: 30 }),
        fc.array(outcome, { maxLength: 30 }),
        async (chat, text) => {
          await database.connection.collection('outbox').deleteMany({});
          now = start;
          const service = aService();
          const person = aPerson({ addresses: [onTelegram] });
          const got = [aDoor(service, 'telegram', chat.map(toAnswer)), aDoor(service, 'sms', text.map(toAnswer))];
          await service.notify(notice({ personId: person.id }));
          await service.settled();
          for (let round = 0; round < 40 && (await only(service)).state === 'queued'; round += 1) {
            later(2 * hourMs);
            await service.sendDue();
          }
          const record = await only(service);
          expect(['sent', 'failed']).toContain(record.state);
          expect(got.flat()).toHaveLength(record.state === 'sent' ? 1 : 0);
          record.history.slice(1).forEach(({ state }, at) => {
            const step = { from: record.history[at]?.state, to: state };
            expect(noticeTransitions).toContainEqual(expect.objectContaining(step));
          });
        },
      ),
      { numRuns: 40 },
    );
  });
});
