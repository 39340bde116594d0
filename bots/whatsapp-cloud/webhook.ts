import { createHmac, timingSafeEqual } from 'node:crypto';
import express, { type Express, type Request, type Response } from 'express';
import { isSecret } from '../../core/hash.ts';
import { parseNotification, type CloudMessage, type CloudStatus } from './payload.ts';

export const webhookPath = '/webhooks/whatsapp';

/** Whether the raw bytes bear the app's signature: `X-Hub-Signature-256: sha256=<hex>`. */
export function isSigned(bytes: Buffer, header: string | undefined, appSecret: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`sha256=${createHmac('sha256', appSecret).update(bytes).digest('hex')}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function toJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Adds the routes that WhatsApp calls. `take` resolves when the message is safely stored and rejects when WhatsApp
 * should bring it again.
 */
export function mountWebhook(
  http: Express,
  deps: {
    readonly verifyToken: string;
    readonly appSecret: string;
    readonly phoneId: string;
    readonly take: (message: CloudMessage) => Promise<void>;
    readonly note: (status: CloudStatus) => void;
  },
): void {
  http.get(webhookPath, (request, response) => {
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = request.query;
    const right = mode === 'subscribe' && isSecret(token, deps.verifyToken) && typeof challenge === 'string';
    if (right) response.type('text/plain').send(challenge);
    else response.sendStatus(403);
  });

  const hear = async (request: Request, response: Response): Promise<void> => {
    // The signature covers the bytes, so no parser may have touched them.
    const bytes: unknown = request.body;
    if (!Buffer.isBuffer(bytes)) return void response.sendStatus(400);
    if (!isSigned(bytes, request.get('x-hub-signature-256'), deps.appSecret)) return void response.sendStatus(401);
    const body = toJson(bytes);
    if (body === undefined) return void response.sendStatus(400);
    const { messages, statuses } = parseNotification(body, deps.phoneId);
    statuses.forEach(deps.note);
    const taken = await Promise.allSettled(messages.map(deps.take));
    response.sendStatus(taken.some(({ status }) => status === 'rejected') ? 503 : 200);
  };
  http.post(webhookPath, express.raw({ type: () => true, limit: '3mb' }), hear);
}
