import { setTimeout as sleep } from 'node:timers/promises';
import type { Receive } from '../../core/dialog/types.ts';
import type { Speak } from '../../core/dialog/words.ts';
import type { Door } from '../../core/door.ts';
import { LisoloError } from '../../core/errors.ts';
import type { FileService } from '../../core/files/types.ts';
import type { IdentityService } from '../../core/identity/types.ts';
import type { Log } from '../../core/log.ts';
import type { Deliver, NotificationService } from '../../core/notifications/types.ts';
import { setCommandMenu } from './commands.ts';
import { describeError, hasCode } from './errors.ts';
import { createLanes } from './lanes.ts';
import { createMediaFetcher } from './media.ts';
import type { Pace } from './pace.ts';
import { createPoller } from './poll.ts';
import type { PollState } from './poll.ts';
import { privateChatOf } from './receive.ts';
import { render } from './render.ts';
import { createSender } from './send.ts';
import { createTurns } from './turns.ts';
import { wantedUpdates } from './update.ts';
import type { Update } from './update.ts';
import { deriveSecret, mountWebhook, webhookPath } from './webhook.ts';

export interface TelegramConfig {
  /** From @BotFather; the door is off without it. */
  readonly token?: string | undefined;
  /** A Bot API server of one's own; Telegram's by default. */
  readonly apiRoot?: string | undefined;
  /** Where the world reaches this process; a webhook needs https. */
  readonly publicUrl?: string | undefined;
  /** Set, it asks for the webhook; otherwise it is derived from the token when publicUrl is https. */
  readonly webhookSecret?: string | undefined;
}

export interface TelegramDoorOptions {
  readonly config: TelegramConfig;
  readonly receive: Receive;
  readonly speak: Speak;
  readonly files: Pick<FileService, 'put' | 'read'>;
  readonly notifications: Pick<NotificationService, 'registerRoute'>;
  readonly identity?: Pick<IdentityService, 'callerFor' | 'markBlocked'>;
  readonly log: Log;
  /** Flood limits; Telegram's own advice by default. */
  readonly pace?: Pace;
  /** Pauses after failures, in milliseconds. */
  readonly backOff?: readonly number[];
  readonly longPollSeconds?: number;
  /** How long stop() waits for what is under way, in milliseconds. */
  readonly stopWithinMs?: number;
}

/** The door to Telegram: long polling, or a webhook when there is a public https address. */
export function createTelegramDoor(options: TelegramDoorOptions): Door {
  const { token } = options.config;
  if (token) return createOpenDoor(options, token);
  return {
    name: 'telegram',
    status: () => ({ on: false, why: 'TELEGRAM_TOKEN is not set' }),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}

const usesWebhook = ({ publicUrl, webhookSecret }: TelegramConfig): boolean =>
  webhookSecret !== undefined || publicUrl?.startsWith('https://') === true;

function createOpenDoor(options: TelegramDoorOptions, token: string): Door {
  const { config, speak, files, identity, log, backOff, stopWithinMs = 2_000 } = options;
  const timing = backOff ? { backOff } : {};
  const apiRoot = config.apiRoot?.replace(/\/+$/, '') ?? 'https://api.telegram.org';
  const sender = createSender({ token, apiRoot, files, ...(options.pace ? { pace: options.pace } : {}), ...timing });
  const { api } = sender;
  const fetchMedia = createMediaFetcher({ api, token, apiRoot, files });
  const turns = createTurns({ receive: options.receive, speak, sender, fetchMedia, identity, log, ...timing });
  const lanes = createLanes();
  const stopping = new AbortController();
  const secret = config.webhookSecret ?? deriveSecret(token);
  const webhook = usesWebhook(config);
  let username = 'the bot';
  let status = { on: true, why: 'connecting to Telegram' };

  /** Updates of one chat in order, of different chats side by side. */
  const take = (update: Update): Promise<void> => {
    if (stopping.signal.aborted) return Promise.reject(new LisoloError('unavailable', { reason: 'stopping' }));
    return lanes.run(String(privateChatOf(update) ?? `update ${update.update_id}`), () => turns.take(update));
  };

  const onState = (state: PollState, error?: unknown): void => {
    const before = status.why;
    status = { on: state !== 'refused', why: statusLine(state, username, webhook) };
    if (status.why !== before && state !== 'polling')
      log.warn({ why: describeError(error) }, `Telegram: ${status.why}`);
    else if (status.why !== before) log.info(`Telegram: ${status.why}`);
  };

  const poller = createPoller({
    api,
    take,
    onState,
    ...timing,
    ...(options.longPollSeconds === undefined ? {} : { longPollSeconds: options.longPollSeconds }),
  });

  const deliver: Deliver = async (address, message) => {
    if (!/^\d+$/.test(address)) throw new LisoloError('vendor_refused', { reason: 'not a chat' });
    const { messageId } = await sender.notice(address, render(message, speak));
    return messageId === undefined ? {} : { providerId: String(messageId) };
  };
  options.notifications.registerRoute('telegram', deliver);

  async function introduce(): Promise<void> {
    username = `@${(await api.getMe()).username}`;
    if (!webhook) await api.deleteWebhook();
    // With a secret and no address, whoever runs the product has told Telegram the address.
    else if (config.publicUrl) {
      const url = `${config.publicUrl.replace(/\/+$/, '')}${webhookPath}`;
      await api.setWebhook(url, { secret_token: secret, allowed_updates: wantedUpdates });
    }
    // The menu is a convenience: people are answered without it.
    await setCommandMenu(api, speak).catch((error: unknown) =>
      log.warn({ why: describeError(error) }, 'Telegram: no command menu'),
    );
  }

  async function connect(): Promise<void> {
    const pauses = backOff ?? [1_000, 2_000, 5_000, 10_000, 30_000];
    for (let failures = 0; !stopping.signal.aborted; failures += 1) {
      try {
        await introduce();
        onState('polling');
        if (!webhook) poller.start();
        return;
      } catch (error) {
        const refused = hasCode(error, 401) || hasCode(error, 404);
        onState(refused ? 'refused' : 'out of reach', error);
        if (refused) return;
        const pause = pauses[Math.min(failures, pauses.length - 1)];
        await sleep(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      }
    }
  }

  return {
    name: 'telegram',
    status: () => status,
    ...(webhook ? { mount: (http) => mountWebhook(http, secret, take) } : {}),
    async start() {
      // Telegram may be out of reach for long; the start-up banner waits for its answer a moment only.
      await Promise.race([connect(), sleep(1_000, undefined, { ref: false })]);
    },
    async stop() {
      stopping.abort();
      turns.hurry();
      sender.hurry();
      const patience = sleep(stopWithinMs, undefined, { ref: false });
      await Promise.all([poller.stop(stopWithinMs), Promise.race([lanes.idle(), patience])]);
      status = { on: false, why: 'stopped' };
    },
  };
}

function statusLine(state: PollState, username: string, webhook: boolean): string {
  if (state === 'polling') return `${webhook ? 'webhook' : 'polling'} as ${username}`;
  if (state === 'conflict') return 'another process polls with the same TELEGRAM_TOKEN; trying again';
  if (state === 'refused') return 'Telegram refuses TELEGRAM_TOKEN';
  return 'Telegram is out of reach; trying again';
}
