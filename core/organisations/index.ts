export type { BranchRegistry } from './branch.registry.ts';
export { checkHours } from './check-hours.ts';
export { organisationDialogs } from './dialogs.ts';
export type { OfficeFound } from './flows/find-office.ts';
export { placeLine, serviceLines } from './flows/office-lines.ts';
export { closingOf, dayIn, nextOpening, openAt, stretchesOn, usualHours, weekdays } from './hours.ts';
export type { Calendar, ExceptionalDay, Hours, Opening, Stretch, Weekday } from './hours.ts';
export { organisationKinds, type OrganisationKind } from './kinds.ts';
export { createOfficeFinder } from './office-finder.ts';
export type { OfficeServiceRegistry } from './office-service.registry.ts';
export type { OrganisationRegistry } from './organisation.registry.ts';
export { organisationJobs } from './organisations.jobs.ts';
export { createOrganisationsPart } from './organisations-part.ts';
export { organisationsPersonalData } from './personal-data.ts';
export type { Spreading } from './spreading.ts';
export { branchModel, foundByOf, toBranch, type Branch, type BranchRecord } from './branch.model.ts';
export {
  officeServiceModel,
  toOfficeService,
  type OfficeService,
  type OfficeServiceRecord,
} from './office-service.model.ts';
export { organisationModel, type Organisation, type OrganisationRecord } from './organisation.model.ts';
export type * from './types.ts';
