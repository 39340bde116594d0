import { countries } from '../countries/index.ts';
import { moment, money, t } from '../dialog/words.ts';
import type { Language, Speak, Words } from '../dialog/words.ts';
import { showPlate } from '../plates/index.ts';
import { letterheads } from './letterhead.ts';
import { cardsHeight, drawCards } from './note-cards.ts';
import type { NoteFacts } from './note-facts.ts';
import {
  createVoice,
  drawFeet,
  drawHead,
  drawPill,
  drawProof,
  drawSpecimen,
  pageEnd,
  proofTop,
  state,
} from './page-parts.ts';
import type { Row, Voice } from './page-parts.ts';
import { contentWidth, ink, margin, openSheet, pageWidth } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { moneyInFrench } from './words-fr.ts';

const padding = 22;
const gap = 20;
const columnOf = (columns: number): number => (contentWidth - gap * (columns - 1)) / columns;
const half = columnOf(2);
/** Beside them stands the deadline. */
const figuresWidth = 265;
const labelSize = 8;
/** Between the facts and the ways to pay, and between these and the code. */
const air = 16;

const isOpen = ({ payable, remaining }: NoteFacts): boolean => payable && remaining.amount > 0;
/** What the note is drawn up for: what is left, or the whole fine once nothing is. */
const sumOf = (facts: NoteFacts) => (isOpen(facts) ? facts.remaining : facts.due);
const dated = (facts: NoteFacts, when: Date, style: 'date' | 'datetime'): Words =>
  t('documents:moment', { when: moment(when, countries[facts.country].timeZone, style) });

function standing(facts: NoteFacts): { readonly words: Words; readonly colour: string } {
  if (isOpen(facts)) {
    const partly = facts.paid.amount > 0;
    return { words: t(partly ? 'documents:receipt.partly' : 'documents:note.open'), colour: state.open };
  }
  if (facts.remaining.amount <= 0) return { words: t('documents:receipt.settled'), colour: state.good };
  return { words: t('documents:note.closed'), colour: state.quiet };
}

/** The sum in figures and in words, how the fine stands, and until when it is to be paid. */
function drawSum(sheet: Sheet, facts: NoteFacts, voice: Voice, y: number): number {
  const sum = sumOf(facts);
  const inWords = { size: 10, weight: 'medium', width: contentWidth - 2 * padding } as const;
  const text = `Arrêtée à la somme de : ${moneyInFrench(sum)}.`;
  const height = 79 + sheet.heightOf(text, inWords) + 12;
  sheet.box(margin, y, contentWidth, height, ink.tint, 10);
  const label = t(facts.paid.amount > 0 && isOpen(facts) ? 'documents:note.left' : 'documents:note.sum');
  sheet.text(voice.both(label), margin + padding, y + 16, { size: 9.5, colour: ink.quiet });
  const figures = voice.say(t('documents:amount', { amount: money(sum) }));
  const size = Math.min(29, (29 * figuresWidth) / sheet.widthOf(figures, { size: 29, weight: 'bold' }));
  sheet.text(figures, margin + padding, y + 31, { size, weight: 'bold', colour: ink.dark });
  sheet.text(text, margin + padding, y + 77, { ...inWords, colour: ink.body });
  const { words, colour } = standing(facts);
  drawPill(sheet, voice.say(words), pageWidth - margin - padding, y + 16, colour);
  if (isOpen(facts)) {
    const right = { width: half, align: 'right' as const };
    const x = pageWidth - margin - padding - half;
    const until = t('documents:note.until', { when: voice.say(dated(facts, facts.deadline, 'date')) });
    sheet.text(voice.say(until), x, y + 49, { size: 12, weight: 'bold', colour: state.open, ...right });
    const french = voice.french(until);
    if (french) sheet.text(french, x, y + 65, { size: 7.5, colour: ink.quiet, ...right });
  }
  return y + height + air;
}

/** Facts side by side, in equal columns. */
function cellsOf(facts: NoteFacts): readonly (readonly Row[])[] {
  const { treasury } = letterheads[facts.country];
  const amount = (value: NoteFacts['due']): Words => t('documents:amount', { amount: money(value) });
  const { label, french } = facts.infraction;
  const issued: Row = { label: t('documents:note.issued'), value: dated(facts, facts.issuedAt, 'datetime') };
  const paid: Row[] = [
    { label: t('documents:note.due'), value: amount(facts.due) },
    { label: t('documents:note.paid'), value: amount(facts.paid) },
    issued,
  ];
  return [
    [{ label: t('documents:note.infraction'), value: label === french ? label : `${label} (${french})` }],
    [{ label: t('documents:note.law'), value: facts.article }],
    [
      { label: t('documents:note.plate'), value: showPlate(facts.plate) },
      { label: t('documents:note.reference'), value: facts.reference },
    ],
    [
      { label: t('documents:note.place'), value: facts.place },
      { label: t('documents:note.at'), value: dated(facts, facts.at, 'datetime') },
    ],
    facts.paid.amount > 0 ? paid : [{ label: t('documents:note.for'), value: treasury }, issued],
  ];
}

function drawCells(sheet: Sheet, cells: readonly (readonly Row[])[], voice: Voice, from: number): number {
  let y = from;
  for (const row of cells) {
    const width = columnOf(row.length);
    const style = { size: 10.5, weight: 'medium', width } as const;
    const label = { size: labelSize, width } as const;
    const tall = row.map(
      (each) => sheet.heightOf(voice.both(each.label), label) + sheet.heightOf(voice.say(each.value), style),
    );
    const height = Math.max(...tall) + 6;
    if (y + height > pageEnd) {
      sheet.pdf.addPage();
      y = margin;
    }
    row.forEach((each, at) => {
      const x = margin + at * (width + gap);
      const below = sheet.text(voice.both(each.label), x, y, { ...label, colour: ink.quiet });
      sheet.text(voice.say(each.value), x, below, { ...style, colour: ink.dark });
    });
    sheet.line(y + height - 3);
    y += height + 2;
  }
  return y;
}

/** A note de perception on A4 in the person's language, its terms of law in French beside. */
export function notePdf({
  facts,
  language,
  speak,
  url,
  ussdCode,
}: {
  readonly facts: NoteFacts;
  readonly language: Language;
  readonly speak: Speak;
  /** What the QR code holds. */
  readonly url: string;
  readonly ussdCode: string;
}): Promise<Buffer> {
  const voice = createVoice(speak, language);
  const { country, number, issuedAt, specimen } = facts;
  const sheet = openSheet({ title: `Note de perception ${number}`, language, date: issuedAt });
  const translated = t('documents:note.title');
  const belowHead = drawHead(sheet, { country, number, title: 'Note de perception', translated, titleSize: 27 }, voice);
  const belowSum = drawSum(sheet, facts, voice, belowHead);
  const belowCells = drawCells(sheet, cellsOf(facts), voice, belowSum);
  const open = isOpen(facts);
  const cards = { ussdCode, shortCode: facts.shortCode, bankReference: facts.bankReference, country };
  const cardsRoom = open ? cardsHeight(sheet, cards, voice) + air : 0;
  // The ways to pay and the code stand together: at the foot of the page, or on top of the next one.
  const fits = belowCells + 6 <= proofTop - cardsRoom;
  if (!fits) sheet.pdf.addPage();
  const codeTop = fits ? proofTop : margin + cardsRoom;
  if (open) drawCards(sheet, cards, voice, codeTop - cardsRoom);
  const proof = {
    title: t('documents:note.verify'),
    scan: t('documents:receipt.scan'),
    keep: t(open ? 'documents:note.noCash' : 'documents:note.nothing'),
  };
  drawProof(sheet, url, proof, voice, codeTop);
  drawFeet(sheet, number);
  if (specimen) drawSpecimen(sheet, t('documents:note.specimenNote'), voice);
  return sheet.finish();
}
