import type { CountryCode } from '../dialog/types.ts';

/** A corner, in pixels of the upright photo. */
export interface PhotoPoint {
  readonly x: number;
  readonly y: number;
}

/** One reading of a plate in a photo. */
export interface PlateCandidate {
  /** Capitals and figures only, as a plate is stored. */
  readonly text: string;
  /** Of the series whose layout it has; undefined for a plate of no known series. */
  readonly country?: CountryCode;
  readonly series?: string;
  /** That the whole text is right, from 0 to 1. */
  readonly confidence: number;
  /** That each sign is right, one for each of `text`. */
  readonly characters: readonly number[];
  /** Where its text stands: top left, top right, bottom right, bottom left. */
  readonly box: readonly [PhotoPoint, PhotoPoint, PhotoPoint, PhotoPoint];
  /** A small JPEG of the plate, straightened, for the person to compare. */
  readonly picture: Uint8Array;
}

/** Why nothing could be read: what the person can do better. */
export type PlateFault = 'too_small' | 'too_dark' | 'too_blurred' | 'no_plate';

/** `sure`: show the first to confirm. `unsure`: let the person choose among the candidates, or type. */
export type PlateReading =
  | { readonly verdict: 'sure' | 'unsure'; readonly candidates: readonly PlateCandidate[] }
  | { readonly verdict: 'none'; readonly fault: PlateFault; readonly candidates: readonly [] };

/** The country where the person is weighs between equals and excludes nothing. */
export interface PlateHint {
  readonly country?: CountryCode;
}

/**
 * Reads number plates in photos (B2): at most three candidates, the surest first. Where no reader is installed the
 * photo is a proof all the same, and the plate is typed. Throws `unsupported_media` for what is no photo that can be
 * read (HEIC too), `too_large` for one of too many pixels, and `unavailable` when it has too much to do or takes
 * too long.
 */
export interface PlateReader {
  /** Names what it reads with, so that the figures of different ones are never mixed. */
  readonly model?: string;
  read(photo: Uint8Array, hint?: PlateHint): Promise<PlateReading>;
}
