const standIns: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼' };

/**
 * Words in which no data can format itself: a mark that would close a pair gets a stand-in. Opening ones stay, so that
 * `*384*96#` can be copied and dialled. https://faq.whatsapp.com/539178204879377
 */
export function toPlainText(text: string): string {
  return text
    .replace(/(?<=\S)[*_~](?![\p{L}\p{N}])/gu, (mark) => standIns[mark] ?? mark)
    .replace(/`/g, 'ˋ')
    .replace(/^(\s*)>/gm, '$1›');
}

/** At most `longest` characters, with an ellipsis where something was cut, never half of a pair. */
export const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

/** Pieces of at most `longest` characters, broken between lines or words where that can be. */
export function toPieces(text: string, longest: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const gap = Math.max(rest.lastIndexOf('\n', longest), rest.lastIndexOf(' ', longest));
    const at = gap > longest / 2 ? gap : longest - (/[\uD800-\uDBFF]/.test(rest.charAt(longest - 1)) ? 1 : 0);
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? pieces : [...pieces, rest];
}
