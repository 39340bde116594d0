import type * as typeface from './typeface.ts';

export type Lettering = typeof typeface;

/** The typeface for what is drawn elsewhere. Loaded when it is first needed: the program must start quickly. */
export const loadLettering = (): Promise<Lettering> => import('./typeface.ts');
