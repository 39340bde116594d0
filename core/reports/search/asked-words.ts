import type { Connection } from 'mongoose';
import type { CountryCode } from '../../dialog/types.ts';
import { toAskedWords } from '../../search/index.ts';
import { reportModel } from '../report.model.ts';
import type { CategoryNames } from './category-names.ts';
import { categoryWord, formsOf } from './found-words.ts';
import type { Vocabulary } from './vocabulary.ts';

/** One asked word. */
export interface AskedWord {
  /** As it was typed, folded; of a word with a slip, what it was taken for. Reports that hold these come first. */
  readonly words: readonly string[];
  /** A report that holds one of these is meant. */
  readonly forms: readonly string[];
  /** How many there are, counted no further than `mostCounted`. */
  readonly reports: number;
}

export const mostFound = 1_000;
/** Far enough that of two usual words the rarer one leads. */
const mostCounted = 5_000;

/** Said of any report, so that they tell none from another. */
const telling = (word: string): boolean => !idle.has(word);
const idle = new Set(
  'probleme problem signalement report st ste dans sur pas un une il est avec pour par on in at is are an na ya ci bi'.split(' '),
); // prettier-ignore

/** Where a word must stand to be known. */
interface Among {
  readonly country: CountryCode;
  readonly hidden: false | { readonly $in: boolean[] };
}

interface AskedWordsDeps {
  readonly connection: Connection;
  readonly vocabulary: Pick<Vocabulary, 'meant'>;
  readonly names: CategoryNames;
}

/** Makes of what somebody types the words that reports are found by, the rarest first. */
export function createAskedWords({ connection, vocabulary, names }: AskedWordsDeps) {
  const reports = reportModel(connection);

  const counted = (among: Among, forms: readonly string[]): Promise<number> =>
    reports
      .countDocuments({ ...among, found: { $in: [...forms] } })
      .limit(mostCounted)
      .exec();

  const formsFor = (words: readonly string[], codes: readonly Parameters<typeof categoryWord>[0][]): string[] => [
    ...new Set([...words.flatMap(formsOf), ...codes.map(categoryWord)]),
  ];

  async function one(among: Among, word: string): Promise<AskedWord> {
    const forms = formsFor([word], names.of(word));
    const exactly = await counted(among, forms);
    if (exactly > 0) return { words: [word], forms, reports: exactly };
    const [meant, named] = [await vocabulary.meant(among.country, word), names.nearly(word)];
    const words = meant.far <= named.far ? meant.items : [];
    const nearly = formsFor(words, named.far <= meant.far ? named.items : []);
    return { words, forms: nearly, reports: nearly.length > 0 ? await counted(among, nearly) : 0 };
  }

  /** No words: nothing was asked. A word that no report has, not even nearly, has none. */
  return async function asked(among: Among, text: string): Promise<readonly AskedWord[]> {
    const typed = toAskedWords(text);
    const words = typed.filter(telling);
    const all = await Promise.all((words.length > 0 ? words : typed).map((word) => one(among, word)));
    return all.sort((a, b) => a.reports - b.reports);
  };
}
