import type { Lettering } from '../../documents/index.ts';

export type Weight = 'regular' | 'medium' | 'bold';
type Align = 'start' | 'middle' | 'end';

export interface TextStyle {
  readonly size: number;
  readonly weight?: Weight;
  readonly colour?: string;
  readonly align?: Align;
}

/** Pixels; wide enough to stay sharp on every phone. */
export const width = 1080;
export const margin = 64;
export const inner = width - 2 * margin;

/**
 * Blue and orange are told apart with every kind of colour blindness and in grey (Okabe and Ito, "Color Universal Design").
 */
export const tones = { good: '#0072b2', open: '#f0a93b', quiet: '#a9b2bd' } as const;
export type Tone = keyof typeof tones;
export const ink = { dark: '#14213d', body: '#2b2d42', quiet: '#5b6472', line: '#dee2e8', paper: '#ffffff' } as const;

const weights: Record<Weight, number> = { regular: 400, medium: 500, bold: 700 };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const round = (value: number): number => Math.round(value * 10) / 10;

/** A picture of SVG that grows downwards; all places are pixels from the upper left corner. */
export interface Canvas {
  /** Writes one line with its foot at y. */
  text(text: string, x: number, y: number, style: TextStyle): void;
  widthOf(text: string, style: TextStyle): number;
  /** The text, or its beginning and an ellipsis where it is wider. */
  fit(text: string, most: number, style: TextStyle): string;
  /** The text in lines of at most this width. */
  wrap(text: string, most: number, style: TextStyle): string[];
  box(x: number, y: number, width: number, height: number, colour: string, radius?: number): void;
  line(y: number): void;
  toSvg(height: number): string;
}

/** `lettering` measures texts, so that nothing runs out of the picture or over something else. */
export function createCanvas({ toDrawable, widthOf: widthInLetters }: Lettering): Canvas {
  const parts: string[] = [];
  const widthOf: Canvas['widthOf'] = (text, { size, weight = 'regular' }) =>
    widthInLetters(toDrawable(text), weight) * size;

  return {
    widthOf,

    text(text, x, y, { size, weight = 'regular', colour = ink.body, align = 'start' }) {
      const face = `font-size="${size}" font-weight="${weights[weight]}" fill="${colour}" text-anchor="${align}"`;
      parts.push(`<text x="${round(x)}" y="${round(y)}" ${face}>${escaped(toDrawable(text))}</text>`);
    },

    fit(text, most, style) {
      if (widthOf(text, style) <= most) return text;
      const letters = [...text];
      const cut = (count: number): string => `${letters.slice(0, count).join('').trimEnd()}…`;
      let [fits, tooMany] = [1, letters.length];
      while (tooMany - fits > 1) {
        const middle = Math.floor((fits + tooMany) / 2);
        if (widthOf(cut(middle), style) <= most) fits = middle;
        else tooMany = middle;
      }
      return cut(fits);
    },

    wrap: (text, most, style) =>
      text.split(' ').reduce<string[]>((lines, word) => {
        const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
        return lines.length > 0 && widthOf(longer, style) <= most ? [...lines.slice(0, -1), longer] : [...lines, word];
      }, []),

    box(x, y, boxWidth, height, colour, radius = 0) {
      const place = `x="${round(x)}" y="${round(y)}" width="${round(boxWidth)}" height="${round(height)}"`;
      parts.push(`<rect ${place} rx="${radius}" fill="${colour}"/>`);
    },

    line(y) {
      parts.push(`<rect x="${margin}" y="${round(y)}" width="${inner}" height="2" fill="${ink.line}"/>`);
    },

    toSvg: (height) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${Math.ceil(height)}" font-family="IBM Plex Sans">` +
      `<rect width="100%" height="100%" fill="${ink.paper}"/>${parts.join('')}</svg>`,
  };
}
