import type { Job } from '../../scheduling/index.ts';
import type { VehicleAlerts } from './alerts.service.ts';

/** Timed work on papers that end. */
export const alertJobs = ({ vehicleAlerts }: { readonly vehicleAlerts: VehicleAlerts }): readonly Job[] => [
  {
    name: 'vehicles.alert-owners',
    purpose: 'Tells owners 30, 7 and 1 days before insurance, inspection or tax ends, and on the last day',
    every: '15 minutes',
    async run(now) {
      const { looked, told } = await vehicleAlerts.run(now);
      return `looked at ${looked} papers, told of ${told}`;
    },
  },
];
