import { afterEach, beforeEach } from 'vitest';
import { createTelegramDoor } from '../../../bots/telegram/index.ts';
import type { TelegramDoorOptions } from '../../../bots/telegram/index.ts';
import type { Inbound, Reply } from '../../../core/dialog/types.ts';
import type { Speak } from '../../../core/dialog/words.ts';
import type { Door } from '../../../core/door.ts';
import { LisoloError } from '../../../core/errors.ts';
import type { StoredFile } from '../../../core/files/types.ts';
import type { Deliver } from '../../../core/notifications/types.ts';
import { createSpeak } from '../../../core/language/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createLocalTelegram, type LocalTelegram } from '../../support/local-telegram.ts';
import { plainSpeech } from '../../support/plain-speech.ts';
import { aReply } from '../../support/sample-replies.ts';

export type Answer = (inbound: Inbound, rev: number) => Partial<Reply> | Promise<Partial<Reply>>;

/** The first bytes of a photo. */
export const jpeg = Buffer.from('ffd8ffe000104a46', 'hex');

/** A core that answers as told, each message once, with a revision per chat. */
export function createCore(answer: Answer) {
  const stored = new Map<string, Reply>();
  const received: Inbound[] = [];
  const revs = new Map<string, number>();
  return {
    /** Every call, repeats included. */
    received: received as readonly Inbound[],
    receive: async (inbound: Inbound): Promise<Reply> => {
      received.push(inbound);
      const known = stored.get(inbound.messageId);
      if (known) return known;
      const rev = (revs.get(inbound.address) ?? 0) + 1;
      revs.set(inbound.address, rev);
      const reply = aReply({ dialogId: `telegram:${inbound.address}`, rev, ...(await answer(inbound, rev)) });
      stored.set(inbound.messageId, reply);
      return reply;
    },
  };
}

/** Says back what it was told, with two buttons. */
export const echo: Answer = ({ input }, rev) => ({
  body: [
    input.kind === 'text' ? `Vous dites : ${input.text}` : input.kind === 'press' ? `Choix ${input.token}` : input.kind,
  ],
  options: ['Payer', 'Contester'].map((label, at) => ({ label, number: at + 1, token: `${rev}:${at}` })),
});

/** Files in memory, by key, with the type that the first bytes say. */
export function createFileShelf() {
  const files = new Map<string, { file: StoredFile; bytes: Buffer; owner: string }>();
  return {
    files,
    put({
      bytes,
      name,
      owner,
      key = name,
    }: {
      bytes: Buffer;
      name: string;
      owner: string;
      key?: string;
    }): Promise<StoredFile> {
      if (bytes.subarray(0, 2).toString() === 'MZ') return Promise.reject(new LisoloError('unsupported_media'));
      const mimeType = bytes.subarray(0, 2).toString('hex') === 'ffd8' ? 'image/jpeg' : 'application/pdf';
      const file = files.get(key)?.file ?? {
        id: `file-${files.size + 1}`,
        name,
        mimeType,
        size: bytes.length,
        createdAt: new Date(0),
      };
      files.set(key, { file, bytes, owner });
      return Promise.resolve(file);
    },
    read(id: string): Promise<{ file: StoredFile; bytes: Buffer }> {
      const found = [...files.values()].find(({ file }) => file.id === id);
      return found ? Promise.resolve(found) : Promise.reject(new LisoloError('not_found'));
    },
  };
}

/** Keys as words, except for the command menu, which Telegram checks. */
const realSpeech = createSpeak({ strict: true });
const speak: Speak = (words, language) =>
  typeof words === 'object' && words.key.startsWith('telegram:commands.')
    ? realSpeech(words, language)
    : plainSpeech(words, language);

/** The real door in front of a local Telegram, without its pauses. */
export function doorAt(
  tg: LocalTelegram,
  core: { receive: TelegramDoorOptions['receive'] },
  over: Partial<TelegramDoorOptions> = {},
) {
  const shelf = createFileShelf();
  const routes = new Map<string, Deliver>();
  const blocked: string[] = [];
  const door = createTelegramDoor({
    config: { token: tg.token, apiRoot: tg.apiRoot },
    receive: core.receive,
    speak,
    files: shelf,
    notifications: { registerRoute: (route, deliver) => void routes.set(route, deliver) },
    identity: {
      callerFor: ({ address }) =>
        Promise.resolve({ channel: 'telegram', address, language: 'sw', country: 'CD', roles: [], consent: 'unasked' }),
      markBlocked: (_channel, address) => Promise.resolve(void blocked.push(address)),
    },
    log: silentLog,
    pace: { perSecond: 1_000, perChat: 1_000, chatSeconds: 1 },
    backOff: [20, 20],
    longPollSeconds: 5,
    ...over,
  });
  const deliver: Deliver = (address, message, key) => {
    const route = routes.get('telegram');
    if (!route) throw new Error('the door has registered no route');
    return route(address, message, key);
  };
  return { door, shelf, blocked, deliver, routes };
}

/** A local Telegram for each test, and the doors to stop after it; gives what opens one more. */
export function forEachTelegram(set: (scene: { tg: LocalTelegram; open: Door[] }) => void) {
  let tg: LocalTelegram;
  let open: Door[];
  beforeEach(async () => {
    tg = await createLocalTelegram();
    open = [];
    set({ tg, open });
  });
  afterEach(async () => {
    await Promise.all(open.map((door) => door.stop()));
    await tg.close();
  });
  return async (answer: Answer = echo, over: Parameters<typeof doorAt>[2] = {}) => {
    const core = createCore(answer);
    const opened = doorAt(tg, core, over);
    open.push(opened.door);
    await opened.door.start();
    return { ...opened, core };
  };
}
