import type { Job } from '../../scheduling/index.ts';
import type { VehicleThefts } from './thefts.service.ts';
import type { VehicleTransfers } from './transfers.service.ts';

/** Timed work on who owns a vehicle. */
export const ownershipJobs = ({
  vehicleTransfers,
  vehicleThefts,
}: {
  readonly vehicleTransfers: Pick<VehicleTransfers, 'expire' | 'finish'>;
  readonly vehicleThefts: Pick<VehicleThefts, 'tellLate'>;
}): readonly Job[] => [
  {
    name: 'vehicles.finish-transfers',
    purpose: 'Ends offers that nobody has answered in time, and brings into the register what both have agreed on',
    every: '1 minute',
    async run() {
      const [ended, finished] = [await vehicleTransfers.expire(), await vehicleTransfers.finish()];
      return `ended ${ended} offers, took up ${finished}`;
    },
  },
  {
    name: 'vehicles.tell-thefts',
    purpose: 'Tells owners of thefts and of stolen vehicles that were seen, where a crash came in between',
    every: '1 minute',
    run: async () => `${await vehicleThefts.tellLate()} vehicles`,
  },
];
