/** The part in use of fontkit, which brings no types. */
declare module 'fontkit' {
  export function create(bytes: Buffer): {
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    layout(text: string): { readonly advanceWidth: number };
  };
}
