import type { Lettering } from '../../documents/index.ts';
import { createCanvas, ink, inner, margin, tones, width, type Canvas, type TextStyle, type Tone } from './canvas.ts';
import { drawSection, type Section } from './sections.ts';

/** A chart before it is drawn: every text is in the reader's language already. */
export interface Picture {
  readonly title: string;
  readonly subtitle: string;
  /** What the colours mean, where there is more than one. */
  readonly key?: readonly { readonly tone: Tone; readonly text: string }[];
  readonly sections: readonly Section[];
  readonly footer: string;
}

const title: TextStyle = { size: 58, weight: 'bold', colour: ink.dark };
const subtitle: TextStyle = { size: 36, colour: ink.quiet };
const keyText: TextStyle = { size: 34, weight: 'medium', colour: ink.body };
const footer: TextStyle = { size: 28, colour: ink.quiet };
const square = 30;

function lines(canvas: Canvas, text: string, y: number, style: TextStyle): number {
  const step = style.size * 1.25;
  const all = canvas.wrap(text, inner, style);
  all.forEach((line, index) => canvas.text(canvas.fit(line, inner, style), margin, y + step * (index + 0.8), style));
  return y + step * all.length;
}

function drawKey(canvas: Canvas, key: NonNullable<Picture['key']>, y: number): number {
  let x = margin;
  let top = y;
  for (const { tone, text } of key) {
    const length = square + 14 + canvas.widthOf(text, keyText);
    if (x > margin && x + length > margin + inner) {
      x = margin;
      top += 52;
    }
    canvas.box(x, top, square, square, tones[tone]);
    canvas.text(text, x + square + 14, top + 27, keyText);
    x += length + 44;
  }
  return top + square;
}

/** The picture as SVG, as high as it needs to be. */
export function toSvg(picture: Picture, lettering: Lettering): string {
  const canvas = createCanvas(lettering);
  let y = lines(canvas, picture.title, margin, title);
  y = lines(canvas, picture.subtitle, y + 10, subtitle);
  if (picture.key) y = drawKey(canvas, picture.key, y + 26);
  for (const section of picture.sections) y = drawSection(canvas, section, y + 36);
  canvas.text(picture.footer, margin, y + 44, footer);
  return canvas.toSvg(y + 44 + margin - 14);
}

/** Draws it to PNG, `width` pixels wide, in a thread of its own. */
export async function toPng(picture: Picture, lettering: Lettering): Promise<Buffer> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const drawn = await renderAsync(toSvg(picture, lettering), {
    fitTo: { mode: 'width', value: width },
    font: {
      fontFiles: lettering.weights.map((weight) => lettering.typefaceFile(weight)),
      loadSystemFonts: false,
      defaultFontFamily: 'IBM Plex Sans',
    },
  });
  return drawn.asPng();
}
