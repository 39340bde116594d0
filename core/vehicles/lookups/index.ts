export { createBulkLookup, mostInBulk } from './bulk.ts';
export type { BulkLookup, BulkRow, PlateWish } from './bulk.ts';
export { lookupDialogs } from './dialogs.ts';
export { noteLook, tooManyLooks } from './flows/looks.ts';
export type { LooksDeps } from './flows/looks.ts';
export type { Looker } from './daily-limit.ts';
export { lookupChannels, lookupKinds, lookupModel, toLookup } from './lookup.model.ts';
export type { Lookup, LookupChannel, LookupKind, LookupRecord } from './lookup.model.ts';
export { lookupJobs } from './lookups.jobs.ts';
export { createLookups } from './lookups.service.ts';
export type {
  HearStolen,
  LookupFilter,
  LookupLimits,
  LookupService,
  MonthOfLooks,
  NewLookup,
} from './lookups.service.ts';
export { lookupsPersonalData } from './personal-data.ts';
