/** Signs that are taken for each other on a plate, by hand, by eye or by a reader, each group under its first sign. */
const alike = ['0OQD', '1I', '5S', '8B', '2Z', '6G', 'VY', 'MN', '4A'] as const;
const folds: ReadonlyMap<string, string> = new Map(
  alike.flatMap((group) => [...group].map((sign) => [sign, group.charAt(0)] as const)),
);

/** Shorter plates are found by their first signs; with one sign less they would be found by anything. */
const shortest = 4;

/** The plate with every look-alike under one sign. */
export const foldPlate = (plate: string): string => [...plate].map((sign) => folds.get(sign) ?? sign).join('');

/** A text, and each text that is left when one sign is taken out of it. */
export function withOneLess(text: string): string[] {
  const shorter = Array.from(text, (_sign, at) => text.slice(0, at) + text.slice(at + 1));
  return [...new Set([text, ...shorter])];
}

/**
 * What a canonical plate is stored under so that one that was typed nearly right is found by an index: folded, and with one
 * sign taken out. Two plates of which one has a sign too many, too few, another or two in the wrong order share a key
 * (symmetric deletes, W. Garbe, SymSpell), and any number of look-alikes make no difference. Ten keys for a plate of nine.
 */
export const searchKeys = (plate: string): string[] => {
  const folded = foldPlate(plate);
  return folded.length < shortest ? [folded] : withOneLess(folded);
};

/** The chassis number backwards, so that its last signs, which people read off the windscreen, are the start of a key. */
export const vinKey = (vin: string): string => [...vin].reverse().join('');
