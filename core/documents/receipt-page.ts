import { countries, operatorById } from '../countries/index.ts';
import { moment, money, t } from '../dialog/words.ts';
import type { Language, Param, Speak, Words } from '../dialog/words.ts';
import { letterheads } from './letterhead.ts';
import type { ReceiptFacts } from './receipt-facts.ts';
import { contentWidth, ink, margin, openSheet, pageHeight, pageWidth } from './sheet.ts';
import type { Sheet } from './sheet.ts';

const green = '#1b7f4d';
const amber = '#b45309';
const labelWidth = 175;
const valueColumn = margin + labelWidth + 15;
/** The code has to stay readable after a bad print: 45 mm. */
const qrSide = 128;
const proofTop = pageHeight - margin - qrSide - 34;
const tallestRow = 56;

/** `+243 ••• ••• 01`: enough for the payer to know the phone again, not for others to call it. */
export const maskPhone = (phone: string): string => `${phone.slice(0, 4)} ••• ••• ${phone.slice(-2)}`;

/** Says a text in the reader's language and, where that is another one, in French as the law wants it. */
interface Voice {
  say(words: Words): string;
  french(words: Words): string | undefined;
}

function createVoice(speak: Speak, language: Language): Voice {
  return {
    say: (words) => speak(words, language),
    french(words) {
      const french = speak(words, 'fr');
      return language === 'fr' || french === speak(words, language) ? undefined : french;
    },
  };
}

function drawHead(sheet: Sheet, facts: ReceiptFacts, voice: Voice): number {
  const { state, motto, colours } = letterheads[facts.country];
  colours.forEach((colour, at) =>
    sheet.box((pageWidth / colours.length) * at, 0, pageWidth / colours.length + 0.5, 7, colour),
  );
  sheet.text(state.toUpperCase(), margin, 44, { size: 10, weight: 'bold', colour: ink.dark, spacing: 0.8 });
  sheet.text(motto, margin, 60, { size: 9, colour: ink.quiet });
  const wide = contentWidth - 220;
  sheet.text(voice.say(t('documents:receipt.number')), margin + wide, 44, {
    size: 8.5,
    colour: ink.quiet,
    width: 220,
    align: 'right',
  });
  sheet.text(facts.number, margin + wide, 56, {
    size: 13,
    weight: 'medium',
    colour: ink.dark,
    width: 220,
    align: 'right',
  });
  const y = sheet.text('QUITTANCE', margin, 108, { size: 34, weight: 'bold', colour: ink.dark, spacing: 1.5 });
  const other = voice.say(t('documents:receipt.title'));
  const beside = margin + sheet.widthOf('QUITTANCE', { size: 34, weight: 'bold', spacing: 1.5 }) + 12;
  if (other !== 'Quittance') sheet.text(other, beside, 127, { size: 15, colour: ink.quiet });
  return y + 14;
}

function drawAmount(sheet: Sheet, facts: ReceiptFacts, voice: Voice, y: number): number {
  const height = 92;
  sheet.box(margin, y, contentWidth, height, ink.tint, 10);
  const label = t('documents:receipt.paid');
  const french = voice.french(label);
  sheet.text(`${voice.say(label)}${french ? `  ·  ${french}` : ''}`, margin + 22, y + 18, {
    size: 9.5,
    colour: ink.quiet,
  });
  sheet.text(voice.say(t('documents:amount', { amount: money(facts.money) })), margin + 22, y + 35, {
    size: 29,
    weight: 'bold',
    colour: ink.dark,
  });
  drawState(sheet, facts, voice, y, height);
  return y + height + 22;
}

/** Paid in full, or what is left: the first thing an agent on the road looks for. */
function drawState(sheet: Sheet, { remaining }: ReceiptFacts, voice: Voice, y: number, height: number): void {
  const settled = remaining.amount <= 0;
  const colour = settled ? green : amber;
  const words = voice.say(t(settled ? 'documents:receipt.settled' : 'documents:receipt.partly'));
  const style = { size: 10.5, weight: 'bold' as const };
  const width = sheet.widthOf(words, style) + 28;
  const x = pageWidth - margin - 22 - width;
  const top = settled ? y + (height - 28) / 2 : y + 18;
  sheet.box(x, top, width, 28, colour, 14);
  sheet.text(words, x, top + 6.5, { ...style, colour: '#ffffff', width, align: 'center' });
  if (settled) return;
  const left = voice.say(t('documents:receipt.remaining', { amount: money(remaining) }));
  sheet.text(left, margin + contentWidth / 2 - 22, top + 38, {
    size: 11,
    weight: 'medium',
    colour,
    width: contentWidth / 2,
    align: 'right',
  });
}

function rowsOf(facts: ReceiptFacts): readonly { readonly label: Words; readonly value: Words }[] {
  const { timeZone } = countries[facts.country];
  const operator = operatorById(facts.operator);
  const when: Param = moment(facts.paidAt, timeZone, 'datetime');
  return [
    { label: t('documents:receipt.date'), value: t('documents:moment', { when }) },
    { label: t('documents:receipt.for'), value: facts.what.title },
    ...facts.what.details,
    { label: t('documents:receipt.method'), value: operator?.wallet ?? operator?.name ?? facts.operator },
    ...(facts.payerPhone === undefined
      ? []
      : [{ label: t('documents:receipt.payer'), value: maskPhone(facts.payerPhone) }]),
    { label: t('documents:receipt.transaction'), value: facts.paymentId },
  ];
}

function drawRow(sheet: Sheet, label: Words, value: Words, voice: Voice, y: number): number {
  const french = voice.french(label);
  const below = sheet.text(voice.say(label), margin, y, { size: 10, colour: ink.body, width: labelWidth });
  const left = french
    ? sheet.text(french, margin, below - 1, { size: 7.5, colour: ink.quiet, width: labelWidth })
    : below;
  const style = { size: 10.5, weight: 'medium' as const, colour: ink.dark, width: pageWidth - margin - valueColumn };
  const right = sheet.text(voice.say(value), valueColumn, y, style);
  const end = Math.max(left, right) + 5;
  sheet.line(end);
  return end + 8;
}

/** The rows, on as many pages as they need: a receipt for many fines at once has a row for each. */
function drawRows(sheet: Sheet, facts: ReceiptFacts, voice: Voice, from: number): void {
  let y = from;
  for (const { label, value } of rowsOf(facts)) {
    if (y > proofTop - tallestRow) {
      drawFoot(sheet, facts);
      sheet.pdf.addPage();
      y = margin;
    }
    y = drawRow(sheet, label, value, voice, y);
  }
}

function drawProof(sheet: Sheet, url: string, voice: Voice): void {
  const y = proofTop;
  sheet.qr(url, margin, y, qrSide);
  sheet.pdf.link(margin, y, qrSide, qrSide, url);
  const x = margin + qrSide + 26;
  const width = pageWidth - margin - x;
  const style = { size: 9.5, colour: ink.body, width };
  let at = sheet.text(voice.say(t('documents:receipt.verify')), x, y + 4, {
    ...style,
    size: 13,
    weight: 'bold',
    colour: ink.dark,
  });
  at = sheet.text(voice.say(t('documents:receipt.scan')), x, at + 3, style);
  const french = voice.french(t('documents:receipt.scan'));
  if (french) at = sheet.text(french, x, at + 2, { ...style, size: 8, colour: ink.quiet });
  sheet.text(voice.say(t('documents:receipt.keep')), x, at + 8, { ...style, weight: 'medium', colour: ink.dark });
}

function drawFoot(sheet: Sheet, facts: ReceiptFacts): void {
  const y = pageHeight - margin + 2;
  sheet.line(y - 10);
  sheet.text(facts.number, margin, y, { size: 8, colour: ink.quiet });
  sheet.text('Lisolo', margin, y, { size: 8, colour: ink.quiet, align: 'right' });
}

function drawSpecimen(sheet: Sheet, voice: Voice): void {
  const { pdf } = sheet;
  const note = t('documents:receipt.specimenNote');
  const french = voice.french(note);
  pdf
    .save()
    .rotate(-32, { origin: [pageWidth / 2, pageHeight / 2] })
    .fillOpacity(0.07);
  sheet.text('SPÉCIMEN', 0, pageHeight / 2 - 70, {
    size: 112,
    weight: 'bold',
    colour: '#c1121f',
    width: pageWidth,
    align: 'center',
  });
  pdf.restore().fillOpacity(1);
  const text = `${voice.say(note)}${french ? `  ·  ${french}` : ''}`;
  sheet.text(text, margin, 86, { size: 8.5, weight: 'medium', colour: '#c1121f' });
}

/** A receipt as one A4 page in the person's language, its terms of law in French beside. */
export function receiptPdf({
  facts,
  language,
  speak,
  url,
}: {
  readonly facts: ReceiptFacts;
  readonly language: Language;
  readonly speak: Speak;
  /** What the QR code holds. */
  readonly url: string;
}): Promise<Buffer> {
  const voice = createVoice(speak, language);
  const sheet = openSheet({ title: `Quittance ${facts.number}`, language, date: facts.paidAt });
  const belowHead = drawHead(sheet, facts, voice);
  const belowAmount = drawAmount(sheet, facts, voice, belowHead);
  drawRows(sheet, facts, voice, belowAmount);
  drawProof(sheet, url, voice);
  drawFoot(sheet, facts);
  if (facts.specimen) drawSpecimen(sheet, voice);
  return sheet.finish();
}
