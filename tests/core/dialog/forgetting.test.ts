import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  bindFlow,
  createConversation,
  createEngine,
  createFlowRegistry,
  createTurnStore,
  defineFlow,
  dialogJobs,
  resume,
  t,
} from '../../../core/dialog/index.ts';
import type { Caller, Input, Reply, Surface } from '../../../core/dialog/index.ts';
import { testDatabase, type TestDatabase } from '../../support/mongo.ts';
import { watchQueries } from '../../support/query-watch.ts';
import { chatSurface, pagePhone, strictSpeak } from '../../support/talk.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await createTurnStore(database).ready();
});
afterAll(() => database.drop());

const told: string[] = [];
/** Somebody tells a secret, and is given a number that nothing but their own screen may show. */
const confess = defineFlow<'ask' | 'sure', { secret: string }, undefined>({
  id: 'confess',
  version: 1,
  start: 'ask',
  screens: {
    ask: { show: () => ({ text: 'What?' }), on: { text: (_turn, secret) => ({ go: 'sure', set: { secret } }) } },
    sure: {
      show: ({ data }) => ({ text: `Tell "${data.secret}"?`, options: [{ value: 'yes', label: 'Yes' }] }),
      on: {
        choice: ({ data, turnId }) => {
          if (!told.includes(turnId)) told.push(turnId);
          return { end: `Told: ${data.secret}. Number 7K3M9Q.`, forget: true };
        },
      },
    },
  },
});
const home = defineFlow<'menu', object, undefined>({
  id: 'home',
  version: 1,
  start: 'menu',
  screens: { menu: { show: () => ({ text: 'home' }), on: { text: () => ({ run: 'confess' }) } } },
});

/** The next process: nothing but the database goes over to it. */
function open(surface: Surface, address: string) {
  const store = createTurnStore(database);
  const registry = createFlowRegistry({
    flows: [bindFlow(home, undefined), bindFlow(resume, undefined), bindFlow(confess, undefined)],
    gates: {},
    home: 'home',
  });
  const clock = (): Date => new Date('2026-11-21T10:47:12.345Z');
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const caller: Caller = {
    channel: surface.channel,
    address,
    country: 'CD',
    language: 'en',
    roles: [],
    consent: 'given',
  };
  const receive = createConversation({
    engine: createEngine({ registry, speak: strictSpeak, log: silent, now: clock }),
    store,
    identity: { callerFor: () => Promise.resolve(caller) },
    clock,
    secret: 'of the house',
    sendLater: () => Promise.resolve(),
  }).at(surface);
  const say = (input: Input, messageId: string): Promise<Reply> =>
    receive({ channel: surface.channel, address, messageId, traceId: messageId, input });
  return { store, say, type: (text: string, messageId: string) => say({ kind: 'text', text }, messageId) };
}

const turns = () => database.connection.collection('turns');
const all = async (): Promise<string> => JSON.stringify(await turns().find().toArray());

it('leaves of a dialog that is forgotten neither what was said, nor what was answered, nor when exactly', async () => {
  const { type } = open(chatSurface, 'one');
  await type('hello', 'one-1');
  await type('buried under the tree', 'one-2');
  const last = await type('1', 'one-3');
  expect(last.body).toEqual(['Told: buried under the tree. Number 7K3M9Q.']);
  expect(await turns().countDocuments()).toBe(1);
  expect(await all()).not.toMatch(/buried|7K3M9Q|confess|10:47|10:48/);
});

it('answers a repeat of the last message with no more than that it is done, and does nothing twice', async () => {
  told.length = 0;
  const first = open(chatSurface, 'two');
  await first.type('hello', 'two-1');
  await first.type('a secret', 'two-2');
  await first.type('1', 'two-3');
  const again = await open(chatSurface, 'two').type('1', 'two-3');
  expect([again.body, again.end, told.length]).toEqual([[t('dialog:forgotten')], true, 1]);
  expect((await open(chatSurface, 'two').type('hello', 'two-4')).body).toEqual(['home']);
});

it('keeps of what a phone dialled no print that could be found by trying', async () => {
  const { say } = open(pagePhone, '+243810000001');
  const dial = (text: string): Promise<Reply> => say({ kind: 'dialled', sessionId: 's', text }, text);
  await dial('');
  await dial('1');
  await dial('1*secret');
  await dial('1*secret*1');
  const left = await turns().findOne({ channel: 'ussd' });
  expect(JSON.parse(String(left?.['session']))).not.toHaveProperty('dialled');
  expect((await dial('1*secret*1')).body).toEqual([t('dialog:forgotten')]);
});

it('is finished by the sweep when a process died between the last turn and the deleting', async () => {
  const { store, type } = open(chatSurface, 'four');
  await type('hello', 'four-1');
  await type('half forgotten', 'four-2');
  const stopped = vi.spyOn(store, 'forgetBefore').mockRejectedValueOnce(new Error('the process died'));
  await type('1', 'four-3');
  stopped.mockRestore();
  expect(await all()).toContain('half forgotten');
  await dialogJobs({ store })[0]?.run(new Date('2026-11-21T11:00:00Z'));
  expect(await all()).not.toMatch(/half forgotten|forgets/);
});

it('finds what is to be forgotten by an index, among all that is kept', async () => {
  const plain = { where: 'home/menu', at: new Date(), expiresAt: new Date('2099-01-01'), session: '{}', reply: '{}' };
  const others = Array.from({ length: 2_000 }, (_, nth) => ({
    _id: `ussd:+2438${nth}:1`,
    inbound: `n${nth}`,
    ...plain,
  }));
  await turns().insertMany(others as never);
  await turns().updateOne({ _id: 'ussd:+243815:1' } as never, { $set: { forgets: true } });
  const watch = await watchQueries(database.uri, ['turns']);
  const store = createTurnStore({ connection: watch.connection });
  expect(await watch.faults('sweep', () => store.sweep(new Date('2026-11-21T12:00:00Z')))).toEqual([]);
  expect(await turns().countDocuments({ forgets: true })).toBe(0);
  await watch.close();
});
