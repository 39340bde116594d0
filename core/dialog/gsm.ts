/**
 * The GSM 03.38 (3GPP TS 23.038, section 6.2.1) default alphabet: what a USSD page and a cheap SMS are made of.
 * Lengths are septets: a character of the extension table takes two.
 */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extension = new Set('^{}\\[~]|€\f');

const replacements: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '…': '...',
  '–': '-',
  '—': '-',
  '−': '-',
  '·': '-',
  '•': '-',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\t': ' ',
  œ: 'oe',
  Œ: 'OE',
  ŋ: 'ng',
  Ŋ: 'NG',
  ɛ: 'e',
  Ɛ: 'E',
  ɔ: 'o',
  Ɔ: 'O',
  ç: 'c',
  '×': 'x',
  '→': '->',
  '✓': '',
  '✔': '',
};

function foldCharacter(character: string): string {
  if (basic.has(character) || extension.has(character)) return character;
  const replaced = replacements[character];
  if (replaced !== undefined) return replaced;
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '');
  if (plain !== character) return [...plain].map(foldCharacter).join('');
  // Pictures and invisible characters carry no words; anything else is shown to be missing.
  return /[\p{Extended_Pictographic}\p{C}\p{M}]/u.test(character) ? '' : '?';
}

/** The same text in the GSM alphabet: accents that it lacks fall, pictures go, unknown letters become `?`. */
export const toGsm = (text: string): string => [...text.normalize('NFC')].map(foldCharacter).join('');

/** Length in septets. Throws RangeError on a character outside the alphabet. */
export function septets(text: string): number {
  let length = 0;
  for (const character of text) {
    if (basic.has(character)) length += 1;
    else if (extension.has(character)) length += 2;
    else throw new RangeError(`U+${character.codePointAt(0)?.toString(16)} is not in the GSM alphabet`);
  }
  return length;
}

export const isGsm = (text: string): boolean =>
  [...text].every((character) => basic.has(character) || extension.has(character));
