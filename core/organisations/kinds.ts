/** E1: what sort of house it is; `organisations:kind.<kind>`. */
export const organisationKinds = [
  'bank',
  'hospital',
  'government',
  'telecom',
  'insurance',
  'business',
  'education',
  'retail',
  'other',
] as const;
export type OrganisationKind = (typeof organisationKinds)[number];
