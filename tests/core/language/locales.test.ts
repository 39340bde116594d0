import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createContent } from '../../../core/content/index.ts';
import { isGsm, languages, septets, toGsm } from '../../../core/dialog/index.ts';
import { createSpeak, flatten, loadLocales, localeFaults } from '../../../core/language/index.ts';
import { inUnits } from '../../../core/money.ts';
import { projectRoot } from '../../../core/project-root.ts';

const locales = loadLocales();
const speakStrictly = createSpeak({ locales, strict: true });

function sources(folder: string): string[] {
  return readdirSync(path.join(projectRoot, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
}

const code = ['core', 'ussd', 'bots', 'admin-api'].flatMap(sources).join('\n');
const known = new Set(
  Object.entries(locales.fr).flatMap(([namespace, tree]) =>
    Object.keys(flatten(tree)).map(
      (key) => `${namespace}:${key.replace(/_(zero|one|two|few|many|other)$/, '').replace(/_ussd$/, '')}`,
    ),
  ),
);

describe('the locale files', () => {
  it('say the same things in all five languages, with the plurals that each has', () => {
    expect(localeFaults(locales)).toEqual([]);
  });

  it('hold every text that the code names', () => {
    const named = [...code.matchAll(/'([a-z][\w-]*:[\w.]+)'/g)]
      .map((match) => match[1] ?? '')
      .filter((key) => key.split(':')[0]! in locales.fr);
    expect(named.length).toBeGreaterThan(50);
    expect([...new Set(named)].filter((key) => !known.has(key))).toEqual([]);
  });

  it('hold no text that nothing names', () => {
    const prefixes = [...code.matchAll(/`([a-z][\w-]*:[\w.]*)\$\{/g)].map((match) => match[1] ?? '');
    const unused = [...known].filter(
      (key) => !code.includes(`'${key}'`) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it.each(languages)('can be shown on a USSD phone in %s', (language) => {
    const odd = Object.values(locales[language])
      .flatMap((tree) => Object.values(flatten(tree)))
      .filter((text) => !isGsm(toGsm(text)) || toGsm(text).includes('?') !== text.includes('?'));
    expect(odd).toEqual([]);
  });

  it.each(languages)('name a menu entry or a button in %s as it is called there', (language) => {
    const say = (key: string): string => speakStrictly({ key }, language);
    const quoted: Record<string, readonly string[]> = {
      'identity:account.menu': [
        'identity:consent.ask',
        'identity:consent.refused',
        'identity:start.unknown',
        'content:entries.privacy.body',
      ],
      'fines:pay.part': ['content:entries.instalments.body'],
      'telegram:shareContact': ['identity:phone.hint'],
      'queues:mine.menu': ['queues:mine.reach'],
      'appointments:mine.menu': ['appointments:mine.reach'],
    };
    for (const [label, texts] of Object.entries(quoted))
      for (const text of texts) expect(say(text), `${text} in ${language}`).toContain(`"${say(label)}"`);
  });

  it.each(languages)('have straight quotes only in %s, since a phone shows no others', (language) => {
    const curly = Object.values(locales[language])
      .flatMap((tree) => Object.values(flatten(tree)))
      .filter((text) => /[«»“”„‘’‹›…\u00a0\u202f]/.test(text));
    expect(curly).toEqual([]);
  });

  it.each(languages)('offer choices in %s that take one or two lines of a small screen', (language) => {
    const inCode = [...code.matchAll(/label: t\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
    const account = ['language', 'agree', 'start', 'stop', 'copy', 'erase'].map((one) => `identity:account.${one}`);
    const titles = createContent()
      .list()
      .map(({ title }) => title);
    expect(inCode.length).toBeGreaterThan(20);
    const long = [...[...new Set([...inCode, ...account])].map((key) => ({ key, params: { count: 2 } })), ...titles]
      .map((label) => toGsm(speakStrictly(label, language, { short: true })).replace(/{{\w+}}/g, ''))
      .filter((label) => septets(label) > 40);
    expect(long).toEqual([]);
  });

  it('report a missing key, an extra key, a missing plural and another placeholder', () => {
    const { tooLong_other: _gone, ...rest } = locales.wo['dialog'] as Record<string, unknown>;
    const faults = localeFaults({
      ...locales,
      wo: { dialog: { ...rest, extra: 'x', tooLong_one: 'one', home: '{{surprise}}' } },
    });
    expect(faults.join('\n')).toMatch(/dialog:extra is in wo only/);
    expect(faults).toContain('dialog:tooLong has no plural "other" in wo');
    expect(faults).toContain('dialog:tooLong_one is no plural of wo');
    expect(faults.join('\n')).toMatch(/errors:\w+ is missing in wo/);
    expect(faults.join('\n')).toMatch(/dialog:home has other \{\{names\}\} in wo/);
  });
});

describe('speaking', () => {
  const speak = createSpeak({ strict: true });
  it('takes the short wording on a USSD phone and the long one elsewhere', () => {
    expect(speak({ key: 'dialog:home' }, 'fr', { short: true })).toBe('Lisolo. Choisissez :');
    expect(speak({ key: 'dialog:home' }, 'fr')).toContain('Bienvenue');
  });
  it('writes money and dates in one house format in every language', () => {
    for (const language of languages) {
      expect(
        speak({ key: 'errors:defect', params: { reference: { money: inUnits(12_500, 'CDF') } } }, language),
      ).toContain('12 500 FC');
      expect(
        speak(
          {
            key: 'errors:defect',
            params: { reference: { date: '2026-11-20T22:30:00Z', style: 'datetime', timeZone: 'Africa/Lubumbashi' } },
          },
          language,
        ),
      ).toContain('21/11/2026 00h30');
    }
  });
  it('shows data as it is, even when it looks like a template', () => {
    expect(speak({ key: 'errors:defect', params: { reference: '$t(dialog:home) {{x}}' } }, 'en')).toContain(
      '$t(dialog:home) {{x}}',
    );
  });
  it('refuses an unknown text in tests', () => {
    expect(() => speak({ key: 'dialog:nowhere' }, 'fr')).toThrow(/dialog:nowhere/);
  });
});
