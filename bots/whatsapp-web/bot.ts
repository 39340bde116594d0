import type { RequestHandler } from 'express';
import type { Connection as Database } from 'mongoose';
import { systemClock, type Clock } from '../../core/clock.ts';
import type { Receive } from '../../core/dialog/types.ts';
import type { Speak } from '../../core/dialog/words.ts';
import type { Door } from '../../core/door.ts';
import { LisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/types.ts';
import type { IdentityService } from '../../core/identity/index.ts';
import type { Log } from '../../core/log.ts';
import type { Deliver, NotificationService } from '../../core/notifications/types.ts';
import { createChatBook } from './chat-book.ts';
import { createConnection, type Connection, type LinkState, type Trouble } from './connection.ts';
import { createConversation } from './conversation.ts';
import { createDailyCap } from './daily-cap.ts';
import { createPacing } from './pacing.ts';
import { createPairing } from './pairing.ts';
import { createPersonalData } from './personal-data.ts';
import { render } from './render.ts';
import { createSender } from './send.ts';
import { systemTimers, within, type Timers } from './timers.ts';
import { createVendor, type Vendor } from './vendor.ts';

export interface WhatsappWebConfig {
  /** WHATSAPP=web. */
  readonly on: boolean;
  /** Folder of the session, kept over restarts: `<DATA_DIR>/whatsapp`. */
  readonly folder: string;
  /** WHATSAPP_BROWSER; the machine's Chromium by default. */
  readonly browserPath?: string | undefined;
  /** WHATSAPP_DAILY_CAP: messages a day; notices stop at 80 % of it. */
  readonly dailyCap: number;
}

export interface WhatsappWebDeps {
  readonly config: WhatsappWebConfig;
  readonly connection: Database;
  readonly receive: Receive;
  readonly speak: Speak;
  readonly files: FileService;
  /** Told what is held of a person here (A9). */
  readonly identity: Pick<IdentityService, 'byId' | 'register'>;
  readonly notifications: Pick<NotificationService, 'registerRoute'>;
  readonly log: Log;
  /** Lets through only who may pair the line: whoever scans the code owns it. */
  readonly protect: RequestHandler;
  /** Called when only a person can mend the connection. */
  readonly onTrouble?: (trouble: Trouble) => void;
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly random?: () => number;
  readonly print?: (text: string) => void;
  readonly vendor?: Vendor;
}

export interface WhatsappWebDoor extends Door {
  /** The code that waits to be scanned, if one does. */
  pairingQr(): { readonly png: Buffer; readonly at: Date } | undefined;
  /** Resolves when every message heard so far has been answered. */
  settled(): Promise<void>;
}

const finishWithinMs = 800;
const patienceMs = 60_000;

const told: Readonly<Record<LinkState, string>> = {
  idle: 'not started yet',
  starting: 'connecting',
  pairing: 'scan the code: in this terminal or at /whatsapp/pairing.png',
  authenticated: 'paired, getting ready',
  ready: 'connected',
  waiting: 'not connected, trying again',
  stopped: 'stopped',
};

function toStatus(on: boolean, connection: Connection): { on: boolean; why: string } {
  if (!on) return { on: false, why: 'WHATSAPP is not "web"' };
  const fault = connection.state() === 'waiting' ? connection.lastFault() : undefined;
  return { on: true, why: fault ? `${told.waiting}: ${fault}` : told[connection.state()] };
}

/** WhatsApp by a paired phone and a browser, without the official API. */
export function createWhatsappWebDoor(deps: WhatsappWebDeps): WhatsappWebDoor {
  const {
    config,
    connection: database,
    files,
    speak,
    timers = systemTimers,
    clock = systemClock,
    random = Math.random,
  } = deps;
  const log = deps.log.child({ door: 'whatsapp' });
  const print = deps.print ?? ((text: string) => void process.stdout.write(text));
  const vendor =
    deps.vendor ??
    createVendor({ folder: config.folder, ...(config.browserPath && { browserPath: config.browserPath }) });
  const tell = (trouble: Trouble): void => {
    log.error({ trouble: trouble.kind, detail: trouble.detail }, 'whatsapp needs the operator');
    deps.onTrouble?.(trouble);
  };

  const pairing = createPairing({ clock, print, log });
  const pacing = createPacing({ timers, random });
  const book = createChatBook({ connection: database, clock });
  const cap = createDailyCap({ connection: database, clock, cap: config.dailyCap });
  deps.identity.register(createPersonalData({ book, identity: deps.identity }));
  let cappedOn = '';
  const onCap = (): void => {
    const day = clock().toISOString().slice(0, 10);
    if (day === cappedOn) return;
    cappedOn = day;
    tell({ kind: 'daily_cap', detail: `${String(config.dailyCap)} messages a day` });
  };
  const connection = createConnection({
    open: () => vendor.open(),
    timers,
    random,
    log,
    onMessage: (message, client) => conversation.hear(message, client),
    onQr: pairing.show,
    onTrouble: tell,
  });
  const sender = createSender({ vendor, connection, files, pacing, cap, timers, log, onCap, patienceMs });
  const conversation = createConversation({
    receive: deps.receive,
    speak,
    files,
    book,
    pacing,
    sender,
    clock,
    timers,
    log,
  });

  const deliver: Deliver = async (address, message) => {
    const chatId = await book.chatOf(address);
    if (!chatId) throw new LisoloError('vendor_refused', { reason: 'this person never wrote to us' });
    if (connection.state() !== 'ready') throw new LisoloError('unavailable', { reason: 'not connected' });
    const id = await pacing.inTurn(chatId, () => sender.send(chatId, render(message, speak), 'notice'));
    return id === undefined ? {} : { providerId: id };
  };

  return {
    name: 'whatsapp-web',
    status: () => toStatus(config.on, connection),
    mount(http) {
      if (config.on) pairing.mount(http, deps.protect);
    },
    start() {
      if (!config.on) return Promise.resolve();
      deps.notifications.registerRoute('whatsapp', deliver);
      connection.start();
      return Promise.resolve();
    },
    async stop() {
      pacing.stop();
      await within(timers, finishWithinMs, pacing.settled());
      await connection.stop();
    },
    pairingQr: pairing.current,
    settled: pacing.settled,
  };
}
