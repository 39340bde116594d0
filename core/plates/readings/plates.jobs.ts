import type { Job } from '../../scheduling/index.ts';
import type { PlatePhotos } from './plate-photos.service.ts';
import type { PlateReadings } from './plate-readings.service.ts';

/** Timed work on readings of plates. */
export const plateJobs = ({
  plateReadings,
  platePhotos,
}: {
  readonly plateReadings: Pick<PlateReadings, 'forget'>;
  readonly platePhotos: Pick<PlatePhotos, 'sweep'>;
}): readonly Job[] => [
  {
    name: 'plates.forget-guesses',
    purpose: 'Forgets which plates were read a day ago; how right the readings were stays counted',
    every: '1 hour',
    run: async (now) => `${await plateReadings.forget(now)} readings`,
  },
  {
    name: 'plates.sweep-photos',
    purpose: 'Forgets photos of plates that were kept for as long as was agreed',
    every: '1 hour',
    run: async (now) => `${await platePhotos.sweep(now)} photos`,
  },
];
