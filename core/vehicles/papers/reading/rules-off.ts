const ink = 190;
const white = 255;
/** Share of the longer side: no letter has a stroke so long. */
const shortestRule = 0.05;

/**
 * Takes frames and ruled lines off a level grey page, in place: they lead the recogniser to lose the text beside them. A
 * rule is a long run of ink, along a row or a column.
 */
export function takeRulesOff(pixels: Uint8Array, width: number, height: number): void {
  const long = Math.round(Math.max(width, height) * shortestRule);
  const rules = new Uint8Array(pixels.length);
  const below = new Int32Array(width);

  const mark = (from: number, step: number, count: number): void => {
    for (let at = from, left = count; left > 0; at += step, left -= 1) rules[at] = 1;
  };
  for (let row = 0; row <= height; row += 1) {
    let run = 0;
    for (let column = 0; column <= width; column += 1) {
      const at = row * width + column;
      const isInk = row < height && column < width && pixels[at]! < ink;
      if (isInk) run += 1;
      else {
        if (run >= long) mark(at - run, 1, run);
        run = 0;
      }
      if (column === width) continue;
      if (isInk) below[column]! += 1;
      else {
        if (below[column]! >= long) mark(at - below[column]! * width, width, below[column]!);
        below[column] = 0;
      }
    }
  }
  // A rule leaves a grey seam; a dark surface, such as the table around the page, is whitened whole.
  for (let at = 0; at < rules.length; at += 1) {
    if (rules[at] !== 1) continue;
    for (const next of [at, at - 1, at + 1, at - width, at + width, at - 2 * width, at + 2 * width])
      if (next >= 0 && next < pixels.length) pixels[next] = white;
  }
}
