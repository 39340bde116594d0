import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { brokenBodies, oddPaths, oddValues, otherMethods, send } from '../support/garbage.ts';
import type { Answered, Sent } from '../support/garbage.ts';
import { message, shifted, updates } from '../support/odd-updates.ts';
import { aChat, isPolite, isRefused, json, seeded, watchedProduct } from '../support/watched.ts';

const hookSecret = 'telegram-hook-secret';
const product = watchedProduct(() => ({ TELEGRAM_WEBHOOK_SECRET: hookSecret }));

describe('Telegram by webhook', () => {
  const path = '/webhooks/telegram';
  const signed = { ...json, 'x-telegram-bot-api-secret-token': hookSecret };
  const give = (update: unknown, headers: Record<string, string> = signed): Promise<Answered> =>
    send(product().baseUrl, { path, headers, body: JSON.stringify(update) });
  let number = 7_000;
  afterEach(async () => {
    const id = aChat();
    product().telegram.user(id);
    expect((await give({ update_id: (number += 1), message: message(id, { text: '/start' }) })).status).toBe(200);
    expect((await product().telegram.user(id).lastScreen()).buttons).toContain('English');
  });

  it('refuses who does not know the secret', async () => {
    const good = { update_id: 1, message: message(1, { text: '/start' }) };
    for (const secret of ['', 'x', hookSecret.slice(1), `${hookSecret}x`, 'é'.repeat(3), '{"$ne":""}'])
      expect((await give(good, { ...json, 'x-telegram-bot-api-secret-token': encodeURI(secret) })).status).toBe(401);
    expect((await give(good, json)).status).toBe(401);
  });

  it('refuses broken bodies, other methods and other paths', async () => {
    const bearing = (sent: Omit<Sent, 'path'>): Sent => ({
      ...sent,
      path,
      headers: { ...sent.headers, 'x-telegram-bot-api-secret-token': hookSecret },
    });
    for (const [what, sent] of brokenBodies) await isRefused(what, bearing(sent));
    for (const method of otherMethods.filter((one) => one !== 'OPTIONS')) await isRefused(method, bearing({ method }));
    for (const end of oddPaths.filter((one) => !one.startsWith('/?')))
      await isRefused(end, { ...bearing({}), path: path + end });
  });

  it('confirms every kind of update and refuses what has no number', async () => {
    for (const [what, update] of updates(1)) {
      const answer = await give({ ...shifted(update, aChat()), update_id: (number += 1) });
      isPolite(what, answer);
      expect(answer.status, what).toBe(200);
    }
    for (const [what, odd] of oddValues.filter(([one]) => one !== 'zero'))
      isPolite(what, await give({ update_id: odd }));
  }, 30_000);

  it('takes any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (whole, part) => {
        isPolite('an update', await give(whole));
        isPolite('a message', await give({ update_id: (number += 1), message: part }));
        isPolite('a press', await give({ update_id: (number += 1), callback_query: part }));
      }),
      seeded(60),
    );
  });
});
