import { t } from '../dialog/words.ts';
import type { Words } from '../dialog/words.ts';
import { letterheads } from './letterhead.ts';
import type { NoteFacts } from './note-facts.ts';
import type { Voice } from './page-parts.ts';
import { contentWidth, ink, margin } from './sheet.ts';
import type { Sheet } from './sheet.ts';

interface Card {
  readonly title: Words;
  readonly text: readonly Words[];
  /** What has to be copied without a mistake. */
  readonly code: string;
  /** How wide it is beside the others. */
  readonly share: number;
}

const gap = 12;
const inside = 11;
const headingHeight = 22;
const codeHeight = 22;
const title = { size: 9.5, weight: 'bold' } as const;
const body = { size: 8.2 } as const;

const cardsOf = ({ ways, shortCode, bankReference, country }: NoteFacts): readonly Card[] => [
  {
    title: t('documents:pay.ussd'),
    text: [t('documents:pay.ussdHow', { code: ways.ussdCode, number: shortCode })],
    code: ways.ussdCode,
    share: 1,
  },
  {
    title: 'WhatsApp, Telegram',
    text: [
      t('documents:pay.chatHow'),
      ...(ways.whatsapp ? [t('documents:pay.whatsapp', { number: ways.whatsapp })] : []),
    ],
    code: shortCode,
    share: 1,
  },
  ...(ways.bank
    ? [
        {
          title: t('documents:pay.bank'),
          text: [
            t('documents:pay.bankAccount', { bank: ways.bank.name, account: ways.bank.account }),
            t('documents:pay.bankHow', { treasury: letterheads[country].treasury }),
          ],
          code: bankReference,
          share: 1.35,
        },
      ]
    : []),
];

const sharesOf = (cards: readonly Card[]): number => cards.reduce((sum, { share }) => sum + share, 0);
const widthOf = ({ share }: Card, cards: readonly Card[]): number =>
  ((contentWidth - (cards.length - 1) * gap) * share) / sharesOf(cards);

function tallest(sheet: Sheet, cards: readonly Card[], voice: Voice): number {
  const heights = cards.map((card) => {
    const width = widthOf(card, cards) - 2 * inside;
    const text = card.text.map((words) => sheet.heightOf(voice.say(words), { ...body, width }));
    return sheet.heightOf(voice.say(card.title), { ...title, width }) + text.reduce((sum, height) => sum + height, 0);
  });
  return Math.max(...heights) + codeHeight + 2 * inside;
}

/** The room that the ways to pay take, heading included. */
export const cardsHeight = (sheet: Sheet, facts: NoteFacts, voice: Voice): number =>
  headingHeight + tallest(sheet, cardsOf(facts), voice);

/** As large as fits on one line. */
function codeSize(sheet: Sheet, code: string, width: number): number {
  const wanted = 13;
  return Math.min(wanted, (wanted * width) / sheet.widthOf(code, { size: wanted, weight: 'bold' }));
}

/** The ways to pay, side by side, each with what has to be typed. */
export function drawCards(sheet: Sheet, facts: NoteFacts, voice: Voice, y: number): void {
  const cards = cardsOf(facts);
  sheet.text(voice.both(t('documents:pay.how')), margin, y, { size: 12, weight: 'bold', colour: ink.dark });
  const top = y + headingHeight;
  const height = tallest(sheet, cards, voice);
  let left = margin;
  for (const card of cards) {
    const wide = widthOf(card, cards);
    const width = wide - 2 * inside;
    const x = left + inside;
    sheet.box(left, top, wide, height, ink.tint, 8);
    let below = sheet.text(voice.say(card.title), x, top + inside, { ...title, width, colour: ink.dark });
    for (const words of card.text) below = sheet.text(voice.say(words), x, below, { ...body, width, colour: ink.body });
    sheet.text(card.code, x, top + height - inside - 15, {
      size: codeSize(sheet, card.code, width),
      weight: 'bold',
      colour: ink.dark,
      width: width + 4,
    });
    left += wide + gap;
  }
}
