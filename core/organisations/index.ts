export { closingOf, dayIn, nextOpening, openAt, stretchesOn, usualHours } from './hours.ts';
export type { Calendar, ExceptionalDay, Hours, Opening, Stretch, Weekday } from './hours.ts';
export { createOfficeFinder } from './office-finder.ts';
export { organisationKinds, type OrganisationKind } from './kinds.ts';
export type { Branch, Position } from './branch.model.ts';
export type { OfficeService } from './office-service.model.ts';
export type { Organisation } from './organisation.model.ts';
export type * from './types.ts';
