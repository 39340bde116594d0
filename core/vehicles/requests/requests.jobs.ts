import type { Job } from '../../scheduling/index.ts';
import type { CarryingOver } from './carrying-over.ts';
import type { RequestNotices } from './request-notices.ts';

export interface RequestJobsDeps {
  readonly requestNotices: Pick<RequestNotices, 'tellDue'>;
  readonly carryingOver: Pick<CarryingOver, 'carryLate'>;
}

export const requestJobs = ({ requestNotices, carryingOver }: RequestJobsDeps): readonly Job[] => [
  {
    name: 'vehicles.carry-over-requests',
    purpose: 'Brings accepted requests into the register of vehicles, where a crash came in between',
    every: '1 minute',
    run: async () => `${await carryingOver.carryLate()} requests`,
  },
  {
    name: 'vehicles.tell-requests',
    purpose: 'Tells people what became of their requests about vehicles, where a crash or a fault came in between',
    every: '30 seconds',
    run: async () => `${await requestNotices.tellDue()} requests looked at`,
  },
];
