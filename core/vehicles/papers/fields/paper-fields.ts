import type { CountryCode } from '../../../dialog/types.ts';
import type { PaperKind } from '../paper.kinds.ts';
import { textOf, type Page } from '../reading/page.ts';
import type { ReadField } from './field.ts';
import { folded } from './folded.ts';
import { paperDates } from './paper-dates.ts';
import { readHolder, readInsurer, readMake, readModel, readPolicy } from './read-names.ts';
import { readPlate } from './read-plate.ts';
import { readVin } from './read-vin.ts';

/** What could be read of a paper; nothing is certain. */
export interface PaperFields {
  /** Which paper it seems to be. */
  readonly kind?: PaperKind;
  /** Canonical. */
  readonly plate?: ReadField<string>;
  readonly vin?: ReadField<string>;
  /** Number of the policy, the report or the sticker. */
  readonly policy?: ReadField<string>;
  readonly holder?: ReadField<string>;
  /** Days at midnight UTC; `until` is the last one on which it holds. */
  readonly from?: ReadField<Date>;
  readonly until?: ReadField<Date>;
  readonly insurer?: ReadField<string>;
  readonly make?: ReadField<string>;
  readonly model?: ReadField<string>;
}

const titles: readonly (readonly [PaperKind, RegExp])[] = [
  ['inspection', /(CONTR[O0]LE|VISITE|INSPECTION)\W{0,3}TECHNI[QC]|TECHNICAL INSPECTION|ROADWORTH/],
  ['registration', /CARTE\W{0,3}(GRISE|ROSE)|(CERTIFICAT|CARTE)\W{0,3}D.{0,2}IMMATRIC|REGISTRATION (CARD|CERTIFICATE)/],
  ['tax', /VIGNETTE|TAXE\W{0,3}(SUR|DE|ANNUELLE|SPECIALE)|ROAD TAX|IMPOT\W{0,3}SUR\W{0,3}LES\W{0,3}VEHICULES/],
  ['insurance', /ASSURANCE|ASSUREUR|INSURANCE|RESPONSABILITE CIVILE|CARTE (BRUNE|VERTE)/],
];

/** The kind that the page itself names, the earliest line first. */
export function kindOf(page: Page): PaperKind | undefined {
  for (const line of page.lines) {
    const text = folded(textOf(line));
    const kind = titles.find(([, by]) => by.test(text))?.[0];
    if (kind) return kind;
  }
  return undefined;
}

const given = <T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

/** Everything that a page says of a vehicle and of itself. `now` and `country` only weigh between readings. */
export function readFields(page: Page, about: { readonly now: Date; readonly country?: CountryCode }): PaperFields {
  return {
    ...given({
      kind: kindOf(page),
      plate: readPlate(page, about.country),
      vin: readVin(page),
      policy: readPolicy(page),
      holder: readHolder(page),
      insurer: readInsurer(page),
      make: readMake(page),
      model: readModel(page),
    }),
    ...paperDates(page, about.now),
  };
}
