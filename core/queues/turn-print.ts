import { shortHash } from '../hash.ts';

/** The key of a turn holds a telephone number; what it changes keeps what tells turns apart, and no more. */
export const printOf = (key: string): string => shortHash(key);
