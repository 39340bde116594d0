import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as french } from '@orama/stemmers/french';
import { toSearchWords } from '../../search/index.ts';
import { categoryOf, type CategoryCode } from '../categories.ts';
import type { ReportRecord } from '../report.model.ts';

/** In Lingala and Swahili the front of a word tells the plural: libulu, mabulu. */
const front = /^(?:li|ma|mo|mi|ba|wa)(?=.{4})/;
/** What is left without the front meets only what was cut in the same way, never a whole word. */
const behindFront = (word: string): string[] => (front.test(word) ? [`~${word.replace(front, '')}`] : []);

const shortestStemmed = 4;
/** Marked, so that what was written so is told from what is only related to it. */
const stemsOf = (word: string): string[] =>
  word.length < shortestStemmed ? [] : [french, english].map((stem) => `^${stem(word)}`);

/** All that one folded word is found by: itself, its stems in the languages that have them, and without its front. */
export const formsOf = (word: string): string[] => [...new Set([word, ...stemsOf(word), ...behindFront(word)])];

/** Stands for the category, so that its names in all languages need not be kept with each report. */
export const categoryWord = (category: CategoryCode): string => `#${category}`;

export type FoundText = Pick<ReportRecord, 'category' | 'words' | 'street' | 'landmark' | 'commune'>;

/** The words of a report that may be looked for: of a place that is blurred, neither street nor landmark. */
export const searchedWords = ({ category, words, street, landmark, commune }: FoundText): string[] =>
  toSearchWords([words, commune, ...(categoryOf(category).position === 'exact' ? [street, landmark] : [])].join(' '));

/** What a report is found by; to be made anew when one of these changes. */
export const foundWords = (report: FoundText): string[] => [
  categoryWord(report.category),
  ...new Set(searchedWords(report).flatMap(formsOf)),
];
