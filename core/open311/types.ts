import type { CountryCode } from '../dialog/types.ts';
import type { CategoryCode, NewReport, ReportState, SeenReport } from '../reports/index.ts';

/** What a key lets its holder do; reading needs no key. */
export const keyPermissions = ['write'] as const;
export type KeyPermission = (typeof keyPermissions)[number];

/** A program of somebody else that tells reports. */
export interface ApiKey {
  readonly id: string;
  /** Whose program it is. */
  readonly name: string;
  readonly permissions: readonly KeyPermission[];
  /** Cities of core/geo in which it may write; empty: all. */
  readonly jurisdictions: readonly string[];
  readonly perMinute: number;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly revokedAt?: Date;
}

/** What a program tells, read and found right. */
export interface Wish {
  readonly keyId: string;
  readonly country: CountryCode;
  readonly category: CategoryCode;
  readonly words: string;
  readonly place: NewReport['place'];
  /** Where its photo can be had. */
  readonly mediaUrl?: string;
  /** The caller's own mark of this request, by which a repeat is known for a day; without one, by its content for ten minutes. */
  readonly idempotencyKey?: string;
}

/** The number of the report, or, while its photo is fetched, a token that tells it later. */
export type Posted = { readonly number: string } | { readonly token: string };

export interface Open311Posting {
  /**
   * Tells a report, anonymously; a repeat answers the same. Throws as ReportService, and `conflict` (`other_request`) where an
   * idempotency key came with another request.
   */
  post(wish: Wish): Promise<Posted>;
  /** What has become of a token; undefined where there is none. */
  ofToken(
    token: string,
  ): Promise<{ readonly state: 'waiting' | 'created' | 'failed'; readonly number?: string } | undefined>;
  /** Fetches the photos that are due and tells their reports; returns how many tokens it looked at. */
  carryOnDue(): Promise<number>;
  /** Forgets what is past its time; returns how much. */
  sweep(): Promise<number>;
  /** Resolves when nothing is under way in this process. */
  idle(): Promise<void>;
}

export interface Open311Query {
  /** Of one city; absent: of all. */
  readonly city?: string;
  readonly categories?: readonly CategoryCode[];
  readonly states?: readonly ReportState[];
  readonly from: Date;
  readonly to: Date;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

/** A report as everybody may see it, and who is to do something about it. */
export interface ListedReport {
  readonly report: SeenReport;
  readonly agency?: string;
}

export interface Open311Listing {
  /** Newest first. */
  find(query: Open311Query): Promise<readonly ListedReport[]>;
  /** As people type them; those that are not there, or not for everybody, are left out. */
  byNumbers(numbers: readonly string[]): Promise<readonly ListedReport[]>;
}
