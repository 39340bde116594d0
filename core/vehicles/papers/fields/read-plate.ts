import type { CountryCode } from '../../../dialog/types.ts';
import { looksLikePlate, parsePlate } from '../../../plates/index.ts';
import type { Page, PageWord } from '../reading/page.ts';
import { fieldOf, surest, type ReadField } from './field.ts';
import { labelled } from './labelled.ts';

const labels = [
  'NUMERO D IMMATRICULATION', 'N D IMMATRICULATION', 'N IMMATRICULATION', 'NUMERO IMMATRICULATION', 'IMMATRICULATION',
  'NUMERO DE PLAQUE', 'N PLAQUE', 'PLAQUE', 'REGISTRATION NUMBER', 'REGISTRATION NO', 'REGISTRATION', 'PLATE', 'VEHICULE',
]; // prettier-ignore

const mostWords = 4;
const anywhere = 0.7;

function platesIn(words: readonly PageWord[], trust: number, country?: CountryCode): ReadField<string>[] {
  return words.flatMap((_word, from) =>
    Array.from({ length: mostWords }, (_none, more) => words.slice(from, from + more + 1))
      .filter((part, more) => part.length === more + 1)
      .flatMap((part) => {
        const text = part.map((word) => word.text.replace(/[^\p{L}\p{N}/-]/gu, '')).join(' ');
        const parsed = looksLikePlate(text, country) ? parsePlate(text, country) : undefined;
        if (!parsed || parsed.partial) return [];
        const changed = [...parsed.canonical].filter((sign, at) => sign !== parsed.typed.charAt(at)).length;
        return [fieldOf(parsed.canonical, part, trust * (1 - 0.1 * changed))];
      }),
  );
}

/** The number plate: behind its label, else the surest text of the page that has the form of one. */
export function readPlate(page: Page, country?: CountryCode): ReadField<string> | undefined {
  const behind = labelled(page, labels).flatMap(({ words }) => platesIn(words.slice(0, mostWords), 1, country));
  return surest(behind) ?? surest(page.lines.flatMap(({ words }) => platesIn(words, anywhere, country)));
}
