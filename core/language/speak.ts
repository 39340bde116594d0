import i18next from 'i18next';
import type { Language, Param, Speak, Text } from '../dialog/words.ts';
import { formatMoment, formatMoney } from './format.ts';
import { loadLocales } from './locales.ts';
import type { Locales } from './locales.ts';

/**
 * The one place where keys become sentences (i18next underneath). `strict` throws on an unknown key, as tests want;
 * otherwise French answers for another language and the key itself for a text nobody wrote.
 */
export function createSpeak({
  locales = loadLocales(),
  strict = false,
}: { locales?: Locales; strict?: boolean } = {}): Speak {
  const instance = i18next.createInstance();
  void instance.init({
    resources: locales,
    fallbackLng: strict ? false : 'fr',
    initAsync: false,
    // Values are data: a name that holds "{{" or "$t(" is shown as it is.
    interpolation: { escapeValue: false, skipOnVariables: true },
    returnNull: false,
  });

  const toParam = (param: Param, language: Language, short: boolean): string | number => {
    if (typeof param !== 'object') return param;
    if ('money' in param) return formatMoney(param.money);
    if ('date' in param) return formatMoment(param.date, param.style, param.timeZone);
    return speakText(param, language, short);
  };

  function speakText(text: Text, language: Language, short: boolean): string {
    const params: Record<string, unknown> = { lng: language };
    if (short) params['context'] = 'ussd';
    for (const [name, param] of Object.entries(text.params ?? {})) params[name] = toParam(param, language, short);
    if (strict && !instance.exists(text.key, params)) throw new Error(`no text ${text.key} in ${language}`);
    return instance.t(text.key, params);
  }

  return (words, language, options) =>
    typeof words === 'string' ? words : speakText(words, language, options?.short ?? false);
}
