import type { Job } from '../../scheduling/index.ts';
import type { VehicleImports } from './imports.service.ts';

/** Timed work on files of vehicles. */
export const importJobs = ({
  vehicleImports,
}: {
  readonly vehicleImports: Pick<VehicleImports, 'carryOn' | 'sweep'>;
}): readonly Job[] => [
  {
    name: 'vehicles.carry-on-imports',
    purpose: 'Goes on with files of vehicles where a crash left off, and throws old ones away',
    every: '1 minute',
    run: async () => `went on with ${await vehicleImports.carryOn()} files, threw away ${await vehicleImports.sweep()}`,
  },
];
