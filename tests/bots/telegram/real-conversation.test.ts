import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telegramSurface } from '../../../bots/telegram/index.ts';
import { createConversation, createEngine, createTurnStore } from '../../../core/dialog/index.ts';
import type { Caller, Receive } from '../../../core/dialog/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createLocalTelegram } from '../../support/local-telegram.ts';
import type { LocalTelegram } from '../../support/local-telegram.ts';
import { testDatabase } from '../../support/mongo.ts';
import { strictSpeak } from '../../support/talk.ts';
import { openTeaHouse } from '../../support/tea-house.ts';
import { doorAt } from './door-at.ts';

let connection: Connection;
let drop: () => Promise<void>;
let tg: LocalTelegram;
const house = openTeaHouse();

beforeAll(async () => {
  ({ connection, drop } = await testDatabase());
  await createTurnStore({ connection }).ready();
  tg = await createLocalTelegram();
});
afterAll(async () => {
  await tg.close();
  await drop();
});

/** One of several processes on the same database. */
function startCore(): Receive {
  const now = () => new Date();
  const identity = {
    callerFor: ({ channel, address }: { channel: Caller['channel']; address: string }): Promise<Caller> =>
      Promise.resolve({ channel, address, country: 'CD', language: 'en', roles: [], consent: 'given' }),
  };
  const engine = createEngine({ registry: house.registry, speak: strictSpeak, log: silentLog, now });
  const store = createTurnStore({ connection });
  const sendLater = () => Promise.resolve();
  return createConversation({ engine, store, identity, clock: now, sendLater }).at(telegramSurface);
}

const openDoor = async () => {
  const { door } = doorAt(tg, { receive: startCore() }, { speak: strictSpeak });
  await door.start();
  return door;
};

describe('the real dialog engine behind the real door', () => {
  it('orders tea by buttons in one message that is edited, and orders it once', async () => {
    const door = await openDoor();
    const person = tg.user(1);
    await person.starts();
    await person.presses('More');
    await person.presses('Bissap');
    await person.says('3');
    await person.presses('Yes');
    await person.repeats();
    expect((await person.lastScreen()).text).toContain('Ordered: 3 x Bissap.');
    expect(person.messages).toHaveLength(2);
    expect([...house.orders.values()]).toEqual(['3 x Bissap']);
    await door.stop();

    const other = await openDoor();
    await person.repeats();
    expect(person.messages).toHaveLength(2);
    expect(house.attempts()).toBe(1);
    await other.stop();
  });

  it('answers an old button without doing what it said', async () => {
    const door = await openDoor();
    const person = tg.user(2);
    await person.starts();
    await person.presses('More');
    await person.presses('Menthe');
    await person.says('2');
    const confirm = person.messages.at(-1);
    const token = confirm?.markup?.inline_keyboard?.flat()[0]?.callback_data ?? '';
    await person.says('menu');
    await person.pressesOld(confirm?.id ?? 0, token);
    expect((await person.lastScreen()).text).toContain(strictSpeak({ key: 'dialog:staleButton' }, 'en'));
    expect([...house.orders.values()]).not.toContain('2 x Menthe');
    await door.stop();
  });

  it('says what to do when it gets what no screen takes', async () => {
    const door = await openDoor();
    const person = tg.user(3);
    await person.sends({ sticker: { file_id: 's' } });
    expect((await person.lastScreen()).text).toContain(strictSpeak({ key: 'dialog:unsupported' }, 'en'));
    await door.stop();
  });
});
