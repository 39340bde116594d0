/** A grey picture, row by row, one byte a pixel. */
export interface Grey {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A picture and its halves: level `n` is 2^n times smaller. */
export type Pyramid = readonly Grey[];

const smallestSide = 24;

/** Half the size; each pixel the mean of four. */
export function halve({ data, width, height }: Grey): Grey {
  const [w, h] = [width >> 1, height >> 1];
  const out = new Uint8Array(w * h);
  for (let y = 0; y < h; y++) {
    const upper = 2 * y * width;
    const lower = upper + width;
    for (let x = 0; x < w; x++) {
      const at = 2 * x;
      const sum = data[upper + at]! + data[upper + at + 1]! + data[lower + at]! + data[lower + at + 1]!;
      out[y * w + x] = (sum + 2) >> 2;
    }
  }
  return { data: out, width: w, height: h };
}

export function toPyramid(grey: Grey, levels: number): Pyramid {
  const pyramid = [grey];
  for (let last = grey; pyramid.length < levels;) {
    if (Math.min(last.width, last.height) < 2 * smallestSide) break;
    last = halve(last);
    pyramid.push(last);
  }
  return pyramid;
}

/** Sums of all pixels above and left of each corner: the sum of any box is then four look-ups. */
export function integral({ data, width, height }: Grey): Int32Array {
  const stride = width + 1;
  const sums = new Int32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x]!;
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1]! + row;
    }
  }
  return sums;
}

/** The picture at another size, bilinear; meant for factors between a half and any number above. */
export function resize(grey: Grey, width: number, height: number): Grey {
  const out = new Uint8Array(width * height);
  const [stepX, stepY] = [grey.width / width, grey.height / height];
  for (let y = 0; y < height; y++) {
    const fromY = (y + 0.5) * stepY - 0.5;
    for (let x = 0; x < width; x++) out[y * width + x] = sample(grey, (x + 0.5) * stepX - 0.5, fromY);
  }
  return { data: out, width, height };
}

/** The value between pixels; beyond the border that of the border. */
export function sample({ data, width, height }: Grey, x: number, y: number): number {
  const insideX = x < 0 ? 0 : x > width - 1 ? width - 1 : x;
  const insideY = y < 0 ? 0 : y > height - 1 ? height - 1 : y;
  const [x0, y0] = [insideX | 0, insideY | 0];
  const x1 = x0 + 1 < width ? x0 + 1 : x0;
  const next = y0 + 1 < height ? width : 0;
  const [alongX, alongY] = [insideX - x0, insideY - y0];
  const row = y0 * width;
  const upper = data[row + x0]! * (1 - alongX) + data[row + x1]! * alongX;
  const lower = data[row + next + x0]! * (1 - alongX) + data[row + next + x1]! * alongX;
  return upper * (1 - alongY) + lower * alongY;
}
