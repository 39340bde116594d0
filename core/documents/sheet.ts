import PDFDocument from 'pdfkit';
import { qrModules } from './qr.ts';
import { toDrawable, typeface, weights } from './typeface.ts';
import type { Weight } from './typeface.ts';

/** Points; A4 is 595 by 842. */
export const margin = 56;
export const pageWidth = 595.28;
export const pageHeight = 841.89;
export const contentWidth = pageWidth - 2 * margin;

export const ink = { dark: '#14213d', body: '#2b2d42', quiet: '#6c757d', line: '#dee2e6', tint: '#f4f6fa' } as const;

interface TextStyle {
  readonly size: number;
  readonly weight?: Weight;
  readonly colour?: string;
  readonly width?: number;
  readonly align?: 'left' | 'center' | 'right';
  readonly spacing?: number;
  readonly lineGap?: number;
}

/** One printed page and what can be put on it. All places are points from the upper left corner. */
export interface Sheet {
  readonly pdf: PDFKit.PDFDocument;
  /** Writes a text, wrapped at the width; returns the y below it. */
  text(text: string, x: number, y: number, style: TextStyle): number;
  widthOf(text: string, style: Pick<TextStyle, 'size' | 'weight' | 'spacing'>): number;
  /** How high the text is, wrapped at the width. */
  heightOf(text: string, style: Pick<TextStyle, 'size' | 'weight' | 'width'>): number;
  line(y: number, from?: number, to?: number): void;
  box(x: number, y: number, width: number, height: number, colour: string, radius?: number): void;
  qr(text: string, x: number, y: number, side: number): void;
  finish(): Promise<Buffer>;
}

/** An empty A4 page. The date stands in the file too, so that the same document always has the same bytes. */
export function openSheet(about: { readonly title: string; readonly language: string; readonly date: Date }): Sheet {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    // Pages are numbered once it is known how many there are.
    bufferPages: true,
    lang: about.language,
    displayTitle: true,
    info: { Title: about.title, Creator: 'Lisolo', Producer: 'Lisolo', CreationDate: about.date, ModDate: about.date },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks))).on('error', reject);
  });
  for (const weight of weights) pdf.registerFont(weight, typeface(weight));

  return {
    pdf,

    text(
      text,
      x,
      y,
      { size, weight = 'regular', colour = ink.body, width = contentWidth, align = 'left', spacing = 0, lineGap = 2 },
    ) {
      pdf.font(weight).fontSize(size).fillColor(colour);
      pdf.text(toDrawable(text), x, y, { width, align, characterSpacing: spacing, lineGap });
      return pdf.y;
    },

    widthOf(text, { size, weight = 'regular', spacing = 0 }) {
      return pdf.font(weight).fontSize(size).widthOfString(toDrawable(text), { characterSpacing: spacing });
    },

    heightOf(text, { size, weight = 'regular', width = contentWidth }) {
      return pdf.font(weight).fontSize(size).heightOfString(toDrawable(text), { width, lineGap: 2 });
    },

    line(y, from = margin, to = pageWidth - margin) {
      pdf.moveTo(from, y).lineTo(to, y).lineWidth(0.6).strokeColor(ink.line).stroke();
    },

    box(x, y, width, height, colour, radius = 0) {
      pdf.roundedRect(x, y, width, height, radius).fill(colour);
    },

    qr(text, x, y, side) {
      const { size, isDark } = qrModules(text);
      const module = side / size;
      for (let row = 0; row < size; row += 1) {
        for (let column = 0; column < size; column += 1) {
          if (!isDark(row, column)) continue;
          const start = column;
          while (column + 1 < size && isDark(row, column + 1)) column += 1;
          // A hair wider than a module, or readers show white seams between the rows.
          pdf.rect(x + start * module, y + row * module, (column - start + 1) * module, module + 0.05);
        }
      }
      pdf.fill('#000000');
    },

    finish() {
      pdf.end();
      return finished;
    },
  };
}
