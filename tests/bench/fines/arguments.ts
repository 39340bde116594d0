/** The whole number behind a word of the command line (`--most 100000`). Throws when something else stands there. */
export function numberBehind(args: readonly string[], word: string, otherwise: number): number {
  if (!args.includes(word)) return otherwise;
  const typed = args[args.indexOf(word) + 1] ?? '';
  if (!/^[1-9]\d{0,8}$/.test(typed)) throw new Error(`${word} wants a whole number, not "${typed}"`);
  return Number(typed);
}
