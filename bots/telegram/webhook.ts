import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import { isSecret } from '../../core/hash.ts';
import { parseUpdate } from './update.ts';
import type { Update } from './update.ts';

export const webhookPath = '/webhooks/telegram';

/** The secret where none is set: known to every process that has the token, and to nobody else. */
export const deriveSecret = (token: string): string =>
  createHmac('sha256', token).update('lisolo telegram webhook').digest('hex');

/** Telegram gives up and repeats after a minute; an answer this late is sent although work goes on. */
const patienceMs = 20_000;

const checkSecret =
  (secret: string): RequestHandler =>
  (request, response, next) => {
    if (isSecret(request.get('X-Telegram-Bot-Api-Secret-Token'), secret)) next();
    else response.sendStatus(401);
  };

const takeUpdate =
  (take: (update: Update) => Promise<void>): RequestHandler =>
  async (request, response) => {
    const update = parseUpdate(request.body);
    if (update === undefined) return void response.sendStatus(400);
    const taken = take(update).then(
      () => true,
      () => false,
    );
    const late = new AbortController();
    const kept = await Promise.race([taken, sleep(patienceMs, true, { signal: late.signal, ref: false })]);
    late.abort();
    response.sendStatus(kept ? 200 : 503);
  };

/** Bodies that are no JSON, or too large, are the sender's fault. */
const refuse: ErrorRequestHandler = (error: { status?: number }, _request, response, _next) => {
  const status = error.status ?? 500;
  response.sendStatus(status >= 400 && status < 500 ? status : 503);
};

/** `POST /webhooks/telegram`. `take` rejects when Telegram should send the update again. */
export function mountWebhook(http: Express, secret: string, take: (update: Update) => Promise<void>): void {
  http.post(
    webhookPath,
    checkSecret(secret),
    express.json({ limit: '1mb', type: () => true }),
    takeUpdate(take),
    refuse,
  );
}
