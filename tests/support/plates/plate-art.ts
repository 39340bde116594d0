import { createRequire } from 'node:module';
import path from 'node:path';
import type { Chance } from './chance.ts';

/** A plate to be drawn; lengths in units of which its height has 100 (two lines: 200). */
export interface PlateArt {
  /** What must be read, of all lines. */
  readonly text: string;
  readonly kind: 'cd' | 'cod' | 'sn' | 'sn-old';
  readonly lines: 1 | 2;
  readonly width: number;
  readonly height: number;
  readonly svg: string;
}

const packages = createRequire(import.meta.url);
const fontFile = (name: string, file: string): string =>
  path.join(path.dirname(packages.resolve(`@expo-google-fonts/${name}/package.json`)), file);

interface Typeface {
  readonly family: string;
  readonly file: string;
  /** Height of a capital and mean width of a sign, as shares of the size. */
  readonly capital: number;
  readonly sign: number;
}

export const typefaces: readonly Typeface[] = [
  { family: 'Barlow Semi Condensed SemiBold', file: fontFile('barlow-semi-condensed', '600SemiBold/BarlowSemiCondensed_600SemiBold.ttf'), capital: 0.7, sign: 0.53 },
  { family: 'Saira SemiCondensed SemiBold', file: fontFile('saira-semi-condensed', '600SemiBold/SairaSemiCondensed_600SemiBold.ttf'), capital: 0.71, sign: 0.57 },
  { family: 'Oswald SemiBold', file: fontFile('oswald', '600SemiBold/Oswald_600SemiBold.ttf'), capital: 0.81, sign: 0.5 },
]; // prettier-ignore

const digits = (chance: Chance, count: number): string =>
  Array.from({ length: count }, () => chance.whole(0, 9)).join('');
/** Plates leave out no letter here: O and I must be told from 0 and 1 by their place. */
const letters = (chance: Chance, count: number): string =>
  Array.from({ length: count }, () => chance.pick([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'])).join('');
const regions = ['DK', 'DB', 'FK', 'KA', 'KL', 'KE', 'KD', 'LG', 'MT', 'SL', 'SE', 'TC', 'TH', 'ZG'];

/** The signs of a plate's lines; what stands in brackets is boxed. */
function wordsOf(chance: Chance, kind: PlateArt['kind'], lines: 1 | 2): readonly string[] {
  const [box, two] = [String(chance.whole(1, 26)).padStart(2, '0'), lines === 2];
  if (kind === 'cd') {
    const [number, pair] = [digits(chance, 4), letters(chance, 2)];
    return two ? [number, `${pair} [${box}]`] : [`${number} ${pair} [${box}]`];
  }
  if (kind === 'cod') return [chance.pick([() => `${letters(chance, 2)} ${digits(chance, 3)} ${letters(chance, 2)}`, () => `${letters(chance, 3)} ${digits(chance, 4)}`])()];
  const pair = kind === 'sn' ? letters(chance, 2) : chance.pick(regions);
  const number = digits(chance, kind === 'sn' ? 3 : 4);
  const last = letters(chance, kind === 'sn' || chance.is(0.5) ? 2 : 1);
  return two ? [`${pair}-${number}`, last] : [`${pair}-${number}-${last}`];
} // prettier-ignore

const paints: Readonly<Record<PlateArt['kind'], readonly (readonly [ground: string, ink: string])[]>> = {
  cd: [['#f2f1ea', '#15161a'], ['#e9c63c', '#17150f'], ['#d8dde0', '#1b2230']],
  cod: [['#f4f5f3', '#101418'], ['#dfe9f3', '#102040']],
  sn: [['#f3f3ef', '#17181c']],
  'sn-old': [['#2250a0', '#eef0f4'], ['#1c4a8c', '#f6f6f2']],
}; // prettier-ignore

/** Of signs, in widths of a usual one: wide letters would otherwise lie over their neighbours. */
const roomOf = (part: string): number =>
  [...part].reduce((sum, sign) => sum + ('MW'.includes(sign) ? 1.45 : 'I1'.includes(sign) ? 0.75 : 1), 0);

interface Row {
  readonly svg: string;
  readonly width: number;
}

/** One line of signs of 62 units' height on its own, from x = 0 on. */
function drawRow(words: string, face: Typeface, ink: string, top: number): Row {
  const high = 62;
  const size = high / face.capital;
  const foot = top + high;
  let x = 0;
  let svg = '';
  for (const part of words.split(/(\[\d\d\]|[ -])/).filter((piece) => piece !== '')) {
    if (part === ' ') x += 0.28 * high;
    else if (part === '-') {
      svg += `<rect x="${x + 4}" y="${foot - high * 0.55}" width="16" height="8" fill="${ink}"/>`;
      x += 26;
    } else if (part.startsWith('[')) {
      const wide = 2 * face.sign * size * 0.86 + 18;
      svg += `<rect x="${x}" y="${top - 3}" width="${wide}" height="${high + 6}" fill="none" stroke="${ink}" stroke-width="3"/>`;
      svg += text(part.slice(1, 3), face, ink, size * 0.86, x + 9, foot - high * 0.07, wide - 18);
      x += wide;
    } else {
      const wide = roomOf(part) * face.sign * size * 1.06;
      svg += text(part, face, ink, size, x, foot, wide);
      x += wide;
    }
  }
  return { svg, width: x };
}

const text = (
  signs: string,
  face: Typeface,
  ink: string,
  size: number,
  x: number,
  foot: number,
  wide: number,
): string =>
  `<text x="${x}" y="${foot}" font-family="'${face.family}'" font-size="${size}" fill="${ink}" textLength="${wide}" lengthAdjust="spacing">${signs}</text>`;

const strips: Readonly<Record<PlateArt['kind'], string>> = { cd: 'CGO', cod: 'COD', sn: 'SN', 'sn-old': '' };

export function drawPlate(chance: Chance, kind: PlateArt['kind'], lines: 1 | 2 = 1): PlateArt {
  const face = chance.pick(typefaces);
  const [ground, ink] = chance.pick(paints[kind]);
  const words = wordsOf(chance, kind, lines);
  const rows = words.map((row, at) => drawRow(row, face, ink, 19 + at * 88));
  const mark = strips[kind];
  const stripWide = mark === '' ? 0 : 34;
  const inner = Math.max(...rows.map((row) => row.width));
  const edge = chance.between(12, 26);
  const [width, height] = [stripWide + inner + 2 * edge, lines === 1 ? 100 : 188];
  const strip =
    mark === ''
      ? ''
      : `<rect x="3" y="3" width="${stripWide - 3}" height="${height - 6}" fill="#1d4f9e"/><circle cx="${stripWide / 2}" cy="${height * 0.32}" r="9" fill="#f2cf2f"/>` +
        `<text x="${stripWide / 2}" y="${height - 12}" font-family="'${face.family}'" font-size="16" text-anchor="middle" fill="#fff">${mark}</text>`;
  const bolts = chance.is(0.4)
    ? [0.25, 0.75].map((at) => `<circle cx="${width * at}" cy="10" r="4" fill="#666"/>`).join('')
    : '';
  const drawn = rows
    .map((row) => `<g transform="translate(${stripWide + edge + (inner - row.width) / 2} 0)">${row.svg}</g>`)
    .join('');
  return {
    text: words.join('').replace(/[^A-Z0-9]/g, ''),
    kind,
    lines,
    width,
    height,
    svg: `<rect width="${width}" height="${height}" rx="7" fill="${ground}"/><rect x="2" y="2" width="${width - 4}" height="${height - 4}" rx="6" fill="none" stroke="${ink}" stroke-width="2.5"/>${strip}${drawn}${bolts}`,
  };
}
