import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from 'mongoose';
import { bindFlow, createConversation, createEngine, createTurnStore, defineFlow } from '../../../core/dialog/index.ts';
import type { Caller, Gates, Inbound, Input, Reply, Surface, TurnStore } from '../../../core/dialog/index.ts';
import { pageOf } from '../../../ussd/index.ts';
import { testDatabase } from '../../support/mongo.ts';
import { chatSurface, pagePhone, strictSpeak } from '../../support/talk.ts';
import { openTeaHouse } from '../../support/tea-house.ts';
import type { TeaHouse } from '../../support/tea-house.ts';

let connection: Connection;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ connection, drop } = await testDatabase());
  await createTurnStore({ connection }).ready();
});
afterAll(() => drop());

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const identity = {
  callerFor: ({ channel, address }: Pick<Inbound, 'channel' | 'address'>): Promise<Caller> =>
    Promise.resolve({ channel, address, phone: address, country: 'CD', language: 'en', roles: [], consent: 'given' }),
};

interface Process {
  readonly store: TurnStore;
  readonly sent: string[];
  chat(input: Input, messageId: string, address?: string): Promise<Reply>;
  dial(sessionId: string, text: string, address?: string): Promise<string>;
}

/** One of several processes on the same database, each with its own cache. */
function startProcess(house: TeaHouse, clock: () => Date = () => new Date()): Process {
  const store = createTurnStore({ connection });
  const sent: string[] = [];
  const engine = createEngine({ registry: house.registry, speak: strictSpeak, log: silent, now: clock });
  const conversation = createConversation({
    engine,
    store,
    identity,
    clock,
    burst: 1_000,
    sendLater: (_later, _session, key) => {
      sent.push(key);
      return Promise.resolve();
    },
  });
  const say = (surface: Surface, input: Input, messageId: string, address: string): Promise<Reply> =>
    conversation.at(surface)({
      channel: surface.channel,
      address,
      phone: address,
      messageId,
      traceId: messageId,
      input,
    });
  return {
    store,
    sent,
    chat: (input, messageId, address = person) => say(chatSurface, input, messageId, address),
    dial: async (sessionId, text, address = person) => {
      const reply = await say(pagePhone, { kind: 'dialled', sessionId, text }, `${sessionId}:${text.length}`, address);
      return `${reply.end ? 'END' : 'CON'} ${pageOf(reply, strictSpeak)}`;
    },
  };
}

let person = '+243810000000';
let house: TeaHouse;
beforeEach((context) => {
  person = `+2438100${String(Math.abs(hash(context.task.name))).slice(0, 6)}`;
  house = openTeaHouse();
});
const hash = (text: string): number => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
const text = (typed: string): Input => ({ kind: 'text', text: typed });

describe('a conversation', () => {
  it('answers a repeated message the same and does nothing twice, newest or long past', async () => {
    const { chat } = startProcess(house);
    for (const [index, typed] of ['hi', '1', '1', '2'].entries()) await chat(text(typed), `m${person}${index}`);
    const ordered = await chat(text('1'), `m${person}yes`);
    expect(await chat(text('1'), `m${person}yes`)).toEqual(ordered);
    await chat(text('menu'), `m${person}after`);
    await chat(text('1'), `m${person}again`);
    expect(await chat(text('1'), `m${person}yes`)).toEqual(ordered);
    expect(house.attempts()).toBe(1);
  });

  it('takes the first words of somebody new for a greeting, and reproaches nothing', async () => {
    const { chat } = startProcess(house);
    expect((await chat(text('mbote'), `m${person}1`)).notices).toEqual([]);
    expect((await chat(text('gibberish'), `m${person}2`)).notices).not.toEqual([]);
  });

  it('gives the stored answer of another process, too', async () => {
    const [one, two] = [startProcess(house), startProcess(house)];
    for (const [index, typed] of ['hi', '1', '1', '2'].entries()) await one.chat(text(typed), `m${person}${index}`);
    const replies = await Promise.all([one.chat(text('1'), `m${person}yes`), two.chat(text('1'), `m${person}yes`)]);
    expect(replies[0]).toEqual(replies[1]);
    expect(house.orders.size).toBe(1);
    // What is done is kept under the turn's key, longer than the dialog: nobody's phone is to be read there.
    expect([...house.orders.keys()].join()).not.toContain(person.replace('+', ''));
  });

  it('lets one of two racing answers win and shows the other where the first has led', async () => {
    const [one, two] = [startProcess(house), startProcess(house)];
    for (const [index, typed] of ['hi', '1', '1', '2'].entries()) await one.chat(text(typed), `m${person}${index}`);
    await two.store.latest(`simulator:${person}`);
    const [first, second] = await Promise.all([one.chat(text('1'), `m${person}a`), two.chat(text('1'), `m${person}b`)]);
    expect(house.orders.size).toBe(1);
    expect([first, second].filter((reply) => JSON.stringify(reply.body).includes('Ordered')).length).toBe(1);
    expect(Math.abs(first.rev - second.rev)).toBe(1);
  });

  it('does not mistake an old cache for a race', async () => {
    const [one, two] = [startProcess(house), startProcess(house)];
    await one.chat(text('hi'), `m${person}0`);
    await two.chat(text('1'), `m${person}1`);
    await two.chat(text('1'), `m${person}2`);
    expect(JSON.stringify((await one.chat(text('2'), `m${person}3`)).body)).toContain('2 x Kinkeliba');
  });

  it('does nothing at a screen that another process has left', async () => {
    const [one, two] = [startProcess(house), startProcess(house)];
    for (const [index, typed] of ['hi', '1', '1', '2'].entries()) await one.chat(text(typed), `m${person}${index}`);
    await two.chat(text('help'), `m${person}help`);
    await one.chat(text('help'), `m${person}help2`);
    await two.chat(text('menu'), `m${person}menu`);
    expect(JSON.stringify((await one.chat(text('1'), `m${person}late`)).body)).toContain('Which tea?');
    expect(house.attempts()).toBe(0);
  });

  it('keeps the order of one person’s messages', async () => {
    const { chat } = startProcess(house);
    await chat(text('hi'), `m${person}0`);
    const replies = await Promise.all(
      ['1', '3', '4', '1'].map((typed, index) => chat(text(typed), `m${person}q${index}`)),
    );
    expect(replies.at(-1)?.body).toEqual(['Ordered: 4 x Citronnelle.']);
  });

  it('starts again after a long rest, and never uses a turn’s key twice', async () => {
    let now = new Date('2026-11-20T10:00:00Z');
    const { chat, store } = startProcess(house, () => now);
    for (const [index, typed] of ['hi', '1', '1'].entries()) await chat(text(typed), `m${person}${index}`);
    const before = (await store.latest(`simulator:${person}`))!.session.rev;
    now = new Date('2026-11-22T10:00:01Z');
    expect(JSON.stringify((await chat(text('2'), `m${person}late`)).body)).toContain('dialog:home');
    await store.sweep(new Date('2026-11-29T00:00:00Z'));
    expect(await store.latest(`simulator:${person}`, { fresh: true })).toBeUndefined();
    now = new Date('2026-11-29T00:00:00Z');
    expect((await chat(text('hi'), `m${person}new`)).rev).toBeGreaterThan(before);
  });
});

describe('a USSD session', () => {
  it('takes only what follows the text already seen, asterisks included', async () => {
    const { dial } = startProcess(house);
    expect(await dial('s1', '')).toMatch(/^CON Lisolo/);
    expect(await dial('s1', '1')).toContain('Which tea?');
    expect(await dial('s1', '1*2')).toContain('How many cups of Bissap?');
    expect(await dial('s1', '1*2*3*4')).toContain('From 1 to 9, please.');
    expect(await dial('s1', '1*2*3*4*5')).toContain('5 x Bissap');
    expect(await dial('s1', '1*2*3*4*5*1')).toMatch(/^END Ordered: 5 x Bissap/);
  });

  it('answers a retried request the same, the newest and an older one', async () => {
    const { dial } = startProcess(house);
    const steps = ['', '1', '1*2', '1*2*5', '1*2*5*1'];
    const answers: string[] = [];
    for (const step of steps) answers.push(await dial('s2', step));
    for (const [index, step] of steps.entries()) expect(await dial('s2', step)).toBe(answers[index]);
    expect(house.attempts()).toBe(1);
  });

  it('walks through steps dialled at once, and stops at the first that is refused', async () => {
    const { dial } = startProcess(house);
    expect(await dial('s3', '1*2*7')).toContain('7 x Bissap');
    expect(await dial('s4', '1*2*x*1')).toContain('From 1 to 9, please.');
    expect(await dial('s5', '1*2*7*1*1*1')).toMatch(/^END Ordered: 7 x Bissap/);
    expect(house.orders.size).toBe(1);
  });

  it('leaves what must be asked first to the person, whatever was dialled ahead', async () => {
    let agreed = false;
    const ask = defineFlow<'ask', object, undefined>({
      id: 'ask',
      version: 1,
      start: 'ask',
      screens: {
        ask: {
          show: () => ({ text: 'Do you agree?', options: [{ value: 'yes', label: 'Yes' }] }),
          on: {
            choice: () => {
              agreed = true;
              return { done: true };
            },
          },
        },
      },
    });
    const gates: Gates = { welcome: { flow: 'ask', isMet: () => agreed } };
    const { dial } = startProcess(openTeaHouse({ gates, extra: [bindFlow(ask, undefined)] }));
    expect(await dial('g1', '1*1*2')).toContain('Do you agree?');
    expect(agreed).toBe(false);
    expect(await dial('g1', '1*1*2*1')).toContain('Lisolo. Choose:');
  });

  it('takes no step for dialled at once because another process took those before it', async () => {
    const [one, two] = [startProcess(house), startProcess(house)];
    await two.dial('p1', '');
    for (const step of ['', '1', '1*2', '1*2*7']) await one.dial('p2', step);
    expect(await two.dial('p2', '1*2*7*1')).toMatch(/^END Ordered: 7 x Bissap/);
    expect(house.attempts()).toBe(1);
  });

  it('can be resumed where it stopped within five minutes, and not later', async () => {
    let now = new Date('2026-11-20T10:00:00Z');
    const { dial } = startProcess(house, () => now);
    for (const step of ['', '1', '1*2']) await dial('s6', step);
    now = new Date('2026-11-20T10:04:59Z');
    expect(await dial('s7', '')).toMatch(/Your session was cut[^]*1\. Continue\n2\. Main menu/);
    expect(await dial('s7', '1')).toContain('How many cups of Bissap?');
    expect(await dial('s7', '1*4')).toContain('4 x Bissap');
    now = new Date('2026-11-20T10:05:30Z');
    expect(await dial('s8', '')).toContain('Your session was cut');
    expect(await dial('s8', '2')).toContain('Lisolo. Choose:');
    for (const step of ['', '1', '1*2']) await dial('s9', step);
    now = new Date('2026-11-20T10:10:31Z');
    expect(await dial('s10', '')).toContain('Lisolo. Choose:');
  });

  it('does not offer to resume what was finished, or the menu', async () => {
    const { dial } = startProcess(house);
    await dial('s11', '1*2*7*1');
    expect(await dial('s12', '')).toContain('Lisolo. Choose:');
    expect(await dial('s13', '')).toContain('Lisolo. Choose:');
  });

  it('sends what it cannot show by SMS, once', async () => {
    const { dial, sent } = startProcess(house);
    expect(await dial('s14', '1*2*7*3')).toMatch(/^END Here it is\.\nThe rest follows by SMS\./);
    await dial('s14', '1*2*7*3');
    expect(sent).toHaveLength(1);
  });

  it('keeps nothing of what was typed in the store but a hash', async () => {
    const { dial, store } = startProcess(house);
    for (const step of ['', '1', '1*1', '1*1*secretpin']) await dial('s15', step);
    expect(JSON.stringify(await store.latest(`ussd:${person}`))).not.toContain('secretpin');
    expect(JSON.stringify(await connection.collection('turns').find({}).toArray())).not.toContain('secretpin');
  });
});

describe('a thousand sessions at once', () => {
  it('show no wrong screen and have no effect twice, with random retries and double deliveries to two processes', async () => {
    const processes = [startProcess(house), startProcess(house)];
    const wrong: string[] = [];
    let random = 42;
    const chance = (): number => (random = (random * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;

    async function dialOnce(session: string, typed: string, phone: string): Promise<string> {
      const copies = Array.from({ length: chance() < 0.2 ? 2 : 1 }, () =>
        processes[chance() < 0.5 ? 0 : 1]!.dial(session, typed, phone),
      );
      const answers = await Promise.all(copies);
      if (new Set(answers).size > 1) wrong.push(`${session} "${typed}": ${answers.join(' | ')}`);
      return chance() < 0.15 ? processes[chance() < 0.5 ? 0 : 1]!.dial(session, typed, phone) : answers[0]!;
    }

    async function person(index: number): Promise<void> {
      const phone = `+24389${String(index).padStart(7, '0')}`;
      const tea = 1 + (index % 5);
      const cups = 1 + (index % 9);
      const name = ['Kinkeliba', 'Bissap', 'Citronnelle', 'Menthe', 'Tangawisi'][tea - 1]!;
      const story: [string, RegExp][] = [
        ['', /^CON Lisolo\. Choose:/],
        ['1', /^CON Which tea\?/],
        [`1*${tea}`, new RegExp(`^CON How many cups of ${name}\\?`)],
        [`1*${tea}*${cups}`, new RegExp(`^CON ${cups} x ${name}, sugar 0\\?`)],
        [`1*${tea}*${cups}*1`, new RegExp(`^END Ordered: ${cups} x ${name}\\.`)],
      ];
      for (const [typed, expected] of story) {
        const answer = await dialOnce(`storm-${index}`, typed, phone);
        if (!expected.test(answer)) wrong.push(`${index} "${typed}": ${answer}`);
      }
    }

    await Promise.all(Array.from({ length: 1_000 }, (_, index) => person(index)));
    expect(wrong).toEqual([]);
    expect(house.orders.size).toBe(1_000);
  }, 60_000);
});
