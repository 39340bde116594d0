import type { Param, Text } from './words.ts';

/**
 * Characters that stand in for a formatting mark where the mark would close a pair. Without a closing mark WhatsApp
 * formats nothing, so opening ones stay: `*384*96#` can still be copied and dialled.
 * https://faq.whatsapp.com/539178204879377 (bold, italic, strikethrough, monospace, lists, quotes)
 */
const standIns: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼' };

/** Words in which no data can format itself, quote itself or pose as ours, where marks such as `*` format. */
export const toPlainText = (text: string): string =>
  text
    .replace(/(?<=\S)[*_~](?![\p{L}\p{N}])/gu, (mark) => standIns[mark] ?? mark)
    .replace(/`/g, 'ˋ')
    .replace(/^(\s*)>/gm, '$1›');

const inOneLine = (param: Param): Param => {
  if (typeof param === 'string') return param.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ');
  return typeof param === 'object' && 'key' in param ? withTameParams(param) : param;
};

/** Data inside a sentence stays in its line, so that a name cannot write a menu of its own. */
export function withTameParams(text: Text): Text {
  if (!text.params) return text;
  return {
    ...text,
    params: Object.fromEntries(Object.entries(text.params).map(([name, param]) => [name, inOneLine(param)])),
  };
}
