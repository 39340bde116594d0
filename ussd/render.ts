import { septets, toGsm, toLines } from '../core/dialog/index.ts';
import type { Language, Reply, Speak, Surface, Text } from '../core/dialog/index.ts';

/**
 * A phone that shows one page of GSM text. `CON ` may count against the page (integrations.md: unsure), so the
 * default page of 160 leaves the gateway's 182 some room.
 */
export const ussdSurface = (pageSeptets: number): Surface => ({
  channel: 'ussd',
  accepts: ['text'],
  choices: 'numbers',
  optionsPerPage: 9,
  pageSeptets,
  showsFiles: false,
  short: true,
});

/** The page without its prefix. */
export const pageOf = (reply: Reply, speak: Speak): string => toGsm(toLines(reply, speak, { short: true }));

/** `CON ` keeps the session, `END ` closes it. */
export const render = (reply: Reply, speak: Speak): string => `${reply.end ? 'END' : 'CON'} ${pageOf(reply, speak)}`;

const sorrySeptets = 160;

/**
 * What is said when there is no reply: in the person's language where it is known, otherwise in the first language of
 * the house and the one that most others read, as far as both fit on a page.
 */
export function renderSorry(text: Text, speak: Speak, language?: Language): string {
  const said = (language ? [language] : (['fr', 'en'] as const)).map((one) => toGsm(speak(text, one, { short: true })));
  const whole = said.join('\n');
  return `END ${septets(whole) <= sorrySeptets ? whole : (said[0] ?? '')}`;
}
