import { nearly } from '../../search/index.ts';

/** Words that begin so. */
export const beginning = (word: string): object => ({ words: { $elemMatch: { $gte: word, $lt: `${word}\uffff` } } });

/** Words that begin so, or are so but for a slip. */
export const nearlyBeginning = (word: string): object[] => [beginning(word), { nearly: { $in: nearly(word) } }];
