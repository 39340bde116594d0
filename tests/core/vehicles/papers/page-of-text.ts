import type { Page } from '../../../../core/vehicles/papers/reading/page.ts';

/** A page of plain text, as if it had been read without doubt. */
export function pageOfText(text: string, confidence = 0.9): Page {
  const rows = text.split('\n').filter((row) => row.trim() !== '');
  return {
    confidence,
    lines: rows.map((row, at) => {
      const [top, bottom] = [at / rows.length, (at + 1) / rows.length];
      let from = 0;
      const words = row
        .trim()
        .split(/\s+/)
        .map((word) => {
          const left = row.indexOf(word, from);
          from = left + word.length;
          return { text: word, confidence, box: { left: left / 200, right: from / 200, top, bottom } };
        });
      return { words };
    }),
  };
}
