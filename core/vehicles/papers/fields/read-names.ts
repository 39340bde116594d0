import type { Page, PageWord } from '../reading/page.ts';
import { fieldOf, surest, type ReadField } from './field.ts';
import { bare, folded, isLike } from './folded.ts';
import { labelled, type Labelled } from './labelled.ts';
import { insurers, makes } from './names.ts';

const holders = [
  'NOM ET PRENOMS DU PROPRIETAIRE', 'NOM DU PROPRIETAIRE', 'NOM DE L ASSURE', 'NOM DU TITULAIRE', 'NOM ET PRENOMS', 'NOM ET PRENOM',
  'ASSURE', 'SOUSCRIPTEUR', 'PROPRIETAIRE', 'TITULAIRE', 'PRENEUR', 'RAISON SOCIALE', 'INSURED', 'POLICYHOLDER', 'OWNER', 'NOM',
]; // prettier-ignore
const mostNameWords = 6;

/** Letters until something stands there that no name has. */
function nameWords({ words }: Labelled): PageWord[] {
  const end = words.findIndex(({ text }) => /\d/.test(text) || (!/\p{L}/u.test(text) && !/^[-'.&]$/.test(text)));
  return (end < 0 ? words : words.slice(0, end)).slice(0, mostNameWords);
}

const trimmed = (words: readonly PageWord[]): string =>
  words
    .map(({ text }) => text)
    .join(' ')
    .replace(/^[^\p{L}]+|[^\p{L}.)]+$/gu, '')
    .trim();

/** Whose the paper is: the insured, the owner, the holder. */
export function readHolder(page: Page): ReadField<string> | undefined {
  const found = labelled(page, holders).flatMap((one) => {
    const words = nameWords(one);
    const name = trimmed(words);
    const letters = name.replace(/[^\p{L}]/gu, '').length;
    return letters >= 4 ? [fieldOf(name, words, /\p{L}{2}\s+\p{L}/u.test(name) ? 1 : 0.75)] : [];
  });
  // The longer label is the more telling one, and it is asked first.
  return found[0] && found[0].confidence > 0.5 ? found[0] : surest(found);
}

const policies = [
  'NUMERO DE POLICE', 'N DE POLICE', 'N POLICE', 'NUMERO POLICE', 'POLICE NUMERO', 'POLICE N', 'POLICE NO', 'POLICE', 'POLICY NUMBER',
  'POLICY NO', 'POLICY', 'NUMERO DE CONTRAT', 'N CONTRAT', 'CONTRAT N', 'CONTRAT', 'PROCES VERBAL N', 'CERTIFICAT N', 'VIGNETTE N',
  'QUITTANCE N', 'PV N',
]; // prettier-ignore

/** The number of the policy, the report or the sticker: capitals, figures and what joins them. */
export function readPolicy(page: Page): ReadField<string> | undefined {
  const found = labelled(page, policies).flatMap(({ words }) => {
    const first = words[0];
    if (!first) return [];
    // "KIN-2026 -004518" and "12 345 678" are one number.
    const end = words.findIndex((word, at) => at > 0 && !/^[-/.]?[\dA-Z]*\d[\dA-Z/-]*$/.test(folded(word.text)));
    const part = end < 0 ? words : words.slice(0, end);
    const number = folded(part.map(({ text }) => text).join(''))
      .replace(/[^A-Z0-9/-]/g, '')
      .replace(/^[-/]+|[-/]+$/g, '');
    return number.replace(/\D/g, '').length >= 3 && number.length <= 30 ? [fieldOf(number, part)] : [];
  });
  return found[0];
}

/** One of these names, wherever it stands; several words in a row for names of several. */
function listed(page: Page, names: readonly string[]): ReadField<string> | undefined {
  return surest(
    page.lines.flatMap(({ words }) =>
      words.flatMap((_word, at) =>
        names.flatMap((name) => {
          const wanted = name.split(' ');
          const part = words.slice(at, at + wanted.length);
          const fits = wanted.every((each, next) =>
            isLike(bare(part[next]?.text ?? ''), each.replace(/[^A-Z0-9]/g, '')),
          );
          const exact = folded(part.map(({ text }) => text).join(' ')).includes(name);
          // A name of three letters may be a piece of noise.
          return fits ? [fieldOf(name, part, exact ? 1 : 0.8)] : [];
        }),
      ),
    ),
  );
}

export const readInsurer = (page: Page): ReadField<string> | undefined => {
  const known = listed(page, insurers);
  if (known) return known;
  const [named] = labelled(page, ['COMPAGNIE D ASSURANCE', 'COMPAGNIE', 'ASSUREUR', 'INSURER']);
  const name = named ? trimmed(named.words.slice(0, 5)) : '';
  return named && name.length > 2 ? fieldOf(name, named.words.slice(0, 5), 0.8) : undefined;
};

export function readMake(page: Page): ReadField<string> | undefined {
  const named = labelled(page, ['MARQUE', 'MAKE']).map(({ words }) => words.slice(0, 2));
  const behind = listed({ confidence: 1, lines: named.map((words) => ({ words })) }, makes);
  if (behind) return behind;
  const first = named[0]?.[0];
  return (
    listed(page, makes) ??
    (first && bare(first.text).length > 2 ? fieldOf(folded(first.text), [first], 0.6) : undefined)
  );
}

export function readModel(page: Page): ReadField<string> | undefined {
  const [first] = labelled(page, ['TYPE COMMERCIAL', 'MODELE', 'MODEL', 'TYPE']).map(({ words }) => words.slice(0, 2));
  const text = first ? folded(trimmedSigns(first)) : '';
  return first && /[A-Z0-9]{2}/.test(text) ? fieldOf(text, first, 0.9) : undefined;
}
const trimmedSigns = (words: readonly PageWord[]): string =>
  words
    .map(({ text }) => text)
    .filter((text) => /[\p{L}\p{N}]/u.test(text))
    .join(' ')
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
