/**
 * Characters that stand in for a formatting mark where the mark would close a pair. Without a closing mark WhatsApp
 * formats nothing, so opening ones stay: `*384*96#` can still be copied and dialled.
 * https://faq.whatsapp.com/539178204879377 (bold, italic, strikethrough, monospace, lists, quotes)
 */
const standIns: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼' };

/** Words in which no data can format itself, quote itself or pose as ours. */
export function toPlainText(text: string): string {
  return text
    .replace(/(?<=\S)[*_~](?![\p{L}\p{N}])/gu, (mark) => standIns[mark] ?? mark)
    .replace(/`/g, 'ˋ')
    .replace(/^(\s*)>/gm, '$1›');
}

/** The line in bold, or as it is where bold would not hold (a line break or a mark in it). */
export const bold = (line: string): string => (/^[^\s*](?:[^\n*]*[^\s*])?$/u.test(line) ? `*${line}*` : line);
