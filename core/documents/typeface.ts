import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';

/**
 * IBM Plex Sans (SIL Open Font License), embedded into each document: the fonts built into PDF lack letters of Wolof
 * (ŋ), and a reader's own font may lack others.
 */
const files = {
  regular: '400Regular/IBMPlexSans_400Regular.ttf',
  medium: '500Medium/IBMPlexSans_500Medium.ttf',
  bold: '700Bold/IBMPlexSans_700Bold.ttf',
} as const;
export type Weight = keyof typeof files;
export const weights = Object.keys(files) as Weight[];

const resolve = createRequire(import.meta.url).resolve;
const loaded = new Map<Weight, Buffer>();

/** Where the typeface lies in one weight. */
export const typefaceFile = (weight: Weight): string => resolve(`@expo-google-fonts/ibm-plex-sans/${files[weight]}`);

/** The bytes of the typeface in one weight, read once. */
export function typeface(weight: Weight): Buffer {
  const known = loaded.get(weight) ?? readFileSync(typefaceFile(weight));
  loaded.set(weight, known);
  return known;
}

type Face = ReturnType<typeof create>;
const faces = new Map<Weight, Face>();
function faceOf(weight: Weight): Face {
  const face = faces.get(weight) ?? create(typeface(weight));
  faces.set(weight, face);
  return face;
}
const has = (character: string): boolean => faceOf('regular').hasGlyphForCodePoint(character.codePointAt(0) ?? 0);

/** How wide a line is, as a part of the size of its letters. */
export function widthOf(text: string, weight: Weight): number {
  const face = faceOf(weight);
  return face.layout(text).advanceWidth / face.unitsPerEm;
}

const replacements: Readonly<Record<string, string>> = {
  ɛ: 'e',
  Ɛ: 'E',
  ɔ: 'o',
  Ɔ: 'O',
  '\u202f': '\u00a0',
  '\t': ' ',
};

function toDrawableCharacter(character: string): string {
  if (/[\p{C}\p{Extended_Pictographic}]/u.test(character) && !/[\d#*©®™]/.test(character)) return '';
  if (has(character)) return character;
  const replaced = replacements[character];
  if (replaced !== undefined) return replaced;
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '');
  return plain !== character && plain !== '' && [...plain].every(has) ? plain : '?';
}

/** The same text in letters that the typeface has: pictures go, other accents fall, unknown letters become `?`. */
export const toDrawable = (text: string): string => [...text.normalize('NFC')].map(toDrawableCharacter).join('');
