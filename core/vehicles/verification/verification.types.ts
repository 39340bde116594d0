import type { Channel, CountryCode } from '../../dialog/types.ts';
import type { PaperKind } from '../papers/index.ts';
import type { VehicleColour } from '../vehicle.model.ts';
import type { VisibleFacts } from '../visibility.ts';
import type { CheckName, Outcome, ReasonCode } from './rules.ts';

/** What a photographed paper says, as far as it could be read. */
export interface ReadPaper {
  readonly kind: PaperKind;
  /** The photo that is kept. */
  readonly fileId?: string;
  readonly plate?: string;
  readonly vin?: string;
  readonly name?: string;
  readonly until?: Date;
}

/** Where somebody stood: in words, by a shared position, or both. */
export interface SeenPlace {
  readonly text?: string;
  readonly latitude?: number;
  readonly longitude?: number;
}

/** What an agent sees on the road; all of it may be left out. */
export interface Seen {
  readonly colour?: VehicleColour;
  readonly make?: string;
  readonly model?: string;
  /** On the vehicle, the last six signs or more. */
  readonly vin?: string;
  /** On the carte grise. */
  readonly ownerName?: string;
}

/** What goes into the sentence of a reason. Data; dates are days. */
export type ReasonFacts = Readonly<Record<string, string | number | Date>>;

/** One check, what came of it and why. A check gives several where it finds several things. */
export interface Finding {
  readonly check: CheckName;
  readonly reason: ReasonCode;
  readonly outcome: Outcome;
  readonly score: number;
  readonly with?: ReasonFacts;
}

/** A verification as it was made: never changed afterwards. */
export interface Verification {
  readonly id: string;
  /** `V-CD-2026-0000001`. */
  readonly number: string;
  readonly country: CountryCode;
  /** Canonical. */
  readonly plate: string;
  readonly vehicleId?: string;
  readonly ownerId?: string;
  readonly at: Date;
  readonly by: { readonly personId: string; readonly role?: string; readonly channel: Channel };
  readonly place?: SeenPlace;
  readonly seen: Seen;
  readonly papers: readonly ReadPaper[];
  /** Photos of the vehicle, as they are kept. */
  readonly photos: readonly string[];
  /** What the register said then, as far as an agent may see it; absent for an unknown plate. */
  readonly facts?: VisibleFacts;
  readonly findings: readonly Finding[];
  readonly verdict: Outcome;
  readonly score: number;
}
