import { t } from '../dialog/words.ts';
import type { CountryCode } from '../dialog/types.ts';
import type { Language, Speak, Words } from '../dialog/words.ts';
import { letterheads } from './letterhead.ts';
import { contentWidth, ink, margin, pageHeight, pageWidth } from './sheet.ts';
import type { Sheet } from './sheet.ts';

export const state = { good: '#1b7f4d', open: '#b45309', quiet: '#5c677d' } as const;
const warning = '#c1121f';
const labelWidth = 175;
const valueColumn = margin + labelWidth + 15;
const numberWidth = 220;
const titleTop = 100;
/** The code has to stay readable after a bad print: 45 mm. */
const qrSide = 128;
const footTop = pageHeight - 44;
/** Everything ends above this, where the page bears no code. */
export const textBottom = footTop - 20;
/** Nothing but the foot stands below the code. */
export const proofTop = footTop - 18 - qrSide;

/** Says a text in the reader's language and, where that is another one, in French as the law wants it. */
export interface Voice {
  say(words: Words): string;
  french(words: Words): string | undefined;
  /** Both on one line. */
  both(words: Words): string;
}

export function createVoice(speak: Speak, language: Language): Voice {
  const say = (words: Words): string => speak(words, language);
  const french = (words: Words): string | undefined => {
    const text = speak(words, 'fr');
    return language === 'fr' || text === say(words) ? undefined : text;
  };
  return {
    say,
    french,
    both: (words) => [say(words), french(words)].filter((text) => text !== undefined).join('  ·  '),
  };
}

export interface Head {
  readonly country: CountryCode;
  /** Of the document. */
  readonly number: string;
  /** Always in French, the language of the law. */
  readonly title: string;
  /** The title in the reader's language. */
  readonly translated: Words;
  readonly titleSize: number;
}

/** Flag, state, number and title; returns the y below. */
export function drawHead(sheet: Sheet, { country, number, title, translated, titleSize }: Head, voice: Voice): number {
  const { state: name, motto, colours } = letterheads[country];
  colours.forEach((colour, at) =>
    sheet.box((pageWidth / colours.length) * at, 0, pageWidth / colours.length + 0.5, 7, colour),
  );
  sheet.text(name.toUpperCase(), margin, 44, { size: 10, weight: 'bold', colour: ink.dark, spacing: 0.8 });
  sheet.text(motto, margin, 60, { size: 9, colour: ink.quiet });
  const right = { width: numberWidth, align: 'right' as const };
  const x = margin + contentWidth - numberWidth;
  sheet.text(voice.say(t('documents:receipt.number')), x, 44, { size: 8.5, colour: ink.quiet, ...right });
  sheet.text(number, x, 56, { size: 13, weight: 'medium', colour: ink.dark, ...right });
  const style = { size: titleSize, weight: 'bold' as const, spacing: 1.5 };
  const y = sheet.text(title.toUpperCase(), margin, titleTop, { ...style, colour: ink.dark });
  const other = voice.say(translated);
  const beside = margin + sheet.widthOf(title.toUpperCase(), style) + 12;
  if (other !== title) {
    sheet.text(other, beside, titleTop + titleSize * 0.56, {
      size: 15,
      colour: ink.quiet,
      width: pageWidth - margin - beside,
    });
  }
  return y + 14;
}

/** White words on a coloured pill that ends at `right`. */
export function drawPill(sheet: Sheet, words: string, right: number, y: number, colour: string): void {
  const style = { size: 10.5, weight: 'bold' as const };
  const width = sheet.widthOf(words, style) + 28;
  sheet.box(right - width, y, width, 28, colour, 14);
  sheet.text(words, right - width, y + 6.5, { ...style, colour: '#ffffff', width, align: 'center' });
}

export interface Row {
  readonly label: Words;
  readonly value: Words;
}

const rowStyle = { size: 10.5, weight: 'medium', colour: ink.dark, width: pageWidth - margin - valueColumn } as const;

function drawRow(sheet: Sheet, { label, value }: Row, voice: Voice, y: number): number {
  const french = voice.french(label);
  const below = sheet.text(voice.say(label), margin, y, { size: 10, colour: ink.body, width: labelWidth });
  const left = french
    ? sheet.text(french, margin, below - 1, { size: 7.5, colour: ink.quiet, width: labelWidth })
    : below;
  const right = sheet.text(voice.say(value), valueColumn, y, rowStyle);
  const end = Math.max(left, right) + 5;
  sheet.line(end);
  return end + 8;
}

/** A row that is no higher than this needs no measuring. */
const tallestRow = 56;
const rowHeight = (sheet: Sheet, { value }: Row, voice: Voice): number =>
  Math.max(tallestRow, sheet.heightOf(voice.say(value), rowStyle) + 13);

/** The rows, on as many pages as they need; the last one has to end above `limit`. Returns the y below. */
export function drawRows(sheet: Sheet, rows: readonly Row[], voice: Voice, from: number, limit: number): number {
  let y = from;
  for (const row of rows) {
    if (y > limit - rowHeight(sheet, row, voice)) {
      sheet.pdf.addPage();
      y = margin;
    }
    y = drawRow(sheet, row, voice, y);
  }
  return y;
}

export interface ProofWords {
  readonly title: Words;
  readonly scan: Words;
  readonly keep: Words;
  /** What else there is to be said. */
  readonly also?: Words;
}

/** The QR code at the foot of the page, and what it is good for. */
export function drawProof(sheet: Sheet, url: string, { title, scan, keep, also }: ProofWords, voice: Voice): void {
  const y = proofTop;
  sheet.qr(url, margin, y, qrSide);
  sheet.pdf.link(margin, y, qrSide, qrSide, url);
  const x = margin + qrSide + 26;
  const style = { size: 9.5, colour: ink.body, width: pageWidth - margin - x };
  let at = sheet.text(voice.say(title), x, y + 4, { ...style, size: 13, weight: 'bold', colour: ink.dark });
  at = sheet.text(voice.say(scan), x, at + 3, style);
  const french = voice.french(scan);
  if (french) at = sheet.text(french, x, at + 2, { ...style, size: 8, colour: ink.quiet });
  at = sheet.text(voice.say(keep), x, at + 6, { ...style, weight: 'medium', colour: ink.dark });
  if (also) sheet.text(voice.say(also), x, at + 6, style);
}

/** The number on every page, with "2 / 3" where there are several. */
export function drawFeet(sheet: Sheet, number: string): void {
  const { start, count } = sheet.pdf.bufferedPageRange();
  const y = footTop;
  for (let page = start; page < start + count; page += 1) {
    sheet.pdf.switchToPage(page);
    sheet.line(y - 10);
    sheet.text(number, margin, y, { size: 8, colour: ink.quiet });
    if (count > 1)
      sheet.text(`${page - start + 1} / ${count}`, margin, y, { size: 8, colour: ink.quiet, align: 'center' });
    sheet.text('Lisolo', margin, y, { size: 8, colour: ink.quiet, align: 'right' });
  }
}

/** Across every page: not a document to rely on, and why. */
export function drawSpecimen(sheet: Sheet, why: Words, voice: Voice): void {
  const { pdf } = sheet;
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    pdf.switchToPage(page);
    pdf
      .save()
      .rotate(-32, { origin: [pageWidth / 2, pageHeight / 2] })
      .fillOpacity(0.07);
    sheet.text('SPÉCIMEN', 0, pageHeight / 2 - 70, {
      size: 112,
      weight: 'bold',
      colour: warning,
      width: pageWidth,
      align: 'center',
    });
    pdf.restore().fillOpacity(1);
  }
  pdf.switchToPage(start);
  sheet.text(voice.both(why), margin, titleTop - 20, { size: 8.5, weight: 'medium', colour: warning });
}
