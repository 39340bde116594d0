/** Signs that eyes and cameras take for each other. */
const lookalikes = ['0OQD', '1IL7', '2Z', '5S', '8B', '6G', 'UV', '4A', 'MN', 'CG'] as const;
const lookalikeCost = 0.5;

const replacing = (a: string, b: string): number => {
  if (a === b) return 0;
  return lookalikes.some((group) => group.includes(a) && group.includes(b)) ? lookalikeCost : 1;
};

/**
 * How far two rows of signs are apart: 1 for each sign that is wrong, missing, added or swapped with its neighbour (optimal
 * string alignment), half of that for one that looks alike.
 */
export function signDistance(one: string, other: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const [a, b] = [one.charAt(row - 1), other.charAt(column - 1)];
      const swapped = row > 1 && column > 1 && a === other.charAt(column - 2) && b === one.charAt(row - 2);
      line[column] = Math.min(
        (last[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + replacing(a, b),
        swapped ? (before[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, last] = [last, line];
  }
  return last[other.length] ?? 0;
}
