const maxLength = 80;

/** A file name that is safe in any header, folder or chat: no path, no control or reserved character, the true extension. */
export function toFileName(given: string, extension: string): string {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const stem = last
    .replace(/\.[^.]*$/, '')
    .replace(/[^\p{L}\p{N} ._-]/gu, '')
    .replace(/^[. ]+|[. ]+$/g, '');
  return `${[...stem].slice(0, maxLength).join('').trim() || 'file'}.${extension}`;
}
