import type { CountryCode } from '../dialog/types.ts';
import { townsOfCd } from './communes-cd.ts';
import { townsOfSn } from './communes-sn.ts';
import type { Town } from './town.ts';

/** The capital first. */
export const towns: Readonly<Record<CountryCode, readonly Town[]>> = { CD: townsOfCd, SN: townsOfSn };
