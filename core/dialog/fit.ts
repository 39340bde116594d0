/** Cuts a text into pieces of at most `longest` UTF-16 units: at paragraphs, else lines, else words, else characters. */
export function toPieces(text: string, longest: number): string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > longest) {
    const at = breakBefore(rest, longest);
    const piece = rest.slice(0, at).trimEnd();
    if (piece !== '') pieces.push(piece);
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? pieces : [...pieces, rest];
}

function breakBefore(text: string, longest: number): number {
  const window = text.slice(0, longest + 1);
  for (const separator of ['\n\n', '\n', ' ']) {
    const at = window.lastIndexOf(separator);
    if (at > longest / 2) return at;
  }
  return wholeCharacters(text, longest);
}

/** The largest cut at or below `longest` that does not halve a surrogate pair. */
function wholeCharacters(text: string, longest: number): number {
  const code = text.charCodeAt(longest - 1);
  return code >= 0xd800 && code <= 0xdbff ? longest - 1 : longest;
}

/** The text itself where it fits, its beginning and an ellipsis where it does not; never half of a pair. */
export const shorten = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, wholeCharacters(text, longest - 1)).trimEnd()}…`;
