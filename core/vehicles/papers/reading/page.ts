/** Where something stands on the page, as parts of its width and height (0 to 1). */
export interface PageBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface PageWord {
  readonly text: string;
  /** That it is read right, from 0 to 1. */
  readonly confidence: number;
  readonly box: PageBox;
}

export interface PageLine {
  readonly words: readonly PageWord[];
}

/** The text of a page, line by line from the top. */
export interface Page {
  readonly lines: readonly PageLine[];
  /** How well its words are read, from 0 to 1; 0 where there are none. */
  readonly confidence: number;
}

export const textOf = ({ words }: PageLine): string => words.map(({ text }) => text).join(' ');
