export type Lettering = typeof import('./typeface.ts');

/** The typeface for what is drawn elsewhere. Loaded when it is first needed: the program must start quickly. */
export const loadLettering = (): Promise<Lettering> => import('./typeface.ts');
