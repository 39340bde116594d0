import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConversation, createEngine, createTurnStore } from '../../../core/dialog/index.ts';
import type { Conversation, Inbound, Input, Reply } from '../../../core/dialog/index.ts';
import { silentLog } from '../../../core/log.ts';
import { testDatabase } from '../../support/mongo.ts';
import type { TestDatabase } from '../../support/mongo.ts';
import { chatSurface, pagePhone, strictSpeak } from '../../support/talk.ts';
import { openTeaHouse } from '../../support/tea-house.ts';

let database: TestDatabase;
let conversation: Conversation;
beforeAll(async () => {
  database = await testDatabase();
  const store = createTurnStore(database);
  await store.ready();
  const clock = () => new Date();
  conversation = createConversation({
    engine: createEngine({ registry: openTeaHouse().registry, speak: strictSpeak, log: silentLog, now: clock }),
    store,
    identity: {
      callerFor: ({ channel, address }) =>
        Promise.resolve({ channel, address, country: 'CD', language: 'sw', roles: [], consent: 'given' }),
    },
    clock,
    burst: 3,
    reminderSeconds: 1,
    sendLater: () => Promise.resolve(),
  });
});
afterAll(() => database.drop());

let messages = 0;
const say = (from: Pick<Inbound, 'channel' | 'address'>, input: Input): Promise<Reply> =>
  conversation.at(from.channel === 'ussd' ? pagePhone : chatSurface)({
    ...from,
    messageId: `m${(messages += 1)}`,
    traceId: 'x',
    input,
  });
const text: Input = { kind: 'text', text: 'habari' };
const isAsked = ({ notices }: Reply): boolean => JSON.stringify(notices).includes('dialog:slower');

describe('a flood of messages', () => {
  it('is asked to slow down once, in the person’s language, and then only now and then', async () => {
    const person = { channel: 'simulator', address: '+243810000001' } as const;
    const replies: Reply[] = [];
    for (let index = 0; index < 6; index += 1) replies.push(await say(person, text));
    expect(replies.map(isAsked)).toEqual([false, false, false, true, false, false]);
    expect(replies.map(({ silent }) => silent ?? false)).toEqual([false, false, false, false, true, true]);
    expect(replies[3]?.language).toBe('sw');
    await expect.poll(async () => isAsked(await say(person, text)), { interval: 200, timeout: 5_000 }).toBe(true);
  });

  it('does not silence anybody else, nor a phone that waits for its page', async () => {
    const other = { channel: 'simulator', address: '+243810000002' } as const;
    expect((await say(other, text)).body.length).toBeGreaterThan(0);
    const phone = { channel: 'ussd', address: '+243810000003' } as const;
    const pages: Reply[] = [];
    for (let index = 0; index < 6; index += 1)
      pages.push(await say(phone, { kind: 'dialled', sessionId: `s${index}`, text: '' }));
    expect(pages.map(isAsked)).toEqual([false, false, false, true, true, true]);
    expect(pages.some(({ silent }) => silent)).toBe(false);
  });
});
