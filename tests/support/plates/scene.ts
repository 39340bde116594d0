import { renderAsync } from '@resvg/resvg-js';
import sharp from 'sharp';
import { chanceFrom } from './chance.ts';
import type { Chance } from './chance.ts';
import { drawPlate, typefaces } from './plate-art.ts';
import type { PlateArt } from './plate-art.ts';

/** A photo with the plate that is to be read in it. */
export interface PlatePhoto {
  readonly jpeg: Buffer;
  readonly plate?: PlateArt;
  /** Corners of the plate in the photo: top left, top right, bottom right, bottom left. */
  readonly corners: readonly { readonly x: number; readonly y: number }[];
}

export interface SceneWish {
  readonly seed: number;
  readonly kind?: PlateArt['kind'];
  readonly lines?: 1 | 2;
  /** Of the plate, in pixels of the photo. */
  readonly plateWidth?: number;
  readonly size?: { readonly width: number; readonly height: number };
  readonly withoutPlate?: boolean;
}

interface Raster {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

async function render(svg: string, width: number, height: number): Promise<Raster> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'width', value: width },
    font: {
      loadSystemFonts: false,
      fontFiles: typefaces.map(({ file }) => file),
      defaultFontFamily: typefaces[0]!.family,
    },
  });
  return { data: image.pixels, width: image.width, height };
}

const grey = (chance: Chance, least: number, most: number): string => {
  const [base, tint] = [chance.whole(least, most), () => chance.whole(-14, 14)];
  return `rgb(${Math.max(0, base + tint())},${Math.max(0, base + tint())},${Math.max(0, base + tint())})`;
};

/** A street: sky, ground, a wall of bricks or bars, the back of a car with lamps, a grille and a maker's name. */
function street(chance: Chance, width: number, height: number): string {
  const unit = height / 100;
  const horizon = chance.between(20, 45) * unit;
  let svg = `<rect width="${width}" height="${height}" fill="${grey(chance, 70, 190)}"/><rect y="${horizon}" width="${width}" height="${height}" fill="${grey(chance, 50, 140)}"/>`;
  for (let at = 0; at < 30; at++)
    svg += `<rect x="${chance.between(0, width)}" y="${chance.between(0, height)}" width="${chance.between(1, 24) * unit}" height="${chance.between(1, 12) * unit}" fill="${grey(chance, 20, 230)}" opacity="${chance.between(0.2, 0.8)}"/>`;
  if (chance.is(0.5))
    for (let x = 0; x < width; x += 6 * unit)
      svg += `<rect x="${x}" y="0" width="${unit}" height="${horizon}" fill="${grey(chance, 20, 60)}"/>`;
  const [left, top] = [chance.between(0.05, 0.2) * width, chance.between(0.1, 0.25) * height];
  const [wide, high] = [width * chance.between(0.6, 0.75), height * 0.7];
  const paint = grey(chance, 20, 220);
  svg += `<rect x="${left}" y="${top}" width="${wide}" height="${high}" rx="${8 * unit}" fill="${paint}"/>`;
  svg += `<rect x="${left + wide * 0.12}" y="${top + 4 * unit}" width="${wide * 0.76}" height="${high * 0.3}" rx="${4 * unit}" fill="${grey(chance, 10, 60)}"/>`;
  for (const side of [0.02, 0.83])
    svg += `<rect x="${left + wide * side}" y="${top + high * 0.42}" width="${wide * 0.15}" height="${high * 0.16}" rx="${2 * unit}" fill="rgb(${chance.whole(120, 220)},30,30)"/>`;
  for (let line = 0; line < 5; line++)
    svg += `<rect x="${left + wide * 0.3}" y="${top + high * 0.36 + line * 1.6 * unit}" width="${wide * 0.4}" height="${0.7 * unit}" fill="${grey(chance, 10, 120)}"/>`;
  const name = chance.pick(['TOYOTA', 'HYUNDAI', 'Peugeot', 'RAV4', 'Kinshasa', 'COROLLA', 'Taxi']);
  svg += `<text x="${left + wide * 0.14}" y="${top + high * 0.62}" font-family="'${typefaces[1]!.family}'" font-size="${chance.between(3, 5) * unit}" fill="${grey(chance, 150, 240)}">${name}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${svg}</svg>`;
}

/** Solves for the eight numbers that take the photo's points to the plate's, by Gauss. */
function toPlate(corners: PlatePhoto['corners'], width: number, height: number): number[] {
  const wanted = [[0, 0], [width, 0], [width, height], [0, height]]; // prettier-ignore
  const rows = corners.flatMap(({ x, y }, at) => {
    const [u, v] = wanted[at]!;
    return [[x, y, 1, 0, 0, 0, -u! * x, -u! * y, u!], [0, 0, 0, x, y, 1, -v! * x, -v! * y, v!]]; // prettier-ignore
  });
  for (let at = 0; at < 8; at++) {
    const best = rows
      .slice(at)
      .reduce((most, row, step) => (Math.abs(row[at]!) > Math.abs(rows[most]![at]!) ? at + step : most), at);
    [rows[at], rows[best]] = [rows[best]!, rows[at]!];
    for (let other = 0; other < 8; other++) {
      if (other === at) continue;
      const share = rows[other]![at]! / rows[at]![at]!;
      rows[other] = rows[other]!.map((value, column) => value - share * rows[at]![column]!);
    }
  }
  return rows.map((row, at) => row[8]! / row[at]!);
}

function paste(scene: Raster, plate: Raster, corners: PlatePhoto['corners']): void {
  const [a, b, c, d, e, f, g, h] = toPlate(corners, plate.width, plate.height) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  const inside = (value: number, most: number): number => Math.max(0, Math.min(most - 1, Math.round(value)));
  for (let y = inside(Math.min(...ys), scene.height); y <= inside(Math.max(...ys), scene.height); y++)
    for (let x = inside(Math.min(...xs), scene.width); x <= inside(Math.max(...xs), scene.width); x++) {
      let [alpha, sums] = [0, [0, 0, 0]];
      // Nine points a pixel: the plate is drawn larger than it is seen.
      for (let part = 0; part < 9; part++) {
        const [px, py] = [x + ((part % 3) + 0.5) / 3, y + (Math.floor(part / 3) + 0.5) / 3];
        const depth = g * px + h * py + 1;
        const [u, v] = [Math.floor((a * px + b * py + c) / depth), Math.floor((d * px + e * py + f) / depth)];
        if (u < 0 || v < 0 || u >= plate.width || v >= plate.height) continue;
        const from = (v * plate.width + u) * 4;
        const share = plate.data[from + 3]! / 255;
        alpha += share;
        sums = sums.map((sum, channel) => sum + share * plate.data[from + channel]!);
      }
      const at = (y * scene.width + x) * 4;
      for (let channel = 0; channel < 3; channel++)
        scene.data[at + channel] = (sums[channel]! + scene.data[at + channel]! * (9 - alpha)) / 9;
    }
}

/** Where a plate of a width lies, seen a little from the side and from above, somewhat turned. */
function cornersOf(
  chance: Chance,
  art: PlateArt,
  width: number,
  scene: { width: number; height: number },
): PlatePhoto['corners'] {
  const height = (width * art.height) / art.width;
  const [turn, lean] = [chance.between(-0.1, 0.1), chance.between(-0.12, 0.12)];
  const room = width * 0.56;
  const centre = {
    x: chance.between(Math.min(room, scene.width / 2), Math.max(scene.width - room, scene.width / 2)),
    y: chance.between(0.45, 0.8) * scene.height,
  };
  return ([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]] as const).map(([u, v]) => {
    const depth = 1 + u * chance.between(-0.08, 0.08);
    const [x, y] = [(u * width + v * lean * height) * depth, v * height * depth];
    return { x: centre.x + x * Math.cos(turn) - y * Math.sin(turn), y: centre.y + x * Math.sin(turn) + y * Math.cos(turn) };
  }); // prettier-ignore
}

/** Light from one side, then the noise of a camera. */
function develop(chance: Chance, { data, width, height }: Raster): Buffer {
  const [light, slope, noise] = [chance.between(0.55, 1.05), chance.between(-0.35, 0.35), chance.between(0, 9)];
  const out = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const strength = light * (1 + slope * (x / width - 0.5));
      const grain = (chance.next() + chance.next() - 1) * noise;
      for (let channel = 0; channel < 3; channel++) {
        const value = data[(y * width + x) * 4 + channel]! * strength + grain;
        out[(y * width + x) * 3 + channel] = Math.max(0, Math.min(255, value));
      }
    }
  return out;
}

export async function platePhoto(wish: SceneWish): Promise<PlatePhoto> {
  const chance = chanceFrom(wish.seed);
  const { width, height } =
    wish.size ??
    chance.pick([
      { width: 1280, height: 960 },
      { width: 960, height: 1280 },
      { width: 1600, height: 1200 },
    ]);
  const scene = await render(street(chance, width, height), width, height);
  let found: Pick<PlatePhoto, 'plate' | 'corners'> = { corners: [] };
  if (!wish.withoutPlate) {
    const lines = wish.lines ?? 1;
    const art = drawPlate(
      chance,
      wish.kind ??
        chance.pick(lines === 1 ? (['cd', 'cd', 'sn', 'sn-old', 'cod'] as const) : (['cd', 'sn', 'sn-old'] as const)),
      lines,
    );
    const plateWidth = wish.plateWidth ?? chance.between(lines === 1 ? 110 : 90, width * (lines === 1 ? 0.5 : 0.35));
    const corners = cornersOf(chance, art, plateWidth, { width, height });
    const drawn = Math.round(Math.max(300, plateWidth * 2));
    const plate = await render(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${art.width} ${art.height}">${art.svg}</svg>`,
      drawn,
      Math.round((drawn * art.height) / art.width),
    );
    paste(scene, { ...plate, height: Math.floor(plate.data.length / 4 / plate.width) }, corners);
    found = { plate: art, corners };
  }
  const raw = develop(chance, scene);
  // Never so blurred that a person could not read it: strokes of small plates are two pixels wide.
  const blur = chance.is(0.5) ? chance.between(0.35, 0.8) : 0;
  const image = sharp(raw, { raw: { width, height, channels: 3 } });
  const jpeg = await (blur > 0 ? image.blur(blur) : image).jpeg({ quality: chance.whole(50, 92) }).toBuffer();
  return { jpeg, ...found };
}
