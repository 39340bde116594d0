/** Longer texts are no answer to any screen. */
export const maxTyped = 2_000;

/** What people type, freed of control characters and stray spaces. */
export const cleaned = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]+/gu, ' ')
    .trim();

/** The number of a choice, as people type it: `2`, `2.` or `2)`. */
export function numberIn(text: string): number | undefined {
  const digits = /^(\d{1,3})[.)]?$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
