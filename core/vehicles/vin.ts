/** ISO 3779: 17 capitals and figures, without I, O and Q, which would be taken for 1 and 0. */
const wholeVin = /^[A-HJ-NPR-Z0-9]{17}$/;
/** Chassis older than 1981 bear shorter numbers. */
const anyChassis = /^[A-HJ-NPR-Z0-9]{5,17}$/;

// 49 CFR 565.15(c): the value of each letter, and the weight of each place; the ninth place is the check digit.
const letterValues: Readonly<Record<string, number>> = {
  A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9, S: 2, T: 3, U: 4, V: 5, W: 6,
  X: 7, Y: 8, Z: 9,
}; // prettier-ignore
const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2] as const;
const checkPlace = 8;

/**
 * A chassis number as it was typed or read, in capitals without separators; I, O and Q, which no number holds, are taken
 * for 1 and 0. Undefined when it is no chassis number: 5 to 17 signs with at least one figure.
 */
export function parseVin(text: string): string | undefined {
  const vin = text
    .toUpperCase()
    .replace(/[\s\-–—./*]+/g, '')
    .replaceAll('I', '1')
    .replace(/[OQ]/g, '0');
  return anyChassis.test(vin) && /\d/.test(text) ? vin : undefined;
}

/** Whether it has the full length that every maker has used since 1981. */
export const isWholeVin = (vin: string): boolean => wholeVin.test(vin);

/** The check digit that a whole number ought to have in its ninth place, `0` to `9` or `X`. */
export function vinCheckDigit(vin: string): string {
  const sum = [...vin].reduce(
    (total, sign, place) => total + (letterValues[sign] ?? Number(sign)) * (weights[place] ?? 0),
    0,
  );
  const rest = sum % 11;
  return rest === 10 ? 'X' : String(rest);
}

/** Built for North America (regions 1 to 5) or China (L), where the check digit is the law; elsewhere it may be any sign. */
export const mustHaveCheckDigit = (vin: string): boolean => isWholeVin(vin) && /^[1-5L]/.test(vin);

/** `right`, `wrong` where the law wants one, `unused` where a maker need not write one and has not. */
export function vinCheck(vin: string): 'right' | 'wrong' | 'unused' {
  if (!isWholeVin(vin)) return 'unused';
  if (vin.charAt(checkPlace) === vinCheckDigit(vin)) return 'right';
  return mustHaveCheckDigit(vin) ? 'wrong' : 'unused';
}
