import type { CountryCode } from '../dialog/types.ts';
import { t } from '../dialog/words.ts';
import type { Words } from '../dialog/words.ts';
import { letterheads } from './letterhead.ts';
import type { Voice } from './page-parts.ts';
import { contentWidth, ink, margin } from './sheet.ts';
import type { Sheet } from './sheet.ts';

/** What each way to pay needs. */
export interface WaysToPay {
  readonly ussdCode: string;
  readonly shortCode: string;
  readonly bankReference: string;
  readonly country: CountryCode;
}

interface Card {
  readonly title: Words;
  readonly text: Words;
  /** What has to be copied without a mistake. */
  readonly code: string;
}

const gap = 12;
const inside = 11;
const cardWidth = (contentWidth - 2 * gap) / 3;
const textWidth = cardWidth - 2 * inside;
const headingHeight = 22;
const title = { size: 9.5, weight: 'bold', width: textWidth } as const;
const body = { size: 8.5, width: textWidth } as const;
const codeHeight = 24;

const cardsOf = ({ ussdCode, shortCode, bankReference, country }: WaysToPay): readonly Card[] => [
  { title: t('documents:pay.ussd'), text: t('documents:pay.ussdHow', { code: ussdCode, number: shortCode }), code: ussdCode },
  { title: 'WhatsApp, Telegram', text: t('documents:pay.chatHow'), code: shortCode },
  {
    title: t('documents:pay.bank'),
    text: t('documents:pay.bankHow', { treasury: letterheads[country].treasury }),
    code: bankReference,
  },
]; // prettier-ignore

const heightOf = (sheet: Sheet, card: Card, voice: Voice): number =>
  sheet.heightOf(voice.say(card.title), title) + sheet.heightOf(voice.say(card.text), body) + codeHeight + 2 * inside;

const tallest = (sheet: Sheet, ways: WaysToPay, voice: Voice): number =>
  Math.max(...cardsOf(ways).map((card) => heightOf(sheet, card, voice)));

/** The room that the ways to pay take, heading included. */
export const cardsHeight = (sheet: Sheet, ways: WaysToPay, voice: Voice): number =>
  headingHeight + tallest(sheet, ways, voice);

/** As large as fits on one line. */
function codeSize(sheet: Sheet, code: string): number {
  const wanted = 13;
  const width = sheet.widthOf(code, { size: wanted, weight: 'bold' });
  return Math.min(wanted, (wanted * textWidth) / width);
}

/** Three ways to pay, side by side, each with what has to be typed. */
export function drawCards(sheet: Sheet, ways: WaysToPay, voice: Voice, y: number): void {
  sheet.text(voice.both(t('documents:pay.how')), margin, y, { size: 12, weight: 'bold', colour: ink.dark });
  const top = y + headingHeight;
  const height = tallest(sheet, ways, voice);
  cardsOf(ways).forEach((card, at) => {
    const left = margin + at * (cardWidth + gap);
    const x = left + inside;
    sheet.box(left, top, cardWidth, height, ink.tint, 8);
    const below = sheet.text(voice.say(card.title), x, top + inside, { ...title, colour: ink.dark });
    sheet.text(voice.say(card.text), x, below, { ...body, colour: ink.body });
    sheet.text(card.code, x, top + height - inside - 15, {
      size: codeSize(sheet, card.code),
      weight: 'bold',
      colour: ink.dark,
      width: textWidth + 4,
    });
  });
}
