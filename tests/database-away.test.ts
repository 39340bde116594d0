import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../core/log.ts';
import { databaseOnALine } from './support/database-line.ts';
import { createSimulatorClient } from './support/local-simulator.ts';
import { startProduct } from './support/product.ts';
import type { Product } from './support/product.ts';

let line: Awaited<ReturnType<typeof databaseOnALine>>;
let product: Product;
beforeAll(async () => {
  // Long enough for a start on a machine that has much else to do.
  line = await databaseOnALine(1_500);
  product = await startProduct({}, silentLog, undefined, line);
}, 180_000);
afterAll(() => product.stop());
afterEach(() => line.restore());

let people = 0;
const aPhone = (): string => `+24389${String((people += 1)).padStart(7, '0')}`;

interface Dialled {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}
function aCaller(phone = aPhone()): (text: string) => Promise<Dialled> {
  const sessionId = randomUUID();
  return async (text) => {
    const begin = performance.now();
    const body = new URLSearchParams({ sessionId, phoneNumber: phone, text });
    const response = await fetch(`${product.baseUrl}/ussd/africastalking`, { method: 'POST', body });
    return { status: response.status, text: await response.text(), ms: performance.now() - begin };
  };
}
const statusOf = async (path: string): Promise<number> => (await fetch(`${product.baseUrl}${path}`)).status;
const backAgain = (): Promise<void> =>
  expect.poll(() => statusOf('/readyz'), { timeout: 30_000, interval: 200 }).toBe(200);
/** What a step that nobody knows the fate of has left. */
const turnsOf = (phone: string): Promise<number> =>
  product.connection
    .collection('turns')
    .countDocuments({ _id: { $gt: `ussd:${phone}:`, $lt: `ussd:${phone};` } as never });

describe.each<[string, () => void]>([
  ['is out of reach', () => line.cut()],
  ['has fallen silent', () => line.fallSilent()],
])('while the database %s', (_how, goAway) => {
  it('every door apologises in time, and all goes on when it is back', async () => {
    const phone = aPhone();
    const dial = aCaller(phone);
    const first = await dial('');
    const swahili = aCaller();
    const choice = /^(\d)\. Kiswahili/m.exec((await swahili('')).text)?.[1] ?? '';
    expect((await swahili(choice)).text).toMatch(/^CON /);
    expect(first.text).toMatch(/^CON /);
    const chat = createSimulatorClient(product.baseUrl).user(aPhone());
    await chat.starts();
    const whatsapp = product.whatsapp.user(aPhone());
    await whatsapp.says('bonjour');
    const telegram = product.telegram.user(70_000 + people);
    await telegram.says('/start');

    goAway();
    const answers = Promise.all([
      dial('2'),
      aCaller()(''),
      swahili(`${choice}*1`),
      fetch(`${product.baseUrl}/simulator/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ as: chat.phone, messageId: randomUUID(), input: { kind: 'text', text: '2' } }),
      }),
      fetch(`${product.baseUrl}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'a@b.example', password: 'a-long-password' }),
      }),
    ]);
    const unread = whatsapp.screens().length;
    const heard = whatsapp.says('2');
    const asked = telegram.says('/start').catch(() => undefined);
    expect(await statusOf('/healthz')).toBe(200);
    expect(await statusOf('/readyz')).toBe(503);
    const [known, unknown, other, posted, login] = await answers;
    for (const { status, text, ms } of [known, unknown, other]) {
      expect(status).toBe(200);
      expect(text).toMatch(/^END \S/);
      expect(ms).toBeLessThan(10_000);
    }
    expect(unknown.text).toMatch(/Le service[^]*The service/);
    expect(other.text).toMatch(/^END Huduma/);
    expect(posted.status).toBe(503);
    expect(await posted.json()).toMatchObject({ error: 'unavailable' });
    expect([401, 503]).toContain(login.status);

    line.restore();
    await backAgain();
    expect(await heard).toMatch(/momentanément|réessayez/i);
    await asked;
    const again = await dial('2');
    expect(again.text).toMatch(/^CON /);
    expect(await turnsOf(phone)).toBe(2);
    expect((await aCaller()('')).text).toBe(first.text);
    expect((await chat.says('1')).text).not.toBe('');
    expect(await whatsapp.says('1')).not.toBe('');
    expect(whatsapp.screens().length).toBeGreaterThan(unread);
    await telegram.says('/start');
    expect((await telegram.lastScreen()).buttons).toContain('English');
  }, 180_000);
});
