import { isWholeVin, parseVin, vinCheck } from '../../vin.ts';
import type { Page, PageWord } from '../reading/page.ts';
import { fieldOf, surest, type ReadField } from './field.ts';
import { bare, toDigits } from './folded.ts';
import { labelled } from './labelled.ts';

const labels = [
  'NUMERO DE CHASSIS', 'N DE CHASSIS', 'N CHASSIS', 'NUMERO CHASSIS', 'CHASSIS N', 'CHASSIS NO', 'CHASSIS NUMBER', 'CHASSIS',
  'VIN', 'NUMERO DE SERIE', 'N DE SERIE', 'N SERIE', 'NUMERO D IDENTIFICATION', 'IDENTIFICATION',
]; // prettier-ignore

const length = 17;
/** The last four places are figures with every maker (49 CFR 565.15 wants five of cars). */
const figuresAtEnd = 4;

/** Without the signs that no number holds, and figures where only figures can stand. */
function repaired(text: string): string | undefined {
  const vin = parseVin(text);
  if (vin === undefined || !isWholeVin(vin)) return undefined;
  return vin.slice(0, -figuresAtEnd) + (toDigits(vin.slice(-figuresAtEnd)) ?? vin.slice(-figuresAtEnd));
}

const strokes = 'I1LJ';
/** A speck or a frame is often read as one more stroke: which one it was, only the check digit can say. */
function withoutStroke(text: string): string | undefined {
  return [...text]
    .flatMap((sign, at) => (strokes.includes(sign) ? (repaired(text.slice(0, at) + text.slice(at + 1)) ?? []) : []))
    .find((vin) => vinCheck(vin) === 'right');
}

/** No dictionary has it, so the recogniser doubts what it has read right: the form and the check digit say more. */
const least = { right: 0.92, unused: 0.6, wrong: 0 } as const;
const guessed = 0.7;
const trusts = { right: 1, unused: 0.95, wrong: 0.5 } as const;

function ofText(text: string, words: readonly PageWord[], trust: number): ReadField<string> | undefined {
  if (text.length === length + 1) {
    const vin = withoutStroke(text);
    return vin === undefined ? undefined : fieldOf(vin, words, guessed * trust);
  }
  const vin = text.length === length ? repaired(text) : undefined;
  if (vin === undefined) return undefined;
  const check = vinCheck(vin);
  const field = fieldOf(vin, words, trusts[check] * trust);
  return { ...field, confidence: Math.max(field.confidence, least[check] * trust) };
}

/** Joins so many words as make a whole number: the recogniser often sees a gap in it. */
function joined(words: readonly PageWord[], trust: number): ReadField<string>[] {
  return words.flatMap((_word, from) => {
    const found = [1, 2, 3, 4].flatMap((count) => {
      const part = words.slice(from, from + count);
      const text = part.map((each) => bare(each.text)).join('');
      const signs = text.replace(/\D/g, '').length;
      return part.length === count && signs >= figuresAtEnd ? (ofText(text, part, trust) ?? []) : [];
    });
    return found;
  });
}

const older = 0.6;
const anywhere = 0.85;

/** An older, shorter chassis number is believed only behind its label. */
function shorter(words: readonly PageWord[]): ReadField<string>[] {
  const first = words[0];
  const vin = first && parseVin(bare(first.text));
  return first && vin && vin.length >= 7 && /\d{3}/.test(vin) ? [fieldOf(vin, [first], older)] : [];
}

/** The chassis number: behind its label, else anywhere on the page where a whole one stands. */
export function readVin(page: Page): ReadField<string> | undefined {
  const behind = labelled(page, labels).map(({ words }) => words);
  return (
    surest(behind.flatMap((words) => joined(words.slice(0, 4), 1))) ??
    surest(page.lines.flatMap(({ words }) => joined(words, anywhere))) ??
    surest(behind.flatMap(shorter))
  );
}
