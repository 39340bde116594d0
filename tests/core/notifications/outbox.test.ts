import { describe, expect, it } from 'vitest';
import { newId } from '../../../core/database/index.ts';
import { LisoloError } from '../../../core/errors.ts';
import { byDay } from '../../../core/notifications/daytime.ts';
import { notificationJobs } from '../../../core/notifications/index.ts';
import {
  aDoor,
  aPerson,
  aService,
  blocked,
  down,
  hourMs,
  later,
  moveTo,
  notice,
  now,
  onTelegram,
  onWhatsapp,
  only,
  people,
  phone,
  secondMs,
  start,
  useOutbox,
} from '../../support/outbox.ts';

useOutbox();

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

  it('knows whose phone it answered, so that the answer is copied and erased with the person', async () => {
    const service = aService();
    aDoor(service, 'sms');
    const person = aPerson({ stoppedAt: start });
    await service.notify(notice({ channel: 'sms', address: phone }));
    await service.settled();
    expect(await only(service)).toMatchObject({ state: 'sent', personId: person.id });
    await service.personalData.erase(person.id);
    expect((await service.list({ page: { offset: 0, limit: 9 } })).total).toBe(0);
  });

  it('gives with their copy, and erases, what waits for the morning or went to an address before they were known', async () => {
    const service = aService();
    aDoor(service, 'telegram');
    moveTo(new Date('2026-11-21T22:30:00Z'));
    await service.notify(notice({ phone }, { key: 'phone', onlyByDay: 'CD' }));
    await service.notify(notice({ channel: 'email', address: 'a@example.cd' }, { key: 'mail', onlyByDay: 'CD' }));
    await service.notify(notice({ channel: 'telegram', address: '42' }, { key: 'chat' }));
    for (const other of [{ phone: '+243820000002' }, { channel: 'whatsapp', address: '42' }] as const)
      await service.notify(notice(other, { key: JSON.stringify(other), onlyByDay: 'CD' }));
    await service.settled();
    const person = aPerson({ email: 'a@example.cd', addresses: [onTelegram] });
    expect(await service.personalData.collect(person.id)).toHaveLength(3);
    await service.personalData.erase(person.id);
    const { items } = await service.list({ page: { offset: 0, limit: 9 } });
    expect(items.map(({ key }) => key).sort()).toEqual([
      expect.stringContaining('whatsapp'),
      expect.stringContaining('+24382'),
    ]);
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
      moveTo(new Date(dueAt.getTime() - 1));
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
    expect(sms.slice(0, 4).map(({ key }) => key)).toContain('answer');
    expect(sms.map(({ key }) => key).sort()).toEqual(['answer', 'receipt']);
    const { items } = await service.list({
      filter: { personId: person.id, state: 'suppressed' },
      page: { offset: 0, limit: 10 },
    });
    expect(items.map(({ reason }) => reason)).toEqual(['stopped', 'stopped']);
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

describe('what can wait until the morning', () => {
  const night = new Date('2026-11-21T22:30:00Z');
  const morning = { CD: new Date('2026-11-22T07:00:00Z'), SN: new Date('2026-11-22T08:00:00Z') };

  it.each(['CD', 'SN'] as const)('is held until eight o’clock in %s', async (country) => {
    const service = aService();
    const sms = aDoor(service, 'sms');
    moveTo(night);
    await service.notify(notice({ phone }, { key: 'own act' }));
    await service.notify(notice({ phone }, { key: 'reminder', onlyByDay: country }));
    await service.settled();
    expect(sms.map(({ key }) => key)).toEqual(['own act']);
    moveTo(new Date(morning[country].getTime() - 1));
    expect(await service.sendDue()).toBe(0);
    moveTo(morning[country]);
    await service.sendDue();
    expect(sms.map(({ key }) => key)).toEqual(['own act', 'reminder']);
  });

  it('is not sent at night because a door was down by day, or because nobody was there to send it', async () => {
    const service = aService();
    const sms = aDoor(service, 'sms', [down({ retryAfterSeconds: 2 * 3600 })]);
    moveTo(new Date('2026-11-21T17:30:00Z'));
    await service.notify(notice({ phone }, { key: 'down', onlyByDay: 'CD' }));
    await service.settled();
    expect((await only(service)).nextAttemptAt).toEqual(morning.CD);

    const silent = aService();
    await silent.drain();
    await silent.notify(notice({ phone }, { key: 'late', onlyByDay: 'CD' }));
    moveTo(night);
    await service.sendDue();
    expect(sms).toEqual([]);
    moveTo(morning.CD);
    await service.sendDue();
    expect(sms.map(({ key }) => key).sort()).toEqual(['down', 'late']);
  });

  it('ends before it is night anywhere in a country of two time zones', () => {
    // 19:00 in Kinshasa is 20:00 in Lubumbashi.
    expect(byDay(new Date('2026-11-21T17:59:59Z'), 'CD')).toEqual(new Date('2026-11-21T17:59:59Z'));
    expect(byDay(new Date('2026-11-21T18:00:00Z'), 'CD')).toEqual(morning.CD);
    expect(byDay(new Date('2026-11-21T19:59:59Z'), 'SN')).toEqual(new Date('2026-11-21T19:59:59Z'));
  });

  it('is stored once when many come at the same time, and waits behind answers', async () => {
    const service = aService();
    const many = Array.from({ length: 9 }, (_, at) => notice({ phone }, { key: `r${at}`, onlyByDay: 'CD' as const }));
    await service.drain();
    await service.notifyMany([...many, ...many]);
    await service.notify(notice({ phone }, { key: 'answer' }));
    const sender = aService();
    const sms = aDoor(sender, 'sms');
    await sender.sendDue();
    expect(sms.slice(0, 4).map(({ key }) => key)).toContain('answer');
    expect(sms.map(({ key }) => key).sort()).toEqual(['answer', ...many.map(({ key }) => key)]);
    expect((await service.list({ page: { offset: 0, limit: 1 } })).total).toBe(10);
  });
});
