import { t, type Words } from '../dialog/words.ts';

/** A number, or a letter: it needs the word for a counter before it. "Caisse 1" says by itself what it is. */
export const bareCounterName = /^\d+\s?[A-Za-z]?$|^[A-Za-z]$/;

/** "3" becomes "Guichet 3", and "guichet 3" inside a sentence; "Caisse 1" stays. */
export const counterName = (name: string, where: 'alone' | 'inside'): Words =>
  bareCounterName.test(name) ? t(`counters:name.${where}`, { name }) : name;
