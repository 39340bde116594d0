import type { PipelineStage } from 'mongoose';
import type { Period } from '../../statistics/index.ts';
import type { CountedTicket } from './queue-figures.ts';

const changes = (cond: unknown) => ({ $filter: { input: '$history', cond } });
const isCall = { $eq: ['$$this.to', 'called'] };
const between = (from: unknown, to: unknown) => ({ $subtract: [to, from] });

/** How a ticket ended; whom the clock ended without a call was never served, whoever was called before was absent. */
const outcome = {
  $switch: {
    branches: [
      { case: { $in: ['$state', ['waiting', 'called', 'serving']] }, then: 'open' },
      { case: { $eq: ['$state', 'cancelled'] }, then: 'left' },
      { case: { $eq: ['$state', 'no_show'] }, then: 'absent' },
      {
        case: { $eq: ['$state', 'expired'] },
        then: { $cond: [{ $eq: [{ $last: '$history.from' }, 'waiting'] }, 'unserved', 'absent'] },
      },
    ],
    // `served` and `transferred`
    default: '$state',
  },
};

/** The tickets of a branch that were taken in a period, each as it is counted and with nothing else. */
export const countedTickets = (branchId: string, { from, to }: Period, timezone: string): readonly PipelineStage[] => [
  { $match: { branchId, day: { $gte: from, $lte: to } } },
  {
    $project: {
      _id: 0,
      queueId: 1,
      serviceId: 1,
      day: 1,
      hour: { $hour: { date: '$joinedAt', timezone } },
      counterId: { $last: changes({ $gt: ['$$this.counterId', null] }) },
      outcome,
      firstCall: { $first: changes(isCall) },
      joinedAt: 1,
      // Not of those whose service the clock has ended in the evening: it says nothing of how long they were served.
      serviceMs: { $multiply: ['$served.minutes', 60_000] },
      stars: '$rating.stars',
    },
  },
  {
    $set: { counterId: '$counterId.counterId', waitMs: between('$joinedAt', '$firstCall.at') },
  },
  { $unset: ['firstCall', 'joinedAt'] },
];

/** As the database gives it: what there is none of is null. */
type Given = { [K in keyof CountedTicket]: CountedTicket[K] | null };

export const toCounted = (given: Given): CountedTicket =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) as unknown as CountedTicket;
