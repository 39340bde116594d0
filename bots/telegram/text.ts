/** Sizes that Telegram allows (Bot API, sendMessage and sendPhoto), in UTF-16 units. */
export const maxText = 4096;
export const maxCaption = 1024;
/** Longer labels are cut on the screens of most phones. */
export const maxLabel = 40;

/** Cuts a text into pieces of at most `max` UTF-16 units: at paragraphs, else lines, else words, else characters. */
export function splitText(text: string, max: number = maxText): string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const at = breakBefore(rest, max);
    const piece = rest.slice(0, at).trimEnd();
    if (piece !== '') pieces.push(piece);
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? pieces : [...pieces, rest];
}

function breakBefore(text: string, max: number): number {
  const window = text.slice(0, max + 1);
  for (const separator of ['\n\n', '\n', ' ']) {
    const at = window.lastIndexOf(separator);
    if (at > max / 2) return at;
  }
  return wholeCharacters(text, max);
}

/** The largest cut at or below `max` that does not halve a surrogate pair. */
const wholeCharacters = (text: string, max: number): number => {
  const code = text.charCodeAt(max - 1);
  return code >= 0xd800 && code <= 0xdbff ? max - 1 : max;
};

/** A label that fits on a button, with an ellipsis where it was cut. */
export const shorten = (label: string, max: number = maxLabel): string =>
  label.length <= max ? label : `${label.slice(0, wholeCharacters(label, max - 1)).trimEnd()}…`;
