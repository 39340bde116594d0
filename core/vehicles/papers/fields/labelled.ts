import type { Page, PageLine, PageWord } from '../reading/page.ts';
import { bare, isLike } from './folded.ts';

/** Words that stand behind a printed label, or in the row below it where nothing stands behind. */
export interface Labelled {
  readonly words: readonly PageWord[];
  readonly label: string;
}

/** What a form prints before its fields: where one of these begins, the value before it has ended. */
const starts = [
  'IMMATRICULATION', 'MARQUE', 'TYPE', 'MODELE', 'CHASSIS', 'PUISSANCE', 'ADRESSE', 'TELEPHONE', 'TEL', 'POLICE', 'GENRE',
  'ASSURE', 'PROPRIETAIRE', 'TITULAIRE', 'ENERGIE', 'USAGE', 'CARROSSERIE', 'DATE', 'GARANTIE', 'EFFET', 'ECHEANCE', 'PRIME',
  'VIN', 'MODEL', 'MAKE', 'NUMERO', 'COULEUR', 'PLACES', 'NOM', 'VEHICULE', 'CATEGORIE', 'VALABLE', 'REGISTRATION', 'OWNER',
]; // prettier-ignore

const isPunctuation = (word: string): boolean => bare(word) === '';
const startsField = (word: PageWord): boolean => starts.some((start) => isLike(bare(word.text), start));

/** How many words the label takes from `at` on; 0 when it does not stand there. */
function labelLength(words: readonly PageWord[], at: number, label: readonly string[]): number {
  let used = 0;
  let next = at;
  for (const wanted of label) {
    while (next < words.length && next > at && isPunctuation(words[next]?.text ?? '')) next += 1;
    const word = words[next];
    if (!word) return 0;
    // "Police:KIN-12" is one word for the recogniser, and so is "d'assurance".
    const found = bare(word.text.replace(/[:;].*$/, ''));
    if (!isLike(found, wanted) && !isLike(found.replace(/^[DL](?=.{5})/, ''), wanted)) return 0;
    next += 1;
    used = next - at;
  }
  return used;
}

const glued = (word: PageWord | undefined): PageWord[] => {
  const rest = word?.text.match(/^[^:;]*[:;](.*[A-Za-z0-9].*)$/)?.[1];
  return word && rest ? [{ ...word, text: rest }] : [];
};

function until(words: readonly PageWord[]): PageWord[] {
  const end = words.findIndex((word, at) => at > 0 && startsField(word));
  return end < 0 ? [...words] : words.slice(0, end);
}

const rowGap = 4;

/** What stands in the column of the label, in the row right below it. */
function below(page: Page, lineAt: number, label: PageWord, nextLeft: number): PageWord[] {
  const height = label.box.bottom - label.box.top;
  const rows = page.lines
    .slice(lineAt + 1, lineAt + 4)
    .map(({ words }) => words.filter(({ box }) => box.left >= label.box.left - 0.03 && box.left < nextLeft - 0.01))
    .filter((words) => words.some(({ text }) => /[\p{L}\p{N}]{2}/u.test(text)));
  const [first] = rows;
  return first?.[0] && first[0].box.top - label.box.bottom < rowGap * height ? first : [];
}

function valueIn(page: Page, lineAt: number, { words }: PageLine, at: number, length: number): PageWord[] {
  const behind = words.slice(at + length);
  const own = [...glued(words[at + length - 1]), ...behind];
  const from = own.findIndex(({ text }) => !isPunctuation(text) && !/^N[°ºo0.]{0,2}:?$/i.test(text));
  const value = from < 0 ? [] : own.slice(from);
  const first = value[0];
  if (first && !startsField(first)) return until(value);
  const label = words[at];
  return label ? below(page, lineAt, label, first?.box.left ?? 1) : [];
}

/** Everything that stands at one of these labels (folded words with spaces), the first label's before the second's. */
export function labelled(page: Page, labels: readonly string[]): Labelled[] {
  return labels.flatMap((label) => {
    const wanted = label.split(' ');
    return page.lines.flatMap((line, lineAt) =>
      line.words.flatMap((_word, at) => {
        const length = labelLength(line.words, at, wanted);
        const words = length > 0 ? valueIn(page, lineAt, line, at, length) : [];
        return words.length > 0 ? [{ words, label }] : [];
      }),
    );
  });
}
