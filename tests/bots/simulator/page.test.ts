import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aReply } from '../../support/sample-replies.ts';
import { browserPath, hasBrowser, startBrowser, type TestBrowser, type Visit } from './browser.ts';
import { aissatou, mado, setTheStage, type Stage } from './stage.ts';

const title = hasBrowser ? 'the page' : `the page (skipped: no browser at ${browserPath}, set BROWSER_PATH)`;

/** Waits until the element's text contains the words. */
async function sees(page: Page, selector: string, words: string): Promise<void> {
  await page.waitForFunction(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].some((node) => node.textContent.replace(/\\s/g, ' ').includes(${JSON.stringify(words)}))`,
    { timeout: 8_000 },
  );
}
const look = <T>(page: Page, expression: string): Promise<T> => page.evaluate(expression) as Promise<T>;

/** Presses Tab until the focused element matches; fails after a whole round. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let steps = 0; steps < 90; steps += 1) {
    if (await look<boolean>(page, `document.activeElement.matches(${JSON.stringify(selector)})`)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} cannot be reached with the Tab key`);
}

describe.skipIf(!hasBrowser)(title, { timeout: 40_000 }, () => {
  let stage: Stage;
  let browser: TestBrowser;
  let visit: Visit;
  beforeAll(async () => {
    [stage, browser] = await Promise.all([setTheStage(), startBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });
  afterEach(async () => {
    const { faults } = visit;
    await visit.close();
    expect(faults, 'console errors and requests to elsewhere').toEqual([]);
  });

  it('holds a chat, dials the code and pays with the keyboard alone', async () => {
    visit = await browser.visit(stage.url);
    const { page } = visit;
    await tabTo(page, '.skip');
    await page.keyboard.press('Enter');
    await tabTo(page, '#chat-text');
    await page.keyboard.type('tea:Bissap');
    await page.keyboard.press('Enter');
    await sees(page, '.line.them', 'How many cups of Bissap?');
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await sees(page, '.line.them', '2 x Bissap');
    await page.keyboard.down('Shift');
    await tabTo(page, '.answer:not(.quiet)');
    await page.keyboard.up('Shift');
    while ((await look<string>(page, 'document.activeElement.textContent')) !== 'Yes') {
      await page.keyboard.down('Shift');
      await page.keyboard.press('Tab');
      await page.keyboard.up('Shift');
    }
    await page.keyboard.press('Enter');
    await sees(page, '.line.them', 'Ordered: 2 x Bissap.');

    await tabTo(page, '#phone-input');
    await page.keyboard.type('*384*123#');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#screen[data-view="page"]');
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await sees(page, '#screen', 'Which tea?');
    expect(await look<string>(page, `document.querySelector('#meter-text').textContent`)).toMatch(/^\d+ \/ 160/);
    await page.keyboard.press('Escape');
    await page.waitForSelector('#screen[data-view="idle"]');

    const ref = await stage.asksForMoney(mado.phone);
    await sees(page, '#screen', '50 000 FC');
    await tabTo(page, '#phone-input');
    await page.keyboard.type('4321');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#screen[data-view="end"]');
    expect((await stage.sandbox.status(ref))?.outcome).toBe('confirmed');
  });

  it('shows what comes by itself: a notice in the chat, an SMS with a badge', async () => {
    visit = await browser.visit(stage.url);
    const { page } = visit;
    await stage.deliver('simulator')(mado.phone, aReply({ body: ['Votre ticket est appelé'] }), 'page-notice');
    await stage.deliver('sms')(mado.phone, aReply({ body: ['Quittance AM-1'] }), 'page-sms');
    await sees(page, '.line.them', 'Votre ticket est appelé');
    await sees(page, '#open-sms .badge', '1');
    await page.click('#open-sms');
    await page.click('#screen .row');
    await sees(page, '#screen', 'Quittance AM-1');
    await page.waitForSelector('#open-sms .badge[hidden]');
  });

  it('takes up a lost USSD session where it stopped', async () => {
    visit = await browser.visit(stage.url);
    const { page } = visit;
    await page.click('#dial-code');
    await page.waitForSelector('#screen[data-view="page"]');
    await page.click('[data-key="1"]');
    await page.click('#key-call');
    await sees(page, '#screen', 'Which tea?');
    await page.click('#lose');
    await sees(page, '#screen', 'Réseau perdu');
    await page.click('#dial-code');
    await page.waitForSelector('#screen[data-view="page"]');
    await page.click('[data-key="1"]');
    await page.click('#soft-left');
    await sees(page, '#screen', 'Which tea?');
  });

  it('keeps what was typed as text, whatever it looks like', async () => {
    visit = await browser.visit(stage.url);
    const { page } = visit;
    await page.type('#chat-text', '<img src=x onerror=alert(1)>');
    await page.keyboard.press('Enter');
    await sees(page, '.line.me', '<img src=x onerror=alert(1)>');
    expect(await look<number>(page, `document.querySelectorAll('.line.me img').length`)).toBe(0);
  });

  it('starts afresh for another person, and for a number that is typed', async () => {
    visit = await browser.visit(stage.url);
    const { page } = visit;
    await page.type('#chat-text', 'tea:Menthe');
    await page.keyboard.press('Enter');
    await sees(page, '.line.them', 'Menthe');
    await page.click('#countries button:nth-child(2)');
    await page.click('.people li:first-child button');
    await page.waitForSelector('.welcome');
    await sees(page, '#screen', aissatou.phone);
    await page.type('#other-phone', '12');
    await page.keyboard.press('Enter');
    await sees(page, '#other-fault', '+243');
    await page.$eval('#other-phone', (node) => ((node as unknown as { value: string }).value = ''));
    await page.type('#other-phone', '+243 99 000 00 77');
    await page.keyboard.press('Enter');
    await sees(page, '#screen', '+243990000077');
  });

  it('sends a photo after showing it, with what was typed beneath it, and a place picked from the list', async () => {
    visit = await browser.visit(stage.url);
    const { page } = visit;
    await page.type('#chat-text', 'Une rue noire');
    const field = await page.$('input[type=file]');
    await (field as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(
      'node_modules/swagger-ui-dist/favicon-32x32.png',
    );
    await page.waitForSelector('#photo-dialog[open] img');
    await page.click('#photo-send');
    await page.waitForSelector('.line.me img');
    await sees(page, '.line.me', 'Une rue noire');
    expect(await page.$eval('#chat-text', (text) => (text as unknown as { value: string }).value)).toBe('');
    await page.waitForSelector('.line.them:not(.typing)');
    await page.click('#place');
    await page.click('.place');
    await sees(page, '.line.me', 'Gombe');
  });

  it('sends a drawn photo with one click, and shows the whole answer below it', async () => {
    visit = await browser.visit(stage.url);
    const { page } = visit;
    await page.waitForSelector('#tries img[src$="plate-cd.jpg"]');
    await page.click('#tries li:first-child button');
    await page.waitForSelector('.line.me img');
    await page.waitForSelector('.line.them:not(.typing)');
    const hidden = `(() => { const box = document.querySelector('#chat-scroll'); return box.scrollHeight - box.scrollTop - box.clientHeight; })()`;
    await page.waitForFunction(`${hidden} < 2`, { timeout: 8_000 });
  });

  it('sends again what had failed, even after the page was loaded anew', async () => {
    visit = await browser.visit(stage.url);
    const { page } = visit;
    // Before the page reads it, and so that the page before cannot write over it.
    await page.evaluateOnNewDocument(`localStorage.setItem('lisolo.chat.${mado.phone}', JSON.stringify([
      { id: 'failed-before', from: 'me', at: Date.now(), state: 'failed', text: 'tea:Bissap', input: { kind: 'text', text: 'tea:Bissap' } },
      { id: 'nfailed-before', from: 'note', at: Date.now(), text: 'Le serveur ne répond pas.' },
      { id: 'photo-before', from: 'me', at: Date.now(), state: 'failed', fileName: 'gone.jpg' },
    ]))`);
    await page.reload();
    await page.waitForSelector('.retry');
    expect(await look<number>(page, `document.querySelectorAll('.retry').length`)).toBe(1);
    await page.click('.retry');
    await sees(page, '.line.them', 'How many cups of Bissap?');
    expect(await look<number>(page, `document.querySelectorAll('.retry, .note').length`)).toBe(0);
  });

  it('keeps a reference number on one line', async () => {
    visit = await browser.visit(stage.url);
    const { page } = visit;
    await page.type('#chat-text', 'Q-CD-2026-0000006 et CD-2026-0001108.');
    await page.keyboard.press('Enter');
    await sees(page, '.line.me .reference', 'CD-2026-0001108');
    await sees(page, '.line.me', 'Q-CD-2026-0000006 et CD-2026-0001108.');
    expect(await look<string>(page, `getComputedStyle(document.querySelector('.line.me .reference')).whiteSpace`)).toBe(
      'nowrap',
    );
  });

  it('begins in the language of the browser', async () => {
    visit = await browser.visit(stage.url, { language: 'en-GB' });
    await sees(visit.page, '.notice', 'neither the money');
  });

  it('speaks English on request and remembers it', async () => {
    visit = await browser.visit(stage.url);
    const { page } = visit;
    await page.click('[data-language="en"]');
    await sees(page, '#tab-phone, .notice', 'neither the money');
    await page.reload();
    await page.waitForSelector('body[data-ready="yes"]');
    expect(await look<string>(page, 'document.documentElement.lang')).toBe('en');
  });

  it('gives every control a name, unique ids and a visible focus', async () => {
    visit = await browser.visit(stage.url);
    const { page } = visit;
    const nameless = await look<string[]>(
      page,
      `[...document.querySelectorAll('button, input, textarea, a[href]')]
        .filter((node) => node.checkVisibility() && !node.disabled)
        .filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.[0]?.textContent.trim()))
        .map((node) => node.outerHTML.slice(0, 90))`,
    );
    expect(nameless).toEqual([]);
    const ids = await look<string[]>(page, `[...document.querySelectorAll('[id]')].map((node) => node.id)`);
    expect(new Set(ids).size).toBe(ids.length);
    const images = await look<number>(page, `document.querySelectorAll('img:not([alt])').length`);
    expect(images).toBe(0);
    for (let step = 0; step < 30; step += 1) {
      await page.keyboard.press('Tab');
      const ring = await look<string>(
        page,
        `(() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle !== 'none' || style.boxShadow !== 'none' ? '' : document.activeElement.outerHTML.slice(0, 90); })()`,
      );
      expect(ring, 'no visible focus').toBe('');
    }
  });

  it('fits a phone: one pane at a time, nothing wider than the screen', async () => {
    visit = await browser.visit(stage.url, { width: 360, height: 700 });
    const { page } = visit;
    for (const tab of ['phone', 'chat']) {
      await page.click(`#tab-${tab}`);
      const other = tab === 'phone' ? 'chat' : 'phone';
      expect(await look<boolean>(page, `document.querySelector('#${tab}').checkVisibility()`)).toBe(true);
      expect(await look<boolean>(page, `document.querySelector('#${other}').checkVisibility()`)).toBe(false);
      const tooWide = await look<string[]>(
        page,
        `[...document.querySelectorAll('main *, .top *, .tabs *')].filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1).map((node) => node.outerHTML.slice(0, 90))`,
      );
      expect(tooWide).toEqual([]);
    }
    // The button moves while the name in it settles, and a tap may then miss it as a thumb would: tap again.
    await expect
      .poll(
        async () => {
          if (!(await look<boolean>(page, `document.querySelector('#rail').classList.contains('open')`)))
            await page.click('#who');
          return look<boolean>(page, `document.querySelector('#rail').classList.contains('open')`);
        },
        { timeout: 20_000, interval: 500 },
      )
      .toBe(true);
    await page.keyboard.press('Escape');
    await page.waitForSelector('#rail:not(.open)');
    expect(await look<string>(page, 'document.activeElement.id')).toBe('who');
  });
});
