import type { CountryCode } from '../dialog/types.ts';

/** What stands at the head of a country's documents, always in French, the language of their law. */
export interface Letterhead {
  readonly state: string;
  readonly motto: string;
  /** To whom fines are paid. */
  readonly treasury: string;
  /** Of the flag, as a stripe. */
  readonly colours: readonly string[];
}

export const letterheads: Readonly<Record<CountryCode, Letterhead>> = {
  CD: {
    state: 'République Démocratique du Congo',
    motto: 'Justice · Paix · Travail',
    treasury: 'Trésor public (DGRAD)',
    colours: ['#007fff', '#f7d618', '#ce1021'],
  },
  SN: {
    state: 'République du Sénégal',
    motto: 'Un peuple · Un but · Une foi',
    treasury: 'Trésor public',
    colours: ['#00853f', '#fdef42', '#e31b23'],
  },
};
