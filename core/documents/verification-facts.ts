import type { CountryCode } from '../dialog/types.ts';
import type { Words } from '../dialog/words.ts';
import type { VerificationProof } from './signer.ts';

/** One thing about a vehicle, from three sides; what a side does not know is left empty. */
export interface ComparedRow {
  readonly label: Words;
  readonly registered?: Words;
  readonly seen?: Words;
  /** On papers that were photographed. */
  readonly read?: Words;
}

export interface CheckedLine {
  readonly outcome: VerificationProof['verdict'];
  readonly score: number;
  readonly reason: Words;
}

/** What is printed in the report of a check on the road. */
export interface VerificationFacts {
  readonly number: string;
  readonly country: CountryCode;
  readonly plate: string;
  readonly at: Date;
  /** What the vehicle is, or that nobody has registered it. */
  readonly vehicle: Words;
  readonly by: Words;
  readonly place?: Words;
  readonly verdict: VerificationProof['verdict'];
  readonly score: number;
  readonly rows: readonly ComparedRow[];
  readonly checks: readonly CheckedLine[];
  /** Bytes of photos, whatever kind of picture they are. */
  readonly photos: readonly Buffer[];
  readonly specimen: boolean;
}
