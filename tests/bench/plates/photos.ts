import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { platePhoto, type SceneWish } from '../../support/plates/scene.ts';

/** In pixels of the upright photo. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Truth {
  readonly bytes: Buffer;
  /** Empty when there is none in the photo. */
  readonly plate: string;
  readonly box?: Box;
}

/** A photo whose plate is known. */
export interface LabelledPhoto {
  readonly name: string;
  /** `photo`: a whole scene; `crop`: the plate alone; `drawn`: made on the spot. */
  readonly kind: string;
  readonly region: string;
  /** Settings were chosen on the first half only; a photo's half is that of its name's hash. */
  readonly half: 1 | 2;
  load(): Promise<Truth>;
}

const row = z.object({
  path: z.string(),
  plate: z.string(),
  kind: z.string(),
  region: z.string(),
  x: z.string(),
  y: z.string(),
  w: z.string(),
  h: z.string(),
  quality: z.string(),
});

const halfOf = (name: string): 1 | 2 => (createHash('sha256').update(name).digest()[0]! % 2 === 0 ? 1 : 2);

/** The photos of a folder that are good enough to be scored, by its `manifest.csv`. */
export function photosOf(folder: string): LabelledPhoto[] {
  const manifest = path.join(folder, 'manifest.csv');
  if (!existsSync(manifest)) throw new Error(`There is no manifest.csv in ${folder}`);
  const rows = z.array(row).parse(parse(readFileSync(manifest), { columns: true }));
  return rows
    .filter(({ quality }) => quality === 'ok')
    .map(({ path: file, plate, kind, region, x, y, w, h }) => ({
      name: file,
      kind,
      region,
      half: halfOf(file),
      load: async () => ({
        bytes: readFileSync(path.join(folder, file)),
        plate,
        ...(w !== '' && { box: { x: Number(x), y: Number(y), width: Number(w), height: Number(h) } }),
      }),
    }));
}

async function draw(wish: SceneWish): Promise<Truth> {
  const { jpeg, plate, corners } = await platePhoto(wish);
  if (!plate) return { bytes: jpeg, plate: '' };
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { bytes: jpeg, plate: plate.text, box: { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y } };
}

/** Plates drawn on the spot: on one line, on two, and photos without any, in which nothing is to be read. */
export function drawnPhotos(each: number): LabelledPhoto[] {
  const of = (region: string, wish: Omit<SceneWish, 'seed'>, from: number): LabelledPhoto[] =>
    Array.from({ length: each }, (_, at) => ({
      name: `drawn ${from + at}`,
      kind: 'drawn',
      region,
      half: halfOf(`drawn ${from + at}`),
      load: () => draw({ ...wish, seed: from + at }),
    }));
  return [
    ...of('one line', { lines: 1 }, 10_000),
    ...of('two lines', { lines: 2 }, 20_000),
    ...of('no plate', { withoutPlate: true }, 30_000),
  ];
}
