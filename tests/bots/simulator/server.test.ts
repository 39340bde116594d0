import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPdf, aReply } from '../../support/sample-replies.ts';
import { aPicture } from '../../support/pictures.ts';
import { mado, setTheStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setTheStage();
});
afterAll(() => stage.close());

const post = (path: string, body: string | Uint8Array<ArrayBuffer>, type = 'application/json'): Promise<Response> =>
  fetch(`${stage.url}/simulator/api/${path}`, { method: 'POST', headers: { 'content-type': type }, body });
const message = (over: object): string =>
  JSON.stringify({ as: mado.phone, messageId: crypto.randomUUID(), input: { kind: 'start' }, ...over });
/** A phone of its own for each test. */
let next = 0;
const freshPhone = (): string => `+24382${String(1_000_000 + (next += 1))}`;

describe('the chat', () => {
  it('holds a dialog by text and buttons', async () => {
    const user = stage.client.user(freshPhone());
    expect((await user.says('tea:Bissap')).text).toContain('How many cups of Bissap?');
    expect((await user.says('2')).text).toContain('2 x Bissap');
    expect((await user.presses('Yes')).text).toContain('Ordered: 2 x Bissap.');
  });

  it('answers a repeated message the same, with no second effect', async () => {
    const user = stage.client.user(freshPhone());
    await user.says('tea:Menthe');
    const confirm = await user.says('3');
    const before = stage.house.orders.size;
    const press = message({
      as: user.phone,
      input: { kind: 'press', token: confirm.options.find(({ label }) => label === 'Yes')?.token },
    });
    const [first, second] = await Promise.all([post('messages', press), post('messages', press)]);
    expect(await first.json()).toEqual(await second.json());
    expect(stage.house.orders.size).toBe(before + 1);
  });

  it('stores an uploaded photo and gives it to the dialog, once per message', async () => {
    const photo = new Uint8Array(await aPicture());
    const query = new URLSearchParams({ as: freshPhone(), messageId: crypto.randomUUID() }).toString();
    const first = await post(`photos?${query}`, photo, 'image/jpeg');
    const second = await post(`photos?${query}`, photo, 'image/jpeg');
    expect(first.status).toBe(200);
    expect(await second.json()).toEqual(await first.json());
  });

  it('shows files through signed links of its own origin only', async () => {
    const file = await stage.files.put({ bytes: await aPicture('png'), name: 'preuve.png', owner: 'test' });
    const user = stage.client.user(freshPhone());
    const attachment = { kind: 'image', fileId: file.id, name: 'preuve.png', mimeType: 'image/png' } as const;
    await stage.deliver('simulator')(
      user.phone,
      aReply({ body: ['Voici'], attachments: [attachment] }),
      `n-${file.id}`,
    );
    const url = (await user.notice('Voici')).files[0]?.url ?? '';
    expect(url).toMatch(/^\/simulator\/api\/files\/[\w-]+$/);
    const shown = await fetch(`${stage.url}${url}`);
    expect(shown.headers.get('content-type')).toContain('image/');
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await fetch(`${stage.url}/simulator/api/files/${file.id}`)).status).toBe(400);
  });
});

describe('what comes by itself', () => {
  it('brings a notice once, however often it is delivered, and again to whoever missed it', async () => {
    const user = stage.client.user(freshPhone());
    const deliver = stage.deliver('simulator');
    const notice = aReply({ body: ['Paiement reçu'], attachments: [aPdf] });
    const sent = await Promise.all([1, 2, 3].map(() => deliver(user.phone, notice, `pay-${user.phone}`)));
    expect(new Set(sent.map(({ providerId }) => providerId)).size).toBe(1);
    expect((await user.notice('Paiement reçu')).files[0]?.name).toBe('quittance.pdf');
    expect((await user.notice('Paiement reçu')).text).toBe('Paiement reçu');
  });

  it('puts an SMS into the inbox of its phone and of no other', async () => {
    const [user, other] = [freshPhone(), freshPhone()];
    const link = { url: 'https://lisolo.example/f/abc', label: 'Quittance' };
    await stage.deliver('sms')(user, aReply({ body: ['Quittance :'], link }), `sms-${user}`);
    expect(await stage.client.user(user).sms('Quittance')).toBe('Quittance :\nhttps://lisolo.example/f/abc');
    const inbox = await fetch(`${stage.url}/simulator/api/inbox?as=${encodeURIComponent(other)}`);
    expect(await inbox.json()).toEqual([]);
  });

  it('asks the phone for its PIN and passes the answer to the sandbox', async () => {
    const user = stage.client.user(freshPhone());
    const ref = await stage.asksForMoney(user.phone);
    const prompt = await user.approvesPayment();
    expect(prompt).toMatchObject({ amountText: '50 000 FC', operator: 'Vodacom M-Pesa', reference: 'AM7F3K2' });
    expect((await stage.sandbox.status(ref))?.outcome).toBe('confirmed');
    const other = await stage.asksForMoney(user.phone);
    await user.refusesPayment();
    expect((await stage.sandbox.status(other))?.outcome).toBe('refused');
  });

  it('lets nobody approve the payment of another phone, nor without a PIN', async () => {
    const ref = await stage.asksForMoney(freshPhone());
    const stranger = await post(`payments/${ref}/approve`, JSON.stringify({ as: freshPhone(), pin: '1234' }));
    expect(stranger.status).toBe(404);
    for (const pin of [undefined, '', '12', '12345', 'abcd', 1234])
      expect((await post(`payments/${ref}/approve`, JSON.stringify({ as: mado.phone, pin }))).status).toBe(400);
    expect((await stage.sandbox.status(ref))?.outcome).toBe('pending');
  });
});

describe('the keypad phone', () => {
  it('dials the code, answers pages and counts their septets', async () => {
    const user = stage.client.user(freshPhone());
    const home = await user.dials('*384*123#');
    expect(home.end).toBe(false);
    expect(home.septets).toBeGreaterThan(0);
    expect(home.septets).toBeLessThanOrEqual(home.of);
    expect((await user.types('1')).text).toContain('Which tea?');
  });

  it('walks through answers dialled ahead', async () => {
    const user = stage.client.user(freshPhone());
    expect((await user.dials('*384*123*1*2#')).text).toContain('How many cups');
  });
});

describe('bad input', () => {
  const rubbish = [
    '',
    '{',
    'null',
    '[]',
    '"x"',
    '{}',
    message({ as: 'x' }),
    message({ as: { $ne: '' } }),
    message({ as: ['+243810000001'] }),
    message({ messageId: '../..' }),
    message({ messageId: { $gt: '' } }),
    message({ input: { kind: 'text', text: { $where: '1' } } }),
    message({ input: { kind: 'text', text: '' } }),
    message({ input: { kind: 'text', text: 'x'.repeat(10_000) } }),
    message({ input: { kind: 'location', latitude: 91, longitude: 0 } }),
    message({ input: { kind: 'location', latitude: null, longitude: 'NaN' } }),
    message({ input: { kind: 'dialled', sessionId: 'x', text: '' } }),
    message({ input: { kind: 'press', token: 'x'.repeat(65) } }),
    message({ extra: 1 }),
    '\u0000\u0001\u0002',
  ];

  it('is a 4xx with a sentence, never a 5xx', async () => {
    for (const path of ['messages', 'dial', 'payments/x/approve', 'payments/x/steal', 'nowhere'])
      for (const body of rubbish) {
        const response = await post(path, body);
        expect(response.status, `${path} ${body.slice(0, 60)}`).toBeGreaterThanOrEqual(400);
        expect(response.status, `${path} ${body.slice(0, 60)}`).toBeLessThan(500);
        expect(((await response.json()) as { message: string }).message).toMatch(/\w{3}/);
      }
  });

  it('names the field that is wrong, in the language of the page', async () => {
    const response = await fetch(`${stage.url}/simulator/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'en' },
      body: message({ as: '0810000001' }),
    });
    expect(await response.json()).toMatchObject({ error: 'invalid_input', field: 'as' });
  });

  it('refuses bodies that are too large, and files that are no pictures', async () => {
    expect((await post('messages', message({ input: { kind: 'text', text: 'x'.repeat(200_000) } }))).status).toBe(413);
    const query = new URLSearchParams({ as: mado.phone, messageId: crypto.randomUUID() }).toString();
    expect((await post(`photos?${query}`, new TextEncoder().encode('not a picture'), 'image/jpeg')).status).toBe(415);
    expect((await post(`photos?${query}`, new Uint8Array(13 * 1024 * 1024), 'image/jpeg')).status).toBe(413);
    expect((await post(`photos?${query}`, new Uint8Array(), 'image/jpeg')).status).toBe(400);
    expect((await post('photos', new Uint8Array([1]), 'image/jpeg')).status).toBe(400);
  });

  it('takes emoji, control characters and query operators as plain words', async () => {
    for (const text of ['🙏🏾', '\u0007\u200f', "'; DROP TABLE people; --", '{"$gt":""}', '<script>alert(1)</script>']) {
      const response = await post('messages', message({ as: freshPhone(), input: { kind: 'text', text } }));
      expect(response.status).toBe(200);
    }
  });

  it('is refused on the other routes too', async () => {
    for (const path of [
      'inbox',
      'payments',
      'events',
      'inbox?as=x',
      'events?as[$ne]=x',
      'files/..%2f..%2fetc',
      'files/%',
    ])
      expect((await fetch(`${stage.url}/simulator/api/${path}`)).status, path).toBeGreaterThanOrEqual(400);
  });
});

describe('the page', () => {
  it('is served with a policy that allows nothing from elsewhere and no inline script', async () => {
    for (const path of ['/simulator', '/simulator/', '/simulator/main.js', '/simulator/style.css']) {
      const response = await fetch(`${stage.url}${path}`);
      expect(response.status, path).toBe(200);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain('unsafe');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('etag')).toMatch(/\w/);
    }
  });

  it('tells who can be played, the code and the other doors', async () => {
    const setup = (await (await fetch(`${stage.url}/simulator/api/setup`)).json()) as Record<string, unknown>;
    expect(setup).toMatchObject({ ussdCode: '*384*123#', ussdPageSeptets: 160, people: [mado, { country: 'SN' }] });
  });

  it('is not there at all when the simulator is off', async () => {
    const off = await setTheStage({ on: false });
    try {
      for (const path of ['/simulator', '/simulator/api/setup', '/simulator/main.js'])
        expect((await fetch(`${off.url}${path}`)).status).toBe(404);
      expect(() => off.deliver('simulator')).toThrow('did not register');
    } finally {
      await off.close();
    }
  });
});
