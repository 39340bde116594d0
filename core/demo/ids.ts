import { createHash } from 'node:crypto';

const dayMs = 86_400_000;

export const before = (now: Date, days: number): Date => new Date(now.getTime() - days * dayMs);

/** The same thing has the same id in every run, so that an interrupted loading is simply run again. */
export const idOf = (kind: string, key: string): string =>
  createHash('sha256').update(`lisolo demo ${kind} ${key}`).digest('hex').slice(0, 24);

export const vehicleIdOf = (country: string, plate: string): string => idOf('vehicle', country + plate);

export const reportIdOf = (key: string): string => idOf('report', key);

export const commentIdOf = (report: string, index: number): string => idOf('report comment', `${report} ${index}`);
