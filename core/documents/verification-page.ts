import { countries } from '../countries/index.ts';
import { moment, t } from '../dialog/words.ts';
import type { Language, Speak, Words } from '../dialog/words.ts';
import { showPlate } from '../plates/index.ts';
import { createVoice, drawFeet, drawHead, drawProof, drawSpecimen, type Voice } from './page-parts.ts';
import { contentWidth, ink, margin, openSheet, pageWidth } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import type { VerificationFacts } from './verification-facts.ts';
import {
  drawChecks,
  drawCompared,
  drawPhotos,
  drawSign,
  leaveRoomForCode,
  outcomeColours,
} from './verification-parts.ts';

const padding = 18;
const signSide = 34;
const verdictWidth = 205;

/** What came of it, and of which vehicle: the first thing that anybody looks for. */
function drawVerdict(sheet: Sheet, facts: VerificationFacts, voice: Voice, y: number): number {
  const words = voice.say(t(`verification:verdict.${facts.verdict}`));
  const french = voice.french(t(`verification:verdict.${facts.verdict}`));
  const left = { size: 10, width: contentWidth - verdictWidth - signSide - 3 * padding } as const;
  const vehicle = voice.say(facts.vehicle);
  const height = Math.max(72, 48 + sheet.heightOf(vehicle, left) + 12);
  const colour = outcomeColours[facts.verdict];
  sheet.box(margin, y, contentWidth, height, ink.tint, 10);
  sheet.text(showPlate(facts.plate), margin + padding, y + 12, { size: 24, weight: 'bold', colour: ink.dark });
  sheet.text(vehicle, margin + padding, y + 46, { ...left, colour: ink.body });
  const x = pageWidth - margin - padding - verdictWidth;
  drawSign(sheet, facts.verdict, x - signSide - 10, y + 18, signSide);
  const size = Math.min(17, (17 * verdictWidth) / sheet.widthOf(words, { size: 17, weight: 'bold' }));
  let below = sheet.text(words, x, y + 14, { size, weight: 'bold', colour, width: verdictWidth + 4 });
  if (french) below = sheet.text(french, x, below - 1, { size: 8, colour: ink.quiet, width: verdictWidth });
  const score = voice.say(t('verification:report.score', { score: facts.score }));
  if (facts.verdict !== 'unknown') sheet.text(score, x, below, { size: 11.5, weight: 'bold', colour: ink.body });
  return y + height + 14;
}

/** Who looked, when and where, side by side. */
function drawCircumstances(sheet: Sheet, facts: VerificationFacts, voice: Voice, y: number): number {
  const when = moment(facts.at, countries[facts.country].timeZone, 'datetime');
  const cells: readonly (readonly [Words, Words])[] = [
    [t('verification:report.by'), facts.by],
    [t('verification:report.at'), t('verification:report.moment', { when })],
    [t('verification:report.place'), facts.place ?? '-'],
  ];
  const width = (contentWidth - 24) / cells.length;
  const bottoms = cells.map(([label, value], index) => {
    const x = margin + index * (width + 12);
    const below = sheet.text(voice.both(label), x, y, { size: 8, colour: ink.quiet, width });
    return sheet.text(voice.say(value), x, below, { size: 10, weight: 'medium', colour: ink.dark, width });
  });
  return Math.max(...bottoms) + 8;
}

/** The report of a check on the road on A4, in the person's language with French beside. */
export async function verificationPdf({
  facts,
  language,
  speak,
  url,
}: {
  readonly facts: VerificationFacts;
  readonly language: Language;
  readonly speak: Speak;
  /** What the QR code holds. */
  readonly url: string;
}): Promise<Buffer> {
  const voice = createVoice(speak, language);
  const { country, number, at, specimen } = facts;
  const sheet = openSheet({ title: `Rapport de contrôle ${number}`, language, date: at });
  const translated = t('verification:report.title');
  let y = drawHead(sheet, { country, number, title: 'Rapport de contrôle', translated, titleSize: 24 }, voice);
  y = drawVerdict(sheet, facts, voice, y);
  y = drawCircumstances(sheet, facts, voice, y);
  y = drawChecks(sheet, facts.checks, voice, y);
  y = drawCompared(sheet, facts.rows, voice, y);
  y = await drawPhotos(sheet, facts, voice, y);
  leaveRoomForCode(sheet, y);
  const proof = {
    title: t('verification:report.verify'),
    scan: t('documents:receipt.scan'),
    keep: t('verification:report.keep'),
  };
  drawProof(sheet, url, proof, voice);
  drawFeet(sheet, number);
  if (specimen) drawSpecimen(sheet, t('verification:report.specimen'), voice);
  return sheet.finish();
}
