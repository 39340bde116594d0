import { existsSync } from 'node:fs';
import { LisoloError } from '../../core/errors.ts';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser to drive: the one named by setting, else the first found. Throws `unavailable` with what to do. */
export function findBrowser(setting?: string): string {
  const found = [...(setting ? [setting] : []), ...usualPlaces].find((place) => existsSync(place));
  if (found) return found;
  throw new LisoloError('unavailable', { reason: 'no Chromium found: install it, or name it in WHATSAPP_BROWSER' });
}
