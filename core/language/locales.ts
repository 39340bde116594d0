import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { languages } from '../dialog/words.ts';
import type { Language } from '../dialog/words.ts';
import { projectRoot } from '../project-root.ts';

export type Namespace = Readonly<Record<string, unknown>>;
/** language -> namespace (file name) -> nested texts */
export type Locales = Readonly<Record<Language, Readonly<Record<string, Namespace>>>>;

const readFolder = (folder: string): Record<string, Namespace> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [
        path.basename(name, '.json'),
        JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Namespace,
      ]),
  );

/** Reads `locales/<language>/<namespace>.json`. */
export const loadLocales = (folder = path.join(projectRoot, 'locales')): Locales =>
  Object.fromEntries(languages.map((language) => [language, readFolder(path.join(folder, language))])) as Locales;

/** `{ a: { b: 'x' } }` -> `{ 'a.b': 'x' }` */
export const flatten = (tree: Namespace): Record<string, string> => Object.fromEntries(leaves(tree, ''));

const leaves = (tree: Namespace, prefix: string): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : leaves(value as Namespace, `${prefix}${key}.`),
  );

const pluralSuffix = /_(zero|one|two|few|many|other)$/;
const placeholders = (text: string): string => [...new Set(text.match(/{{\s*[\w.]+\s*}}/g) ?? [])].sort().join(' ');

/** What every plural of a language must have: CLDR's categories as this Node knows them. */
const categories = (language: Language): string[] => new Intl.PluralRules(language).resolvedOptions().pluralCategories;

function pluralFaults(language: Language, where: string, texts: Record<string, string>): string[] {
  const plurals = new Set(
    Object.keys(texts)
      .filter((key) => pluralSuffix.test(key))
      .map((key) => key.replace(pluralSuffix, '')),
  );
  return [...plurals].flatMap((base) => {
    const missing = categories(language).filter((category) => texts[`${base}_${category}`] === undefined);
    const extra = Object.keys(texts).filter((key) => {
      const category = key.replace(pluralSuffix, '') === base ? pluralSuffix.exec(key)?.[1] : undefined;
      return category !== undefined && category !== 'zero' && !categories(language).includes(category);
    });
    return [
      ...missing.map((category) => `${where}:${base} has no plural "${category}" in ${language}`),
      ...extra.map((key) => `${where}:${key} is no plural of ${language}`),
    ];
  });
}

function namespaceFaults(locales: Locales, namespace: string): string[] {
  const base = (language: Language): Map<string, string> =>
    new Map(
      Object.entries(flatten(locales[language][namespace] ?? {})).map(([key, text]) => [
        key.replace(pluralSuffix, ''),
        text,
      ]),
    );
  const reference = base('fr');
  return languages.flatMap((language) => {
    const texts = base(language);
    const all = flatten(locales[language][namespace] ?? {});
    return [
      ...[...reference.keys()]
        .filter((key) => !texts.has(key))
        .map((key) => `${namespace}:${key} is missing in ${language}`),
      ...[...texts.keys()]
        .filter((key) => !reference.has(key))
        .map((key) => `${namespace}:${key} is in ${language} only`),
      ...Object.entries(all)
        .filter(([, text]) => text.trim() === '')
        .map(([key]) => `${namespace}:${key} is empty in ${language}`),
      ...[...texts]
        .filter(([key, text]) => {
          const french = reference.get(key);
          // A plural's category may leave the number out ("one person"); everything else names the same things.
          return (
            french !== undefined &&
            !pluralSuffix.test(key) &&
            !(`${key}_other` in all) &&
            placeholders(french) !== placeholders(text)
          );
        })
        .map(([key]) => `${namespace}:${key} has other {{names}} in ${language} than in fr`),
      ...pluralFaults(language, namespace, all),
    ];
  });
}

/** Every way in which the five languages differ in what they can say. Empty when all is well. */
export function localeFaults(locales: Locales): string[] {
  const namespaces = new Set(languages.flatMap((language) => Object.keys(locales[language])));
  return [...namespaces].flatMap((namespace) => namespaceFaults(locales, namespace));
}

/** Whether a text is written in a language, in any of its plurals. */
export function hasText(locales: Locales): (text: { readonly key: string }, language: Language) => boolean {
  const written = new Map(
    languages.map((language) => [
      language,
      new Set(
        Object.entries(locales[language]).flatMap(([namespace, tree]) =>
          Object.keys(flatten(tree)).map((key) => `${namespace}:${key.replace(pluralSuffix, '')}`),
        ),
      ),
    ]),
  );
  return ({ key }, language) => written.get(language)?.has(key) ?? false;
}
