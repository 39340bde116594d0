export { looksLikePlate, parsePlate, showPlate } from './parse.ts';
export type { ParsedPlate } from './parse.ts';
export type { PlateReader, PlateReading } from './reader.ts';
