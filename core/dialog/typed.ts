/** Longer texts are no answer to any screen. */
export const maxTyped = 2_000;

/** What people type, freed of control characters and stray spaces. */
export const cleaned = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]+/gu, ' ')
    .trim();

/** More of a text than this no door takes. */
const longestWritten = 4_096;

/** What a door takes of a text, never half of a pair. */
export const cutWritten = (text: string): string =>
  text.length <= longestWritten ? text : text.slice(0, longestWritten).replace(/[\uD800-\uDBFF]$/, '');

/** What was written beneath a photo or a file, where anything was. */
export function captioned(written: unknown): { readonly caption?: string } {
  const caption = typeof written === 'string' ? cutWritten(written.trim()) : '';
  return caption === '' ? {} : { caption };
}

/** The number of a choice, as people type it: `2`, `2.` or `2)`. */
export function numberIn(text: string): number | undefined {
  const digits = /^(\d{1,3})[.)]?$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
