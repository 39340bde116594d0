/** What it costs to take one sign for the other; what is not here costs as much as any other mistake. */
const cheap: Readonly<Record<string, number>> = {
  O0: 0.2, I1: 0.2, S5: 0.25, B8: 0.25, Z2: 0.25, G6: 0.25,
  D0: 0.4, DO: 0.4, Q0: 0.35, OQ: 0.3, DQ: 0.5, '4A': 0.45, VY: 0.45, MN: 0.4, UV: 0.5, EF: 0.5, CG: 0.55, PR: 0.55,
  '17': 0.5, T7: 0.5, I7: 0.6, '38': 0.5, B3: 0.6, L1: 0.5, IL: 0.5, HN: 0.55, HM: 0.6, KX: 0.6, WM: 0.6, WV: 0.6,
}; // prettier-ignore
const costs = new Map(
  Object.entries(cheap).flatMap(([pair, cost]) => [
    [pair, cost],
    [pair.charAt(1) + pair.charAt(0), cost],
  ]),
);
const another = 1;
const lostOrAdded = 1;
const swapped = 0.7;

const costOf = (asked: string, stored: string): number =>
  asked === stored ? 0 : (costs.get(asked + stored) ?? another);

/**
 * How far a plate that was typed or read is from a stored one: signs taken for others, the less the more alike they look,
 * signs lost, added, and two in the wrong order (optimal string alignment). 0 when they are the same.
 */
export function plateDistance(asked: string, stored: string): number {
  const rows: number[][] = [Array.from({ length: stored.length + 1 }, (_, column) => column * lostOrAdded)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= asked.length; row += 1) {
    const line = [row * lostOrAdded];
    rows.push(line);
    for (let column = 1; column <= stored.length; column += 1) {
      const [mine, theirs] = [asked.charAt(row - 1), stored.charAt(column - 1)];
      const [mineBefore, theirsBefore] = [asked.charAt(row - 2), stored.charAt(column - 2)];
      const isSwap = row > 1 && column > 1 && mine === theirsBefore && mineBefore === theirs && mine !== theirs;
      line.push(
        Math.min(
          at(row - 1, column) + lostOrAdded,
          at(row, column - 1) + lostOrAdded,
          at(row - 1, column - 1) + costOf(mine, theirs),
          isSwap ? at(row - 2, column - 2) + swapped : Infinity,
        ),
      );
    }
  }
  return at(asked.length, stored.length);
}
