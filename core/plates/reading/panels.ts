import type { Blob } from './components.ts';
import type { Grey } from './image.ts';
import type { Region } from './regions.ts';

/**
 * Fields of a plate's shape that are lighter than what is around them: the ground of a plate inside its frame, found also
 * where the signs touch the frame and cannot be told apart.
 */
export const panelsOf = (grey: Grey, blobs: readonly Blob[], scale: number): Region[] =>
  blobs.filter(isPlateLike).map((blob) => {
    const [left, top] = [blob.x * scale, blob.y * scale];
    const [right, bottom] = [left + blob.width * scale, top + blob.height * scale];
    return {
      quad: [
        { x: left, y: top },
        { x: right, y: top },
        { x: right, y: bottom },
        { x: left, y: bottom },
      ],
      score: strokesIn(grey, blob),
    };
  });

const isPlateLike = ({ width, height, area }: Blob): boolean =>
  width >= 40 && width <= 700 && height >= 14 && width > height * 1.3 && width < height * 7.5 &&
  area > width * height * 0.35; // prettier-ignore

/** How much brightness changes from left to right, which is much where text stands. */
function strokesIn({ data, width }: Grey, blob: Blob): number {
  let [sum, count] = [0, 0];
  for (let y = blob.y + 1; y < blob.y + blob.height; y += 2)
    for (let x = blob.x + 1; x < blob.x + blob.width - 1; x++) {
      sum += Math.min(60, Math.abs(data[y * width + x + 1]! - data[y * width + x - 1]!));
      count++;
    }
  return sum / Math.max(1, count);
}
