import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { brokenBodies, oddTexts, oddValues, otherMethods } from '../support/garbage.ts';
import { aNotification, postSigned, startLocalWhatsappCloud } from '../support/local-whatsapp-cloud.ts';
import { aPhone, allPolite, isPolite, isRefused, seeded, watchedProduct } from '../support/watched.ts';

const cloud = { token: 'cloud-token', phoneId: '77777', appSecret: 'app-secret' };
let meta: Awaited<ReturnType<typeof startLocalWhatsappCloud>>;
afterAll(() => meta.stop());
const product = watchedProduct(async () => {
  meta = await startLocalWhatsappCloud(cloud);
  return {
    WHATSAPP: 'cloud',
    WHATSAPP_CLOUD_TOKEN: cloud.token,
    WHATSAPP_CLOUD_PHONE_ID: cloud.phoneId,
    WHATSAPP_CLOUD_APP_SECRET: cloud.appSecret,
    WHATSAPP_CLOUD_VERIFY_TOKEN: 'verify-token',
    WHATSAPP_CLOUD_API_ROOT: meta.root,
  };
});

describe('WhatsApp by the Cloud API', () => {
  const path = '/webhooks/whatsapp';
  const give = (body: unknown, signature?: string): Promise<Response> =>
    postSigned(
      `${product().baseUrl}${path}`,
      typeof body === 'string' ? body : JSON.stringify(body),
      cloud.appSecret,
      signature,
    );
  const said = (content: object) =>
    aNotification(cloud.phoneId, {
      messages: [{ from: aPhone().slice(1), id: `wamid.${randomUUID()}`, timestamp: '1', ...content }],
    });
  const isTaken = async (what: string, body: unknown): Promise<void> => {
    const answer = await give(body);
    isPolite(what, { status: answer.status, text: await answer.text() });
  };
  afterEach(async () => {
    const phone = aPhone().slice(1);
    const hello = { messages: [{ from: phone, id: `wamid.${randomUUID()}`, type: 'text', text: { body: 'bonjour' } }] };
    expect((await give(aNotification(cloud.phoneId, hello))).status).toBe(200);
    await expect.poll(() => meta.sent.some(({ to }) => to.endsWith(phone))).toBe(true);
  });

  it('refuses what bears no signature, or another', async () => {
    const body = JSON.stringify(said({ type: 'text', text: { body: 'x' } }));
    for (const signature of ['', 'sha256=', `sha256=${'0'.repeat(64)}`, 'sha1=abc', 'é', 'sha256=__proto__'])
      expect((await give(body, encodeURI(signature))).status).toBe(401);
    await allPolite(brokenBodies.map(([what, sent]) => [what, { path, ...sent }]));
  });

  it('refuses other methods and hand-shakes that do not know the word', async () => {
    for (const method of otherMethods.filter((one) => one !== 'OPTIONS')) await isRefused(method, { method, path });
    for (const query of [
      'hub.mode=subscribe',
      'hub.mode=subscribe&hub.verify_token[$ne]=1&hub.challenge=1',
      'hub.mode=subscribe&hub.verify_token=x&hub.verify_token=verify-token&hub.challenge=1',
      '%=%',
    ])
      await isRefused(query, { method: 'GET', path: `${path}?${query}` });
  });

  it('takes signed nonsense without falling over it', async () => {
    for (const body of ['', 'null', '{', '[]', '"x"', '\0', '['.repeat(20_000)]) await isTaken(body.slice(0, 10), body);
    for (const type of [
      'text',
      'image',
      'document',
      'location',
      'interactive',
      'button',
      'contacts',
      'order',
      'reaction',
      'system',
      'unsupported',
      'unknown',
      'of_next_year',
    ]) {
      await isTaken(type, said({ type }));
      for (const [what, odd] of oddValues) await isTaken(`${type} ${what}`, said({ type, [type]: odd }));
    }
    for (const [what, odd] of oddTexts) {
      await isTaken(what, said({ type: 'text', text: { body: odd } }));
      await isTaken(
        what,
        said({
          type: 'interactive',
          interactive: { type: 'button_reply', button_reply: { id: odd.slice(0, 256), title: odd } },
        }),
      );
    }
    for (const [what, odd] of oddValues)
      await isTaken(what, aNotification(cloud.phoneId, { messages: [odd], statuses: [odd] }));
  }, 30_000);

  it('takes any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (whole, part) => {
        await isTaken('a notification', whole);
        await isTaken('a message', said({ type: 'text', text: part }));
        await isTaken('statuses', aNotification(cloud.phoneId, { statuses: [part] }));
      }),
      seeded(40),
    );
  });
});
