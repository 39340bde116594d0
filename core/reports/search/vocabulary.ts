import type { Connection } from 'mongoose';
import type { CountryCode } from '../../dialog/types.ts';
import { farFrom, nearest, nearly, none, type Nearest } from '../../search/index.ts';
import { reportModel, type ReportRecord } from '../report.model.ts';
import type { ReportListener } from '../types.ts';
import { searchedWords, type FoundText } from './found-words.ts';
import { reportWordModel, type ReportWordRecord } from './report-word.model.ts';
import { soundOf } from './sound.ts';

/** Shorter ones are typed anew rather than guessed at; longer ones are no words. */
const shortest = 4;
const longest = 24;
const isWord = (word: string): boolean => word.length >= shortest && word.length <= longest && !/\d/.test(word);

/** Words that share one of these may be taken for each other: they differ by one slip, or sound alike. */
const keysOf = (word: string): string[] => [...nearly(word), `=${soundOf(word)}`];
const farOf = (typed: string, word: string): number =>
  Math.min(farFrom(typed, [word]), soundOf(typed) === soundOf(word) ? 1 : Infinity);

/** So many are looked at, and so many of the nearest are meant. */
const mostLookedAt = 200;
const mostMeant = 20;
/** Words that are asked about together. */
const atOnce = 20;
/** Of all words, so many are in memory. */
const readAtOnce = 500;

const dayMs = 86_400_000;
/** A report that was told while the product stood still is still new when it goes on. */
const newDays = 2;

export interface Vocabulary {
  /** Adds the words of a report; done again it changes nothing. */
  learn(report: FoundText & { readonly country: CountryCode }): Promise<void>;
  /** The words of a report that is told, or becomes one whose street may be looked for. */
  readonly follow: ReportListener;
  /** Those of reports of the last days, in case one was missed. Gives how many reports. */
  learnNew(now: Date): Promise<number>;
  /** Forgets the words that stand in no report any more: nothing of what somebody had erased is left. Gives how many. */
  forgetUnused(): Promise<number>;
  /** The known words that are nearest to one that is not known: begun so, or but for a slip. */
  meant(country: CountryCode, typed: string): Promise<Nearest<string>>;
}

/** The words of all reports, so that a typing error is seen for what it is. */
export function createVocabulary({ connection }: { readonly connection: Connection }): Vocabulary {
  const words = reportWordModel(connection);

  const learn: Vocabulary['learn'] = async (report) => {
    const said = searchedWords(report).filter(isWord);
    if (said.length === 0) return;
    await words.bulkWrite(
      said.map((word) => ({
        updateOne: {
          filter: { _id: word },
          update: { $setOnInsert: { nearly: keysOf(word) }, $addToSet: { countries: report.country } },
          upsert: true,
        },
      })),
      { ordered: false },
    );
  };

  /** The word, where no report holds it. */
  async function standsNowhere({ _id, countries }: ReportWordRecord): Promise<string | undefined> {
    const stands = { country: { $in: countries }, hidden: { $in: [false, true] }, found: _id };
    return (await reportModel(connection).exists(stands)) ? undefined : _id;
  }

  return {
    learn,

    follow: async (report, { what }) => {
      if (what === 'reported' || what === 'category_changed') await learn(report);
    },

    async learnNew(now) {
      const since = new Date(now.getTime() - newDays * dayMs);
      const fresh = reportModel(connection)
        .find({ createdAt: { $gte: since } }, { country: 1, category: 1, words: 1, street: 1, landmark: 1, commune: 1 })
        .sort({ createdAt: -1, _id: -1 })
        .lean<ReportRecord[]>()
        .cursor();
      let learnt = 0;
      for await (const report of fresh) {
        await learn(report);
        learnt += 1;
      }
      return learnt;
    },

    async forgetUnused() {
      const all = words.find({}, { countries: 1 }).lean<ReportWordRecord[]>().cursor({ batchSize: readAtOnce });
      let forgotten = 0;
      let asked: ReportWordRecord[] = [];
      const forgetAsked = async (): Promise<void> => {
        const ids = (await Promise.all(asked.map(standsNowhere))).flatMap((id) => id ?? []);
        asked = [];
        if (ids.length > 0) await words.deleteMany({ _id: { $in: ids } });
        forgotten += ids.length;
      };
      for await (const word of all) {
        asked.push(word);
        if (asked.length === atOnce) await forgetAsked();
      }
      await forgetAsked();
      return forgotten;
    },

    async meant(country, typed) {
      if (!isWord(typed)) return none;
      const among = async (condition: object): Promise<ReportWordRecord[]> =>
        words
          .find({ countries: country, ...condition }, { _id: 1 })
          .limit(mostLookedAt)
          .lean<ReportWordRecord[]>();
      const known = await Promise.all([
        among({ _id: { $gte: typed, $lt: `${typed}\uffff` } }),
        among({ nearly: { $in: keysOf(typed) } }),
      ]);
      const { far, items } = nearest(new Set(known.flat().map(({ _id }) => _id)), (word) => farOf(typed, word));
      const shortestFirst = [...items].sort((a, b) => a.length - b.length || a.localeCompare(b));
      return { far, items: shortestFirst.slice(0, mostMeant) };
    },
  };
}
