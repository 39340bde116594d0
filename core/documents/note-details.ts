import { countries } from '../countries/index.ts';
import { moment, t } from '../dialog/words.ts';
import type { Words } from '../dialog/words.ts';
import { showPlate } from '../plates/index.ts';
import type { Frame } from './note-account.ts';
import type { NoteFacts } from './note-facts.ts';
import type { Row, Voice } from './page-parts.ts';
import { ink } from './sheet.ts';
import type { Sheet } from './sheet.ts';

/** How large the facts are set; the smallest cuts what is longer than its lines. */
interface Density {
  readonly scale: number;
  readonly mostLines?: number;
}
const densities: readonly [Density, ...Density[]] = [
  { scale: 1 },
  { scale: 0.92 },
  { scale: 0.84 },
  { scale: 0.74 },
  { scale: 0.74, mostLines: 3 },
  { scale: 0.74, mostLines: 2 },
  { scale: 0.74, mostLines: 1 },
];
const gap = 12;
const lineHeight = 1.45;

/** Facts side by side, in equal columns. */
function cellsOf(facts: NoteFacts): readonly (readonly Row[])[] {
  const { timeZone } = countries[facts.country];
  const dated = (when: Date): Words => t('documents:moment', { when: moment(when, timeZone, 'datetime') });
  const { label, french } = facts.infraction;
  return [
    [{ label: t('documents:note.infraction'), value: label === french ? label : `${label} (${french})` }],
    [{ label: t('documents:note.law'), value: facts.article }],
    [{ label: t('documents:note.place'), value: facts.place }],
    [
      { label: t('documents:note.plate'), value: showPlate(facts.plate) },
      { label: t('documents:note.reference'), value: facts.reference },
    ],
    [
      { label: t('documents:note.at'), value: dated(facts.at) },
      { label: t('documents:note.issued'), value: dated(facts.issuedAt) },
    ],
  ];
}

/** The text, cut to so many lines with dots at its end. */
function clamp(
  sheet: Sheet,
  text: string,
  style: { size: number; weight: 'medium'; width: number },
  most: number,
): string {
  const tallest = most * style.size * lineHeight + 2;
  if (sheet.heightOf(text, style) <= tallest) return text;
  let [fits, over] = [0, text.length];
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    if (sheet.heightOf(`${text.slice(0, middle)}…`, style) <= tallest) fits = middle;
    else over = middle;
  }
  return `${text.slice(0, fits).trimEnd()}…`;
}

/** Lays the facts out, and draws them when `draw` is set; returns the y below. */
function layOut(
  sheet: Sheet,
  cells: readonly (readonly Row[])[],
  voice: Voice,
  { x, y, width }: Frame,
  { scale, mostLines }: Density,
  draw: boolean,
): number {
  let at = y;
  for (const row of cells) {
    const cell = (width - gap * (row.length - 1)) / row.length;
    const style = { size: 10.5 * scale, weight: 'medium', width: cell } as const;
    const label = { size: 8 * scale, width: cell } as const;
    const texts = row.map((each) => ({
      label: voice.both(each.label),
      value: mostLines ? clamp(sheet, voice.say(each.value), style, mostLines) : voice.say(each.value),
    }));
    const labelHeight = Math.max(...texts.map((text) => sheet.heightOf(text.label, label)));
    const height = labelHeight + Math.max(...texts.map((text) => sheet.heightOf(text.value, style))) + 5 * scale;
    if (draw) {
      texts.forEach((text, index) => {
        const left = x + index * (cell + gap);
        sheet.text(text.label, left, at, { ...label, colour: ink.quiet });
        sheet.text(text.value, left, at + labelHeight, { ...style, colour: ink.dark });
      });
      sheet.line(at + height - 2, x, x + width);
    }
    at += height + 3 * scale;
  }
  return at;
}

/** What happened, where, when and under which law, as large as there is room for; returns the y below. */
export function drawDetails(sheet: Sheet, facts: NoteFacts, voice: Voice, column: Frame): number {
  const cells = cellsOf(facts);
  const fitting = densities.find((density) => layOut(sheet, cells, voice, column, density, false) <= column.limit);
  return layOut(sheet, cells, voice, column, fitting ?? densities[densities.length - 1] ?? densities[0], true);
}
