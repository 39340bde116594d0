import type { CountryCode } from '../../dialog/types.ts';
import type { SomeFacts } from '../vehicle.schema.ts';

/** What is asked of an official register: a whole plate in its canonical form, or a chassis number. */
export type AskedOf = { readonly country: CountryCode; readonly plate: string } | { readonly vin: string };

/** A vehicle as an official register knows it. */
export interface OfficialVehicle {
  readonly country: CountryCode;
  /** Canonical. */
  readonly plate: string;
  readonly facts: SomeFacts & Required<Pick<SomeFacts, 'make' | 'model' | 'category'>>;
  /** To be compared with a paper; never kept. */
  readonly ownerName?: string;
}

/**
 * B10: an official register of vehicles. Throws `unavailable` (`details.retryAfterSeconds` where it says so) when it may
 * answer later, `vendor_refused` when it will not, or does not speak as agreed.
 */
export interface VehicleProvider {
  /** Marks what comes from it. */
  readonly id: string;
  /** Undefined when the register does not know it. Ends when the signal says so. */
  find(asked: AskedOf, signal: AbortSignal): Promise<OfficialVehicle | undefined>;
}
