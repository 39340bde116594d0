import type { CountryCode } from '../dialog/types.ts';
import { cd } from './cd.ts';
import { sn } from './sn.ts';
import type { Country } from './types.ts';

export const countries: Readonly<Record<CountryCode, Country>> = { CD: cd, SN: sn };
