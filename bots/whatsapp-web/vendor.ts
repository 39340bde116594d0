import type { Client, Message, MessageMedia, MessageSendOptions } from 'whatsapp-web.js';
import { freeProfile } from './profile.ts';
import { findBrowser } from './browser.ts';

/** The events of the library that this door listens to. */
export interface VendorEvents {
  readonly qr: (code: string) => void;
  readonly loading_screen: (percent: unknown) => void;
  readonly authenticated: () => void;
  readonly auth_failure: (message: string) => void;
  readonly ready: () => void;
  readonly message: (message: Message) => void;
  readonly disconnected: (reason: string) => void;
}

/** The part of the library's client that this door uses. */
export interface VendorClient {
  on<E extends keyof VendorEvents>(event: E, listener: VendorEvents[E]): unknown;
  removeAllListeners(): unknown;
  /** Rejects without network. */
  initialize(): Promise<void>;
  getState(): Promise<string | null>;
  sendMessage(
    chatId: string,
    content: string | MessageMedia,
    options?: MessageSendOptions,
  ): Promise<{ readonly id: { readonly _serialized: string } } | null | undefined>;
  getContactLidAndPhone(ids: string[]): Promise<{ readonly lid: string; readonly pn: string }[]>;
  destroy(): Promise<void>;
}

/** The library, as far as this door needs it. */
export interface Vendor {
  /** A client that is not started yet. Rejects when there is no browser. */
  open(): Promise<VendorClient>;
  media(mimeType: string, bytes: Buffer, name: string): Promise<MessageMedia>;
}

export interface VendorOptions {
  /** Folder of the session, kept over restarts. */
  readonly folder: string;
  readonly browserPath?: string;
  /** A stored page in place of the live one; its file is `<version>.html`. */
  readonly storedPage?: { readonly folder: string; readonly version: string };
}

/** Loads the library on first use: it brings puppeteer along, and start-up must not wait for that. */
const library = async () => (await import('whatsapp-web.js')).default;

const browserArguments = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--no-first-run'];

/** Members that the library has and its declarations leave out. */
interface Hidden {
  inject(): Promise<void>;
  initWebVersionCache(): Promise<void>;
}

interface HiddenAuth {
  logout(): Promise<void>;
}

/**
 * Closes the gaps through which the library could end our process or leave a browser behind. It calls `inject` from a
 * page event without catching, reads a response body the same way, and `destroy` does nothing while the browser is
 * still being started (src/Client.js: initialize, initWebVersionCache, destroy).
 */
function tame(client: Client, storedPage: boolean): VendorClient {
  const hidden = client as Client & Hidden;
  const original = {
    inject: hidden.inject.bind(client),
    initialize: client.initialize.bind(client),
    destroy: client.destroy.bind(client),
  };
  let started = false;
  let closed = false;
  const close = async (): Promise<void> => {
    closed = true;
    const killer = setTimeout(() => client.pupBrowser?.process()?.kill('SIGKILL'), 1_500);
    await original.destroy().catch(() => client.pupBrowser?.process()?.kill('SIGKILL'));
    clearTimeout(killer);
  };
  hidden.inject = () =>
    original.inject().catch((error: unknown) => {
      if (!started) throw error;
      if (!closed) client.emit('disconnected', 'PAGE_BROKEN');
    });
  if (!storedPage) hidden.initWebVersionCache = () => Promise.resolve();
  client.destroy = close;
  client.initialize = async () => {
    try {
      await original.initialize();
      started = true;
    } finally {
      if (closed) await close();
    }
  };
  return client;
}

/** The real library on a browser of the machine. */
export const createVendor = (options: VendorOptions): Vendor => ({
  async open() {
    const executablePath = findBrowser(options.browserPath);
    const { Client, LocalAuth } = await library();
    await freeProfile(`${options.folder}/session`);
    const auth = new LocalAuth({ dataPath: options.folder });
    const { logout } = auth as unknown as HiddenAuth;
    // After a log-out the library deletes the session inside a page event, where a failure would go uncaught.
    (auth as unknown as HiddenAuth).logout = () => logout.call(auth).catch(() => undefined);
    const client = new Client({
      authStrategy: auth,
      authTimeoutMs: 60_000,
      // Our own stop sequence handles signals; puppeteer's would end the process at once.
      puppeteer: {
        executablePath,
        args: browserArguments,
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      },
      ...(options.storedPage && {
        webVersion: options.storedPage.version,
        webVersionCache: { type: 'local', path: options.storedPage.folder, strict: true },
      }),
    });
    return tame(client, options.storedPage !== undefined);
  },

  async media(mimeType, bytes, name) {
    const { MessageMedia } = await library();
    return new MessageMedia(mimeType, bytes.toString('base64'), name, bytes.length);
  },
});
