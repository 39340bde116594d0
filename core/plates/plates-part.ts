import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { FileService } from '../files/index.ts';
import type { PlateReader } from './reader.ts';
import { createPlatePhotos } from './readings/plate-photos.service.ts';
import { createPlateReadings } from './readings/plate-readings.service.ts';
import { createReadingStatistics } from './readings/reading-statistics.ts';

const blind: PlateReader = {
  model: 'none',
  read: () => Promise.resolve({ verdict: 'none', fault: 'no_plate', candidates: [] }),
};

/** Builds everything about photos of plates. */
export function createPlatesPart(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly files: FileService;
  /** Without one a photo is a proof all the same, and the plate is typed. */
  readonly plateReader?: PlateReader;
}) {
  const { plateReader = blind } = deps;
  return {
    plateReadings: createPlateReadings({ ...deps, reader: plateReader }),
    platePhotos: createPlatePhotos(deps),
    readingStatistics: createReadingStatistics(deps),
  };
}
