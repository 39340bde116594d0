/** What a citizen reads on a phone that asks for approval: at most 22 letters, digits and spaces. */
export const toLabel = (reference: string): string =>
  reference
    .replace(/[^A-Za-z0-9 ]/g, ' ')
    .slice(0, 22)
    .trim();
