import { toGsm, toLines } from '../core/dialog/index.ts';
import type { Reply, Speak, Surface } from '../core/dialog/index.ts';

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
