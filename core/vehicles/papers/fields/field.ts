import type { PageBox, PageWord } from '../reading/page.ts';

/** Something that was read on a page. */
export interface ReadField<T> {
  readonly value: T;
  /** As it stood there. */
  readonly raw: string;
  /** That the value is right, from 0 to 1. */
  readonly confidence: number;
  readonly box: PageBox;
}

const boxOf = (words: readonly PageWord[]): PageBox => ({
  left: Math.min(...words.map(({ box }) => box.left)),
  top: Math.min(...words.map(({ box }) => box.top)),
  right: Math.max(...words.map(({ box }) => box.right)),
  bottom: Math.max(...words.map(({ box }) => box.bottom)),
});

const rounded = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 100) / 100;

/** A field of these words; `trust` says how much the place and the form of the value speak for it. */
export function fieldOf<T>(value: T, words: readonly PageWord[], trust = 1): ReadField<T> {
  const read = words.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(words.length, 1);
  return {
    value,
    raw: words.map(({ text }) => text).join(' '),
    confidence: rounded(read * trust),
    box: boxOf(words),
  };
}

/** The surest; of equals the first. */
export const surest = <T>(fields: readonly ReadField<T>[]): ReadField<T> | undefined =>
  fields.reduce<ReadField<T> | undefined>(
    (best, field) => (best && best.confidence >= field.confidence ? best : field),
    undefined,
  );
