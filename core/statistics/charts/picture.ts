/**
 * Blue and orange are told apart with every kind of colour blindness and in grey (Okabe and Ito, "Color Universal Design").
 */
export const tones = { good: '#0072b2', open: '#f0a93b', quiet: '#a9b2bd' } as const;
export type Tone = keyof typeof tones;
export const toneNames = Object.keys(tones) as Tone[];

/** A bar or a column. */
export interface Row {
  readonly name: string;
  /** The figure itself, and what is said beside it. */
  readonly figure?: string;
  readonly note?: string;
  /** How many of each colour, drawn in that order. */
  readonly parts: Readonly<Partial<Record<Tone, number>>>;
}

/** One of the things that a picture is put together of, from above downwards. */
export type Section =
  | { readonly kind: 'headline'; readonly figure: string; readonly words: string }
  | { readonly kind: 'line'; readonly text: string; readonly strong: boolean }
  | { readonly kind: 'bars' | 'columns'; readonly rows: readonly Row[] };

/** A chart before it is drawn: every text is in the reader's language already. */
export interface Picture {
  readonly title: string;
  readonly subtitle: string;
  /** What the colours mean, where there is more than one. */
  readonly key?: readonly { readonly tone: Tone; readonly text: string }[];
  readonly sections: readonly Section[];
  readonly footer: string;
}

/** The colours that occur, whose meaning is to be told. */
export function usedTones(sections: readonly Section[]): Tone[] {
  const rows = sections.flatMap((section) => ('rows' in section ? section.rows : []));
  return toneNames.filter((tone) => rows.some(({ parts }) => (parts[tone] ?? 0) > 0));
}
