import type { Param, Speak } from '../../core/dialog/words.ts';

const say = (param: Param): string => {
  if (typeof param === 'string' || typeof param === 'number') return String(param);
  if ('money' in param) return JSON.stringify(param.money);
  if ('date' in param) return param.date;
  return param.key;
};

/**
 * A speaker that needs no locale files: a key becomes itself with its language and parameters, so that a test sees
 * which text was asked for, in which language, and in which wording.
 */
export const plainSpeech: Speak = (words, language, options) => {
  if (typeof words === 'string') return words;
  const params = Object.entries(words.params ?? {}).map(([name, value]) => `${name}=${say(value)}`);
  return [`${words.key}.${language}${options?.short ? '.short' : ''}`, ...params].join(' ');
};
