import sharp from 'sharp';

import { t } from '../dialog/words.ts';
import type { Voice } from './page-parts.ts';
import { proofTop, textBottom } from './page-parts.ts';
import { contentWidth, ink, margin } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import type { CheckedLine, ComparedRow, VerificationFacts } from './verification-facts.ts';

export const outcomeColours = { ok: '#1b7f4d', unknown: '#5c677d', warning: '#b45309', fail: '#c1121f' } as const;

/** The code stands below this on the last page. */
const codeTop = proofTop - 14;
const headingHeight = 24;

/** The y to go on at: here, or at the top of a new page when so much does not fit any more. */
function roomFor(sheet: Sheet, y: number, height: number): number {
  if (y + height <= textBottom) return y;
  sheet.pdf.addPage();
  return margin;
}

/** Leaves room for the code below what ends here: on this page, or on one of its own. */
export function leaveRoomForCode(sheet: Sheet, y: number): void {
  if (y > codeTop) sheet.pdf.addPage();
}

function drawHeading(sheet: Sheet, words: string, y: number): number {
  sheet.text(words, margin, y + 4, { size: 11.5, weight: 'bold', colour: ink.dark });
  return y + headingHeight;
}

const labelWidth = 92;
const columnGap = 10;
const columnWidth = (contentWidth - labelWidth - 3 * columnGap) / 3;
const columnAt = (index: number): number => margin + labelWidth + columnGap + index * (columnWidth + columnGap);
const cell = { size: 9, weight: 'medium', width: columnWidth } as const;
const label = { size: 8.5, width: labelWidth } as const;

/** What is registered beside what was seen and read. */
export function drawCompared(sheet: Sheet, rows: readonly ComparedRow[], voice: Voice, from: number): number {
  let y = drawHeading(sheet, voice.both(t('verification:report.compared')), roomFor(sheet, from, 80));
  (['registered', 'seen', 'papers'] as const).forEach((side, index) => {
    sheet.text(voice.say(t(`verification:report.${side}`)), columnAt(index), y, {
      size: 8,
      colour: ink.quiet,
      width: columnWidth,
    });
  });
  y += 13;
  sheet.line(y);
  y += 4;
  for (const row of rows) {
    const texts = [row.registered, row.seen, row.read].map((words) => (words === undefined ? '-' : voice.say(words)));
    const name = voice.both(row.label);
    const height = Math.max(sheet.heightOf(name, label), ...texts.map((text) => sheet.heightOf(text, cell))) + 3;
    y = roomFor(sheet, y, height);
    sheet.text(name, margin, y, { ...label, colour: ink.body });
    texts.forEach((text, index) => {
      sheet.text(text, columnAt(index), y, { ...cell, colour: text === '-' ? ink.quiet : ink.dark });
    });
    sheet.line(y + height - 1);
    y += height + 3;
  }
  return y + 6;
}

/** A sign that is known without its colour: a tick, a cross, an exclamation mark in a triangle, a question mark. */
export function drawSign(sheet: Sheet, outcome: CheckedLine['outcome'], x: number, y: number, side: number): void {
  const { pdf } = sheet;
  const at = (right: number, down: number): [number, number] => [x + right * side, y + down * side];
  const colour = outcomeColours[outcome];
  if (outcome === 'warning')
    pdf
      .polygon(at(0.5, 0.02), at(1, 0.94), at(0, 0.94))
      .fill(colour);
  else pdf.circle(...at(0.5, 0.5), side / 2).fill(colour);
  pdf.lineWidth(side * 0.13).strokeColor('#ffffff').lineCap('round');
  if (outcome === 'ok') pdf.moveTo(...at(0.28, 0.52)).lineTo(...at(0.44, 0.68)).lineTo(...at(0.73, 0.34)).stroke();
  else if (outcome === 'fail') {
    pdf.moveTo(...at(0.33, 0.33)).lineTo(...at(0.67, 0.67)).stroke();
    pdf.moveTo(...at(0.67, 0.33)).lineTo(...at(0.33, 0.67)).stroke();
  } else {
    const sign = outcome === 'warning' ? '!' : '?';
    const top = outcome === 'warning' ? 0.22 : 0.08;
    sheet.text(sign, x, y + top * side, {
      size: side * 0.66, weight: 'bold', colour: '#ffffff', width: side, align: 'center',
    }); // prettier-ignore
  }
  pdf.lineCap('butt');
} // prettier-ignore

const signSide = 13;
const scoreWidth = 50;
const reasonX = margin + signSide + 9;
const reason = { size: 9.5, weight: 'medium', width: contentWidth - signSide - 9 - scoreWidth } as const;
const french = { size: 7.5, width: reason.width } as const;

/** Each check in a line: its sign, its reason, its score. */
export function drawChecks(sheet: Sheet, checks: readonly CheckedLine[], voice: Voice, from: number): number {
  let y = drawHeading(sheet, voice.both(t('verification:report.checks')), roomFor(sheet, from, 60));
  for (const check of checks) {
    const text = voice.say(check.reason);
    const translated = voice.french(check.reason);
    const textHeight = sheet.heightOf(text, reason);
    const height = Math.max(signSide, textHeight + (translated ? sheet.heightOf(translated, french) : 0));
    y = roomFor(sheet, y, height + 5);
    drawSign(sheet, check.outcome, margin, y, signSide);
    sheet.text(text, reasonX, y, { ...reason, colour: check.outcome === 'unknown' ? ink.quiet : ink.dark });
    if (translated) sheet.text(translated, reasonX, y + textHeight - 1, { ...french, colour: ink.quiet });
    if (check.outcome !== 'unknown')
      sheet.text(String(check.score), margin + contentWidth - scoreWidth, y, {
        size: 9.5,
        weight: 'bold',
        colour: outcomeColours[check.outcome],
        width: scoreWidth,
        align: 'right',
      });
    sheet.line(y + height + 1);
    y += height + 5;
  }
  return y + 6;
}

const photosInRow = 4;
const photoGap = 8;
const photoWidth = (contentWidth - (photosInRow - 1) * photoGap) / photosInRow;
const photoHeight = 84;
/** Sharp enough for print at this size, and small enough to be sent on a bad network. */
const photoPixels = 420;

/** A picture that the PDF can hold; one that cannot be opened any more is left out. */
const toPrintable = (bytes: Buffer): Promise<Buffer | undefined> =>
  sharp(bytes, { failOn: 'none' })
    .autoOrient()
    .resize(photoPixels, photoPixels, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 72 })
    .toBuffer()
    .catch(() => undefined);

export async function drawPhotos(
  sheet: Sheet,
  { photos }: Pick<VerificationFacts, 'photos'>,
  voice: Voice,
  from: number,
): Promise<number> {
  const printable = (await Promise.all(photos.map(toPrintable))).filter((bytes) => bytes !== undefined);
  if (printable.length === 0) return from;
  let y = drawHeading(
    sheet,
    voice.both(t('verification:report.photos')),
    roomFor(sheet, from, headingHeight + photoHeight),
  );
  for (let first = 0; first < printable.length; first += photosInRow) {
    y = roomFor(sheet, y, photoHeight);
    printable.slice(first, first + photosInRow).forEach((bytes, index) => {
      const x = margin + index * (photoWidth + photoGap);
      sheet.box(x, y, photoWidth, photoHeight, ink.tint, 4);
      sheet.pdf.image(bytes, x, y, { fit: [photoWidth, photoHeight], align: 'center', valign: 'center' });
    });
    y += photoHeight + photoGap;
  }
  return y;
}
