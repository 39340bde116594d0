/** One reading of a plate in a photo. */
export interface PlateReading {
  /** As it would be typed. */
  readonly text: string;
  /** From 0 to 1. */
  readonly confidence: number;
}

/**
 * Reads number plates in photos (B2), the surest reading first; none when there is no plate to be read. Where no reader
 * is installed the photo is a proof all the same, and the plate is typed.
 */
export interface PlateReader {
  read(photo: Buffer): Promise<readonly PlateReading[]>;
}
