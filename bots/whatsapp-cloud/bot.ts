import type { Connection } from 'mongoose';
import { systemClock, type Clock } from '../../core/clock.ts';
import type { Receive, Reply } from '../../core/dialog/types.ts';
import type { Speak } from '../../core/dialog/words.ts';
import type { Door } from '../../core/door.ts';
import { LisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/types.ts';
import type { IdentityService } from '../../core/identity/index.ts';
import type { Log } from '../../core/log.ts';
import type { NotificationService } from '../../core/notifications/types.ts';
import { createCloudApi, isWindowClosed } from './api.ts';
import { createConversation } from './conversation.ts';
import type { CloudStatus } from './payload.ts';
import { render } from './render.ts';
import { createSender } from './send.ts';
import { mountWebhook, webhookPath } from './webhook.ts';
import { createWindows } from './window.ts';

export interface WhatsappCloudConfig {
  /** WHATSAPP=cloud. */
  readonly on: boolean;
  /** WHATSAPP_CLOUD_TOKEN, of a system user. */
  readonly token?: string | undefined;
  /** WHATSAPP_CLOUD_PHONE_ID: WhatsApp's id of our number. */
  readonly phoneId?: string | undefined;
  /** WHATSAPP_CLOUD_APP_SECRET: signs what WhatsApp sends. */
  readonly appSecret?: string | undefined;
  /** WHATSAPP_CLOUD_VERIFY_TOKEN: typed into Meta's console. */
  readonly verifyToken?: string | undefined;
  /** WHATSAPP_CLOUD_API_ROOT; Meta's own by default. */
  readonly apiRoot?: string | undefined;
  /** WHATSAPP_CLOUD_TEMPLATE: an approved template whose body is one parameter, for notices after 24 hours. */
  readonly template?: string | undefined;
}

export interface WhatsappCloudDeps {
  readonly config: WhatsappCloudConfig;
  readonly connection: Connection;
  readonly receive: Receive;
  readonly speak: Speak;
  readonly files: FileService;
  /** Told what is held of a person here (A9). */
  readonly identity: Pick<IdentityService, 'byId' | 'register'>;
  readonly notifications: Pick<NotificationService, 'registerRoute'>;
  readonly log: Log;
  readonly clock?: Clock;
}

export interface WhatsappCloudDoor extends Door {
  /** Resolves when every message heard so far has been answered. */
  settled(): Promise<void>;
}

const metaRoot = 'https://graph.facebook.com/v23.0';
const finishWithinMs = 2_500;
const settings = {
  token: 'WHATSAPP_CLOUD_TOKEN',
  phoneId: 'WHATSAPP_CLOUD_PHONE_ID',
  appSecret: 'WHATSAPP_CLOUD_APP_SECRET',
  verifyToken: 'WHATSAPP_CLOUD_VERIFY_TOKEN',
} as const;

function closedDoor(why: string): WhatsappCloudDoor {
  const nothing = () => Promise.resolve();
  return {
    name: 'whatsapp-cloud',
    status: () => ({ on: false, why }),
    start: nothing,
    stop: nothing,
    settled: nothing,
  };
}

/** WhatsApp by the official Cloud API. Mount it before any body parser: the signature covers the raw bytes. */
export function createWhatsappCloudDoor(deps: WhatsappCloudDeps): WhatsappCloudDoor {
  const { token, phoneId, appSecret, verifyToken } = deps.config;
  if (!deps.config.on) return closedDoor('WHATSAPP is not "cloud"');
  if (!token || !phoneId || !appSecret || !verifyToken) {
    const missing = Object.entries(settings).flatMap(([key, name]) =>
      deps.config[key as keyof typeof settings] ? [] : [name],
    );
    return closedDoor(`${missing.join(', ')} not set`);
  }
  return openDoor(deps, { token, phoneId, appSecret, verifyToken });
}

function openDoor(
  deps: WhatsappCloudDeps,
  account: Required<{ [K in keyof typeof settings]: string }>,
): WhatsappCloudDoor {
  const { config, connection, speak, files, identity, clock = systemClock } = deps;
  const log = deps.log.child({ door: 'whatsapp' });
  const api = createCloudApi({ root: config.apiRoot ?? metaRoot, phoneId: account.phoneId, token: account.token });
  const windows = createWindows({ connection, clock, identity });
  const sender = createSender({ api, files, template: config.template, log });
  const conversation = createConversation({ receive: deps.receive, speak, files, api, windows, sender, log });
  identity.register(windows.personalData);
  let stopping = false;

  async function deliver(address: string, message: Reply): Promise<{ providerId?: string }> {
    const window = await windows.stateOf(address);
    if (window === 'never') throw new LisoloError('vendor_refused', { reason: 'this person never wrote to us' });
    const calls = render(message, speak);
    const id = await conversation.inTurn(address, async () => {
      if (window === 'closed') return sender.sendTemplate(address, calls, message.language);
      return sender.send(address, calls).catch((error: unknown) => {
        if (!isWindowClosed(error)) throw error;
        return sender.sendTemplate(address, calls, message.language);
      });
    });
    return id === undefined ? {} : { providerId: id };
  }

  const note = ({ id, status, errors }: CloudStatus): void => {
    if (status === 'failed') log.warn({ providerId: id, vendorCode: errors?.[0]?.code }, 'whatsapp could not deliver');
    else log.debug({ providerId: id, status }, 'whatsapp status');
  };

  return {
    name: 'whatsapp-cloud',
    status: () => ({ on: true, why: `webhook at ${webhookPath}` }),
    mount(http) {
      const take: typeof conversation.take = (message) =>
        stopping ? Promise.reject(new LisoloError('unavailable')) : conversation.take(message);
      mountWebhook(http, { ...account, take, note });
    },
    start() {
      deps.notifications.registerRoute('whatsapp', deliver);
      return Promise.resolve();
    },
    async stop() {
      stopping = true;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, finishWithinMs)));
      await Promise.race([conversation.settled(), late]);
      clearTimeout(timer);
    },
    settled: conversation.settled,
  };
}
