export { looksLikePlate, parsePlate, showPlate } from './parse.ts';
export type { ParsedPlate } from './parse.ts';
export type { PhotoPoint, PlateCandidate, PlateFault, PlateHint, PlateReader, PlateReading } from './reader.ts';
