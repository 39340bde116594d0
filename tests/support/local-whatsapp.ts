import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import library, { type Message, type MessageMedia } from 'whatsapp-web.js';
import type { Timers } from '../../bots/whatsapp-web/timers.ts';
import type { Vendor, VendorClient } from '../../bots/whatsapp-web/vendor.ts';

/** What the door sent to a chat: a text, or a file with its caption. */
export type Sent =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'image' | 'document';
      readonly mimeType: string;
      readonly name: string;
      readonly bytes: Buffer;
      readonly caption?: string | undefined;
    };

/** The fields of the page's message model that a test wants to set. */
export interface RawMessage {
  readonly id?: string;
  readonly from: string;
  readonly type?: string;
  readonly body?: string;
  readonly [field: string]: unknown;
}

/** The declarations of the library leave the constructor out. */
const { Message: RealMessage } = library as unknown as { Message: new (client: unknown, data: unknown) => Message };

/** A real Message of the library, as its page would hand it over. */
export function aMessage(raw: RawMessage, client: unknown = undefined): Message {
  const { id = 'A1B2C3', from, fromMe = false, ...rest } = raw;
  const key = { fromMe, remote: from, id, _serialized: `${String(fromMe)}_${from}_${id}` };
  const data = { type: 'chat', t: Math.floor(Date.now() / 1_000), to: '243000000000@c.us', ...rest, id: key, from };
  return new RealMessage(client, data);
}

/** The library's client without a page behind it: its events, and a record of what was sent. */
class LocalClient extends EventEmitter implements VendorClient {
  readonly sent: { readonly chatId: string; readonly sent: Sent }[] = [];
  readonly media = new Map<string, MessageMedia | 'broken'>();
  /** Numbers behind hidden ids. */
  readonly phones = new Map<string, string>();
  state: string | null = 'CONNECTED';
  destroyed = false;
  initializing: () => Promise<void> = () => Promise.resolve();
  /** Asked before a message is taken; throws as the page would, or answers false for an unknown chat. */
  taking: (chatId: string) => boolean = () => true;
  /** What Message.downloadMedia asks the page for. */
  readonly pupPage = {
    evaluate: (_script: unknown, id: string) => {
      const media = this.media.get(id);
      return media === 'broken' ? Promise.reject(new Error('page: 410')) : Promise.resolve(media);
    },
  };

  constructor() {
    super();
    // One listener for each test that waits for an answer.
    this.setMaxListeners(0);
  }

  initialize(): Promise<void> {
    return this.initializing();
  }
  getState(): Promise<string | null> {
    return Promise.resolve(this.state);
  }
  getContactLidAndPhone(ids: string[]): Promise<{ lid: string; pn: string }[]> {
    return Promise.resolve(ids.map((lid) => ({ lid, pn: this.phones.get(lid) as string })));
  }
  destroy(): Promise<void> {
    this.destroyed = true;
    return Promise.resolve();
  }

  // Async as the real one, so that a refusal is a rejection.
  async sendMessage(
    chatId: string,
    content: string | MessageMedia,
    options: { caption?: string; sendMediaAsDocument?: boolean } = {},
  ) {
    await Promise.resolve();
    if (this.destroyed) throw new Error('Protocol error: Target closed');
    if (!this.taking(chatId)) return undefined;
    this.sent.push({ chatId, sent: toSent(content, options) });
    this.emit('local_sent');
    return { id: { _serialized: `true_${chatId}_${String(this.sent.length)}` } };
  }
}

function toSent(content: string | MessageMedia, options: { caption?: string; sendMediaAsDocument?: boolean }): Sent {
  if (typeof content === 'string') return { kind: 'text', text: content };
  return {
    kind: options.sendMediaAsDocument ? 'document' : 'image',
    mimeType: content.mimetype,
    name: content.filename ?? '',
    bytes: Buffer.from(content.data, 'base64'),
    ...(options.caption === undefined ? {} : { caption: options.caption }),
  };
}

/** Pauses of 1 to 3 seconds take no time; all other waiting is real. */
export const impatientTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms <= 3_000 ? 0 : ms);
    return () => clearTimeout(timer);
  },
};

const answerWithinMs = 45_000;

/**
 * WhatsApp without a network, for tests that drive the real door: pass `vendor` and `timers` to it, call `connect`,
 * and speak as people do.
 */
/** `clock` stamps what people send. */
export function createLocalWhatsapp(clock: () => Date = () => new Date()) {
  const clients: LocalClient[] = [];
  let open: () => void = () => undefined;
  let opened = new Promise<void>((resolve) => (open = resolve));

  const vendor: Vendor = {
    open() {
      const client = new LocalClient();
      clients.push(client);
      open();
      opened = new Promise((resolve) => (open = resolve));
      return Promise.resolve(client);
    },
    media: (mimeType, bytes, name) =>
      Promise.resolve(new library.MessageMedia(mimeType, bytes.toString('base64'), name, bytes.length)),
  };
  const client = (): LocalClient => {
    const last = clients.at(-1);
    if (!last) throw new Error('the door has not been started');
    return last;
  };

  function user(address: string) {
    const chatId = address.includes('@') ? address : `${address.replace('+', '')}@c.us`;
    const received = (): Sent[] =>
      clients
        .flatMap((one) => one.sent)
        .filter((one) => one.chatId === chatId)
        .map((one) => one.sent);
    const screens = (): string[] => received().flatMap((sent) => (sent.kind === 'text' ? [sent.text] : []));

    /** The first text from position `from` on that matches. */
    function next(from: number, pattern?: RegExp): Promise<string> {
      const on = client();
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const found = screens()
            .slice(from)
            .find((text) => pattern?.test(text) ?? true);
          if (found === undefined) return;
          clearTimeout(timer);
          on.off('local_sent', look);
          resolve(found);
        };
        const timer = setTimeout(() => {
          on.off('local_sent', look);
          reject(
            new Error(
              `no answer${pattern ? ` like ${String(pattern)}` : ''}; the last was: ${screens().at(-1) ?? 'nothing'}`,
            ),
          );
        }, answerWithinMs);
        on.on('local_sent', look);
        look();
      });
    }

    /** Sends a message as the page would and waits for the text that ends the answer. */
    function send(raw: Omit<RawMessage, 'from'>, media?: MessageMedia | 'broken'): Promise<string> {
      const message = aMessage(
        {
          id: `3A${randomBytes(9).toString('hex').toUpperCase()}`,
          t: Math.floor(clock().getTime() / 1_000),
          ...raw,
          from: chatId,
        },
        client(),
      );
      if (media) client().media.set(message.id._serialized, media);
      const answer = next(screens().length);
      client().emit('message', message);
      return answer;
    }
    const file = (type: string, bytes: Buffer, mimetype: string, filename?: string) =>
      send(
        { type, directPath: '/v/t62', mimetype, size: bytes.length, ...(filename && { filename }) },
        new library.MessageMedia(mimetype, bytes.toString('base64'), filename ?? null, bytes.length),
      );

    return {
      chatId,
      /** Each resolves with the text that answers it. */
      says: (text: string) => send({ type: 'chat', body: text }),
      sendsPhoto: (bytes: Buffer) => file('image', bytes, 'image/jpeg'),
      sendsDocument: (bytes: Buffer, name: string, mimeType: string) => file('document', bytes, mimeType, name),
      sendsLocation: (lat: number, lng: number) => send({ type: 'location', lat, lng }),
      /** A photo whose download fails. */
      sendsLostPhoto: () => send({ type: 'image', directPath: '/v/t62', mimetype: 'image/jpeg' }, 'broken'),
      /** Any other message of the page's model. */
      sends: send,
      /** Waits for a text that matches among all that were sent, such as a notice that follows later. */
      sees: (pattern: RegExp) => next(0, pattern),
      received,
      screens,
      lastScreen: (): string => screens().at(-1) ?? '',
      files: () => received().filter((sent) => sent.kind !== 'text'),
    };
  }

  return {
    vendor,
    timers: impatientTimers,
    client,
    clients: () => clients,
    user,
    /** Waits until the door has opened a client, and pairs it. */
    async connect(): Promise<void> {
      if (clients.length === 0) await opened;
      // The door attaches its listeners right after it was handed the client.
      while (client().listenerCount('ready') === 0) await new Promise((resolve) => setImmediate(resolve));
      client().emit('authenticated');
      client().emit('ready');
    },
    /** Emits without waiting for an answer. */
    emits: (event: string, ...values: unknown[]): void => void client().emit(event, ...values),
  };
}
