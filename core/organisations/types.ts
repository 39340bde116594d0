import type { CountryCode } from '../dialog/types.ts';
import type { Position } from '../geo/index.ts';
import type { Branch } from './branch.model.ts';
import type { Calendar } from './hours.ts';
import type { OrganisationKind } from './kinds.ts';
import type { OfficeService } from './office-service.model.ts';
import type { Organisation } from './organisation.model.ts';

export interface Slice {
  readonly offset: number;
  readonly limit: number;
}

/**
 * Where people find who does what. Lists hold what is active only; one by its id is given whatever it is, for whoever has
 * a ticket there (`listed` of a branch and `active` of a service say whether people may begin something new).
 */
export interface OfficeFinder {
  organisations(query: {
    readonly country: CountryCode;
    readonly kind?: OrganisationKind;
    readonly page: Slice;
  }): Promise<{ readonly items: readonly Organisation[]; readonly total: number }>;
  /** By name (of the organisation, the branch, a place, a service; a typing error is forgiven), kind, region, organisation. */
  branches(query: {
    readonly country: CountryCode;
    readonly text?: string;
    readonly kind?: OrganisationKind;
    readonly region?: string;
    readonly organisationId?: string;
    readonly page: Slice;
  }): Promise<{ readonly items: readonly Branch[]; readonly total: number }>;
  /** Regions that have a branch, with how many, for a menu. */
  regions(query: {
    readonly country: CountryCode;
    readonly kind?: OrganisationKind;
  }): Promise<readonly { readonly region: string; readonly branches: number }[]>;
  /** Kinds of which there is a branch, with how many, for a menu; in the order of `organisationKinds`. */
  kinds(country: CountryCode): Promise<readonly { readonly kind: OrganisationKind; readonly branches: number }[]>;
  /** Nearest first, with metres as the crow flies. */
  near(query: {
    readonly country: CountryCode;
    readonly position: Position;
    readonly kind?: OrganisationKind;
    readonly page: Slice;
  }): Promise<readonly (Branch & { readonly metres: number })[]>;
  services(branchId: string): Promise<readonly OfficeService[]>;
  organisation(id: string): Promise<Organisation | undefined>;
  branch(id: string): Promise<Branch | undefined>;
  service(id: string): Promise<OfficeService | undefined>;
  /** Branches at which somebody works. */
  ofStaff(personId: string): Promise<readonly Branch[]>;
  /** With the public holidays of its country. */
  calendarOf(branch: Branch): Calendar;
}
