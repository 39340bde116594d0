import { countries, operatorById } from '../countries/index.ts';
import { moment, money, t } from '../dialog/words.ts';
import type { Language, Param, Speak } from '../dialog/words.ts';
import {
  createVoice,
  drawFeet,
  drawHead,
  drawPill,
  drawProof,
  drawRows,
  drawSpecimen,
  proofTop,
  state,
} from './page-parts.ts';
import type { Row, Voice } from './page-parts.ts';
import type { ReceiptFacts } from './receipt-facts.ts';
import { contentWidth, ink, margin, openSheet, pageWidth } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { moneyInFrench } from './words-fr.ts';

/** `+243 ••• ••• 01`: enough for the payer to know the phone again, not for others to call it. */
export const maskPhone = (phone: string): string => `${phone.slice(0, 4)} ••• ••• ${phone.slice(-2)}`;

function drawAmount(sheet: Sheet, facts: ReceiptFacts, voice: Voice, y: number): number {
  const height = 92;
  sheet.box(margin, y, contentWidth, height, ink.tint, 10);
  sheet.text(voice.both(t('documents:receipt.paid')), margin + 22, y + 18, { size: 9.5, colour: ink.quiet });
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
  const top = settled ? y + (height - 28) / 2 : y + 18;
  const words = voice.say(t(settled ? 'documents:receipt.settled' : 'documents:receipt.partly'));
  drawPill(sheet, words, pageWidth - margin - 22, top, settled ? state.good : state.open);
  if (settled) return;
  const left = voice.say(t('documents:receipt.remaining', { amount: money(remaining) }));
  sheet.text(left, margin + contentWidth / 2 - 22, top + 38, {
    size: 11,
    weight: 'medium',
    colour: state.open,
    width: contentWidth / 2,
    align: 'right',
  });
}

function rowsOf(facts: ReceiptFacts): readonly Row[] {
  const { timeZone } = countries[facts.country];
  const operator = operatorById(facts.operator);
  const when: Param = moment(facts.paidAt, timeZone, 'datetime');
  return [
    { label: t('documents:inWords'), value: moneyInFrench(facts.money) },
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

/** A receipt on A4 in the person's language, its terms of law in French beside. */
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
  const { country, number, paidAt, specimen } = facts;
  const sheet = openSheet({ title: `Quittance ${number}`, language, date: paidAt });
  const translated = t('documents:receipt.title');
  const belowHead = drawHead(sheet, { country, number, title: 'Quittance', translated, titleSize: 34 }, voice);
  const belowAmount = drawAmount(sheet, facts, voice, belowHead);
  // A receipt for many fines at once has a row for each.
  drawRows(sheet, rowsOf(facts), voice, belowAmount, proofTop);
  const proof = {
    title: t('documents:receipt.verify'),
    scan: t('documents:receipt.scan'),
    keep: t('documents:receipt.keep'),
  };
  drawProof(sheet, url, proof, voice);
  drawFeet(sheet, number);
  if (specimen) drawSpecimen(sheet, t('documents:receipt.specimenNote'), voice);
  return sheet.finish();
}
