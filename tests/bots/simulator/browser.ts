import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer';

/** Debian's browser, or the one that BROWSER_PATH names. */
export const browserPath = process.env['BROWSER_PATH'] ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(browserPath);

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export interface Visit {
  readonly page: Page;
  /** Errors of the console and of scripts, failed requests, and requests to anywhere else. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

export interface TestBrowser {
  /** Opens the simulator as a new visitor. */
  visit(
    url: string,
    how?: { readonly width?: number; readonly height?: number; readonly language?: string },
  ): Promise<Visit>;
  close(): Promise<void>;
}

/** Notes whatever goes wrong on a page while a test uses it. */
function noteFaults(page: Page, origin: string): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`script: ${String(error)}`));
  page.on('request', (request) => {
    const { protocol, origin: to } = new URL(request.url());
    if (to !== origin && !['blob:', 'data:'].includes(protocol)) faults.push(`outside: ${request.url()}`);
  });
  return faults;
}

export async function startBrowser(): Promise<TestBrowser> {
  const profile = await mkdtemp(path.join(os.tmpdir(), 'lisolo-browser-'));
  const browser: Browser = await puppeteer.launch({
    executablePath: browserPath,
    headless: true,
    userDataDir: profile,
    args: quiet,
  });
  return {
    async visit(url, { width = 1360, height = 860, language = 'fr' } = {}) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      const faults = noteFaults(page, new URL(url).origin);
      await page.setViewport({ width, height });
      await page.evaluateOnNewDocument(
        `Object.defineProperty(navigator, 'languages', { get: () => [${JSON.stringify(language)}] })`,
      );
      await page.goto(`${url}/simulator`, { waitUntil: 'domcontentloaded' });
      await page.waitForSelector('body[data-ready="yes"]');
      return { page, faults, close: () => context.close() };
    },
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
