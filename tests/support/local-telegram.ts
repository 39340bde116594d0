import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFaults, refuse, toApiError } from './local-telegram-faults.ts';
import type { Fault } from './local-telegram-faults.ts';
import { isFormFile, readParameters } from './local-telegram-form.ts';
import { BotApiError, checkCaption, checkCommands, checkMarkup, checkText } from './local-telegram-rules.ts';
import type { Parameters } from './local-telegram-rules.ts';
import { createLocalUser } from './local-telegram-user.ts';
import type { BotMessage, LocalFile, LocalUser, Post, UserOptions } from './local-telegram-user.ts';

export type { LocalUser, Screen } from './local-telegram-user.ts';

interface Update extends Record<string, unknown> {
  readonly update_id: number;
}

export interface Call {
  readonly method: string;
  readonly parameters: Parameters;
  readonly at: number;
}

export type LocalTelegram = Awaited<ReturnType<typeof createLocalTelegram>>;

/**
 * A Bot API server on this machine with people who write to the bot: the real methods, limits and refusals, long
 * polling and webhooks, and faults on demand.
 */
export async function createLocalTelegram({ token = '123456789:local-telegram-token-for-tests' } = {}) {
  const users = new Map<number, LocalUser>();
  const files = new Map<string, LocalFile>();
  const blocked = new Set<number>();
  const faults = createFaults();
  const calls: Call[] = [];
  const updates: Update[] = [];
  const confirmed = new Map<number, () => void>();
  const commands = new Map<string, unknown>();
  let webhook: { readonly url: string; readonly secret: string | undefined } | undefined;
  let poll: { end(reason: 'updates' | 'replaced' | 'gone'): void } | undefined;
  let sequence = 0;
  let updateId = 1_000;

  const next = () => (sequence += 1);

  // --- people -> bot

  function queue(update: Update): Promise<void> {
    if (webhook) return callWebhook(update);
    const done = new Promise<void>((resolve) => confirmed.set(update.update_id, resolve));
    updates.push(update);
    poll?.end('updates');
    return withDeadline(done, `update ${update.update_id} was never confirmed`);
  }

  async function callWebhook(update: Update): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const status = await postWebhook(update);
      if (status === 200) return;
      await sleep(20);
    }
    throw new Error(`update ${update.update_id} was never taken`);
  }

  async function postWebhook(update: Update): Promise<number> {
    const response = await fetch(webhook?.url ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': webhook?.secret ?? '' },
      body: JSON.stringify(update),
    });
    return response.status;
  }

  function createPost(): Post {
    let last: Update | undefined;
    return {
      deliver(content) {
        last = { update_id: (updateId += 1), ...content };
        return queue(last);
      },
      repeat: () => queue(last ?? { update_id: updateId }),
      now: next,
      newMessageId: next,
      keepFile,
    };
  }

  function keepFile(bytes: Buffer, name: string): LocalFile {
    const fileId = `file${next()}`;
    const file = { fileId, path: `documents/${fileId}-${encodeURIComponent(name)}`, bytes };
    files.set(fileId, file);
    return file;
  }

  // --- bot -> people

  function userOf(parameters: Parameters): LocalUser {
    const id = Number(parameters['chat_id']);
    const user = users.get(id);
    if (!user) throw new BotApiError(400, 'Bad Request: chat not found');
    if (blocked.has(id)) throw new BotApiError(403, 'Forbidden: bot was blocked by the user');
    return user;
  }

  function add(parameters: Parameters, content: { text: string; file?: BotMessage['file'] }): unknown {
    const user = userOf(parameters);
    const markup = checkMarkup(parameters['reply_markup']);
    const message = { id: next(), ...content, markup, changed: next(), edits: 0 } as BotMessage;
    user.inbox.add(message);
    return { message_id: message.id, date: 1_700_000_000, chat: { id: user.id, type: 'private' }, text: content.text };
  }

  function edit(parameters: Parameters, text: string | undefined): unknown {
    const user = userOf(parameters);
    const message = user.inbox.find(Number(parameters['message_id']));
    if (!message) throw new BotApiError(400, 'Bad Request: message to edit not found');
    if (message.markup?.keyboard ?? message.markup?.remove_keyboard)
      throw new BotApiError(400, "Bad Request: message can't be edited");
    if (text !== undefined && message.file)
      throw new BotApiError(400, 'Bad Request: there is no text in the message to edit');
    const markup = checkMarkup(parameters['reply_markup']);
    const isSame = (text ?? message.text) === message.text && JSON.stringify(markup) === JSON.stringify(message.markup);
    if (isSame) {
      throw new BotApiError(
        400,
        'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
    }
    // Losing its buttons is no news to the person; a new text is.
    if (text !== undefined) message.changed = next();
    message.text = text ?? message.text;
    message.markup = markup;
    message.edits += 1;
    return { message_id: message.id };
  }

  function addFile(kind: 'photo' | 'document', parameters: Parameters): unknown {
    const file = parameters[kind];
    if (!isFormFile(file)) throw new BotApiError(400, `Bad Request: there is no ${kind} in the request`);
    if (file.bytes.length === 0) throw new BotApiError(400, 'Bad Request: file must be non-empty');
    const text = checkCaption(parameters['caption']) ?? '';
    return add(parameters, { text, file: { kind, name: file.name, bytes: file.bytes } });
  }

  function getFile(parameters: Parameters): unknown {
    const file = files.get(String(parameters['file_id']));
    if (!file) throw new BotApiError(400, 'Bad Request: invalid file_id');
    if (file.bytes.length > 20 * 1024 * 1024) throw new BotApiError(400, 'Bad Request: file is too big');
    return {
      file_id: file.fileId,
      file_unique_id: `u${file.fileId}`,
      file_size: file.bytes.length,
      file_path: file.path,
    };
  }

  async function getUpdates(parameters: Parameters, response: ServerResponse): Promise<unknown> {
    if (webhook)
      throw new BotApiError(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    poll?.end('replaced');
    confirmBefore(Number(parameters['offset'] ?? 0));
    if (updates.length === 0) await waitForUpdates(Number(parameters['timeout'] ?? 0), response);
    return updates.slice(0, Number(parameters['limit'] ?? 100));
  }

  function confirmBefore(offset: number): void {
    while (updates[0] && updates[0].update_id < offset) {
      const { update_id } = updates.shift() as Update;
      confirmed.get(update_id)?.();
      confirmed.delete(update_id);
    }
  }

  async function waitForUpdates(seconds: number, response: ServerResponse): Promise<void> {
    const ended = await new Promise<'updates' | 'replaced' | 'gone'>((resolve) => {
      const timer = setTimeout(() => resolve('updates'), seconds * 1_000);
      poll = { end: (reason) => (clearTimeout(timer), resolve(reason)) };
      response.on('close', () => (clearTimeout(timer), resolve('gone')));
    });
    if (ended === 'replaced')
      throw new BotApiError(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      );
    poll = undefined;
  }

  const methods: Record<string, (parameters: Parameters, response: ServerResponse) => unknown> = {
    getMe: () => ({ id: 123456789, is_bot: true, first_name: 'Lisolo', username: 'lisolo_test_bot' }),
    getUpdates,
    getFile,
    sendMessage: (parameters) => add(parameters, { text: checkText(parameters['text']) }),
    sendPhoto: (parameters) => addFile('photo', parameters),
    sendDocument: (parameters) => addFile('document', parameters),
    editMessageText: (parameters) => edit(parameters, checkText(parameters['text'])),
    editMessageReplyMarkup: (parameters) => edit(parameters, undefined),
    answerCallbackQuery: () => true,
    setMyCommands(parameters) {
      checkCommands(parameters['commands']);
      commands.set((parameters['language_code'] as string | undefined) ?? '', parameters['commands']);
      return true;
    },
    setWebhook(parameters) {
      const url = String(parameters['url']);
      const isLocal = url.startsWith('http://127.0.0.1');
      if (!isLocal && !url.startsWith('https://'))
        throw new BotApiError(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook');
      webhook = { url, secret: parameters['secret_token'] as string | undefined };
      return true;
    },
    deleteWebhook: () => ((webhook = undefined), true),
  };

  // --- the server

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, kind, secret, ...rest] = new URL(request.url ?? '', 'http://local').pathname.split('/');
    if (kind === 'file' && secret === `bot${token}`) return sendFile(rest.map(decodeURIComponent).join('/'), response);
    const method = secret ?? '';
    const known = methods[method];
    if (kind !== `bot${token}`) return refuse(response, new BotApiError(401, 'Unauthorized'));
    if (!known) return refuse(response, new BotApiError(404, 'Not Found'));
    const parameters = await readParameters(request);
    calls.push({ method, parameters, at: Date.now() });
    const fault = faults.take(method);
    if (fault && 'code' in fault) return refuse(response, toApiError(fault));
    if (fault?.drop === 'before') return void response.socket?.destroy();
    try {
      const result = await known(parameters, response);
      if (fault?.drop === 'after') response.socket?.destroy();
      else response.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: true, result }));
    } catch (error) {
      if (!(error instanceof BotApiError)) throw error;
      refuse(response, error);
    }
  }

  function sendFile(path: string, response: ServerResponse): void {
    const fault = faults.take('download');
    const file = [...files.values()].find((one) => decodeURIComponent(one.path) === path);
    if (fault && 'drop' in fault) return void response.socket?.destroy();
    if (fault && 'code' in fault) return void response.writeHead(fault.code).end();
    if (!file) return void response.writeHead(404).end();
    response.end(file.bytes);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(JSON.stringify({ ok: false, error_code: 500, description: String(error) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    token,
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** All calls of the bot, in order. */
    calls: calls as readonly Call[],
    callsOf: (method: string) => calls.filter((call) => call.method === method),
    /** The command menus by language code; '' is the default. */
    commands: commands as ReadonlyMap<string, unknown>,
    webhook: () => webhook,
    /** The person with that id, the same each time. */
    user(id: number, options: UserOptions = {}): LocalUser {
      const user = users.get(id) ?? createLocalUser(id, createPost(), options);
      users.set(id, user);
      return user;
    },
    /** Any update as it stands, numbered here. Resolves when the bot has confirmed it. */
    deliver: (content: Record<string, unknown>) => queue({ update_id: (updateId += 1), ...content }),
    /** The next `times` calls of a method (`download` for files) go wrong. */
    fail(method: string, fault: Fault, times = 1): void {
      faults.plan(method, fault, times);
    },
    async blocks(id: number): Promise<void> {
      blocked.add(id);
      await this.deliver(toMembership(id, 'kicked'));
    },
    /** Blocks without telling the bot, as when the notice about it was missed. */
    blocksSilently: (id: number) => void blocked.add(id),
    async unblocks(id: number): Promise<void> {
      blocked.delete(id);
      await this.deliver(toMembership(id, 'member'));
    },
    /** Updates that the bot has not confirmed. */
    waiting: () => updates.length,
    async close(): Promise<void> {
      poll?.end('gone');
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const toMembership = (id: number, status: string) => ({
  my_chat_member: {
    chat: { id, type: 'private' },
    from: { id, is_bot: false, first_name: 'Person' },
    date: 1_700_000_000,
    old_chat_member: { status: status === 'kicked' ? 'member' : 'kicked' },
    new_chat_member: { status },
  },
});

async function withDeadline(work: Promise<void>, complaint: string): Promise<void> {
  const late = new AbortController();
  const timer = sleep(45_000, 'late', { signal: late.signal }).catch(() => 'done');
  const first = await Promise.race([work, timer]);
  late.abort();
  if (first === 'late') throw new Error(complaint);
}
