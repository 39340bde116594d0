import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LisoloError } from '../../../core/errors.ts';
import { projectRoot } from '../../../core/project-root.ts';
import { noticeTransitions } from '../../../core/notifications/index.ts';
import {
  aDoor,
  aPerson,
  aService,
  database,
  down,
  hourMs,
  later,
  leaveHanging,
  moveTo,
  notice,
  startOver,
  onTelegram,
  only,
  secondMs,
  useOutbox,
} from '../../support/outbox.ts';

useOutbox();

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
    leaveHanging(dying);
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
    moveTo(new Date(Date.now() + hourMs));
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

  it('ends each notice sent exactly once or failed, by steps of the table only', { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(outcome, { maxLength: 30 }),
        fc.array(outcome, { maxLength: 30 }),
        async (chat, text) => {
          await startOver();
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
      { numRuns: 20 },
    );
  });
});
