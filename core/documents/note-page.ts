import { countries } from '../countries/index.ts';
import { moment, money, t } from '../dialog/words.ts';
import type { Language, Param, Speak, Words } from '../dialog/words.ts';
import { drawAccount } from './note-account.ts';
import { cardsHeight, drawCards } from './note-cards.ts';
import { drawDetails } from './note-details.ts';
import type { NoteFacts } from './note-facts.ts';
import { createVoice, drawFeet, drawHead, drawPill, drawProof, drawSpecimen, proofTop, state } from './page-parts.ts';
import type { Voice } from './page-parts.ts';
import { contentWidth, ink, margin, openSheet, pageWidth } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { moneyInFrench } from './words-fr.ts';

const padding = 22;
const half = (contentWidth - 20) / 2;
/** Beside them stands the deadline. */
const figuresWidth = 265;
const accountWidth = 222;
const columnGap = 20;
/** Between the facts and the ways to pay, and between these and the code. */
const air = 14;

const isOpen = ({ payable, remaining }: NoteFacts): boolean => payable && remaining.amount > 0;
/** What the note is drawn up for: what is left, or the whole fine once nothing is. */
const sumOf = (facts: NoteFacts) => (isOpen(facts) ? facts.remaining : facts.due);
const day = (facts: NoteFacts, when: Date): Param => moment(when, countries[facts.country].timeZone);

function standing(facts: NoteFacts): { readonly words: Words; readonly colour: string } {
  if (isOpen(facts)) {
    const partly = facts.paid.amount > 0;
    return { words: t(partly ? 'documents:receipt.partly' : 'documents:note.open'), colour: state.open };
  }
  if (facts.payable || facts.remaining.amount <= 0)
    return { words: t('documents:receipt.settled'), colour: state.good };
  return { words: t('documents:note.closed'), colour: state.quiet };
}

/** The size in which a text stays on one line of this width. */
const fitted = (sheet: Sheet, text: string, style: { size: number; weight: 'bold' }, width: number): number =>
  Math.min(style.size, (style.size * width) / sheet.widthOf(text, style) - 0.05);

/** The sum in figures and in words, how the fine stands, and until when it is to be paid. */
function drawSum(sheet: Sheet, facts: NoteFacts, voice: Voice, y: number): number {
  const sum = sumOf(facts);
  const inWords = { size: 10, weight: 'medium', width: contentWidth - 2 * padding } as const;
  const text = `Arrêtée à la somme de : ${moneyInFrench(sum)}.`;
  const height = 79 + sheet.heightOf(text, inWords) + 10;
  sheet.box(margin, y, contentWidth, height, ink.tint, 10);
  const label = t(facts.paid.amount > 0 && isOpen(facts) ? 'documents:note.left' : 'documents:note.sum');
  sheet.text(voice.both(label), margin + padding, y + 16, { size: 9.5, colour: ink.quiet });
  const figures = voice.say(t('documents:amount', { amount: money(sum) }));
  const size = fitted(sheet, figures, { size: 29, weight: 'bold' }, figuresWidth);
  sheet.text(figures, margin + padding, y + 31, { size, weight: 'bold', colour: ink.dark });
  sheet.text(text, margin + padding, y + 77, { ...inWords, colour: ink.body });
  const { words, colour } = standing(facts);
  drawPill(sheet, voice.say(words), pageWidth - margin - padding, y + 16, colour);
  if (isOpen(facts)) {
    const right = { width: half, align: 'right' as const };
    const x = pageWidth - margin - padding - half;
    const { discount, deadline } = facts;
    const isLate = facts.issuedAt > deadline;
    const until = t(isLate ? 'documents:note.late' : 'documents:note.until', { when: day(facts, deadline) });
    const early =
      discount && t('documents:note.early', { when: day(facts, discount.until), amount: money(discount.then) });
    const words = voice.say(early ?? until);
    const beside = contentWidth - 2 * padding - sheet.widthOf(figures, { size, weight: 'bold' }) - 16;
    const fits = fitted(sheet, words, { size: 12, weight: 'bold' }, Math.min(half, beside));
    sheet.text(words, x, y + 49, { size: fits, weight: 'bold', colour: state.open, ...right });
    const below = early ? voice.both(until) : voice.french(until);
    if (below) sheet.text(below, x, y + 65, { size: 7.5, colour: ink.quiet, ...right });
  }
  return y + height + air;
}

/** What else is to be known of the case, in a line of its own; drawn when `draw` is set. Returns the height that it takes. */
function drawRemark(sheet: Sheet, facts: NoteFacts, voice: Voice, y: number, draw: boolean): number {
  const { standing: stands } = facts;
  if (!stands) return 0;
  const text = voice.say(t(`documents:note.standing.${stands.kind}`, { when: day(facts, stands.at) }));
  const style = { size: 9.5, weight: 'bold', width: contentWidth - 12 } as const;
  const height = sheet.heightOf(text, style) + 6;
  if (draw) {
    sheet.box(margin, y, 3, height, state.open);
    sheet.text(text, margin + 12, y + 3, { ...style, colour: ink.dark });
  }
  return height + 10;
}

/** A note de perception on one sheet of A4 in the person's language, its terms of law in French beside. */
export function notePdf({
  facts,
  language,
  speak,
  url,
}: {
  readonly facts: NoteFacts;
  readonly language: Language;
  readonly speak: Speak;
  /** What the QR code holds. */
  readonly url: string;
}): Promise<Buffer> {
  const voice = createVoice(speak, language);
  const { country, number, issuedAt, specimen } = facts;
  const sheet = openSheet({ title: `Note de perception ${number}`, language, date: issuedAt });
  const translated = t('documents:note.title');
  const belowHead = drawHead(sheet, { country, number, title: 'Note de perception', translated, titleSize: 27 }, voice);
  const y = drawSum(sheet, facts, voice, belowHead);
  const open = isOpen(facts);
  const cardsTop = proofTop - (open ? cardsHeight(sheet, facts, voice) + air : 0);
  const limit = cardsTop - drawRemark(sheet, facts, voice, y, false) - 6;
  const width = contentWidth - accountWidth - columnGap;
  const belowDetails = drawDetails(sheet, facts, voice, { x: margin, y, width, limit });
  const account = { x: margin + width + columnGap, y, width: accountWidth, limit };
  const belowAccount = drawAccount(sheet, facts, voice, account);
  drawRemark(sheet, facts, voice, Math.max(belowDetails, belowAccount) + 6, true);
  if (open) drawCards(sheet, facts, voice, cardsTop);
  const proof = {
    title: t('documents:note.verify'),
    scan: t('documents:receipt.scan'),
    keep: t(open ? 'documents:note.noCash' : 'documents:note.nothing'),
    ...(open && facts.contestUntil
      ? { also: t('documents:note.contest', { when: day(facts, facts.contestUntil), code: facts.ways.ussdCode }) }
      : {}),
  };
  drawProof(sheet, url, proof, voice);
  drawFeet(sheet, number);
  if (specimen) drawSpecimen(sheet, t('documents:note.specimenNote'), voice);
  return sheet.finish();
}
