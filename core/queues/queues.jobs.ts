import type { Job } from '../scheduling/index.ts';
import type { DayEnd } from './day-end.ts';
import type { LineCounts } from './line-counts.ts';
import type { Settling } from './settling.ts';

/** Timed work on queues. */
export const queueJobs = ({
  ticketSettling,
  queueDayEnd,
  lineCounts,
}: {
  readonly ticketSettling: Pick<Settling, 'late'>;
  readonly queueDayEnd: DayEnd;
  readonly lineCounts: LineCounts;
}): readonly Job[] => [
  {
    name: 'queues.settle',
    purpose: 'Counts lines and tells of tickets where a crash or a fault came in between',
    every: '15 seconds',
    run: async () => `${await ticketSettling.late()} tickets settled`,
  },
  {
    name: 'queues.absent',
    purpose: 'Counts people who were called and have not come as absent',
    every: '30 seconds',
    run: async () => `${await queueDayEnd.absent()} people were absent`,
  },
  {
    name: 'queues.count',
    purpose: 'Counts the lines of today anew where a count is wrong',
    every: '1 minute',
    run: async () => `${await lineCounts.heal()} stretches counted anew`,
  },
  {
    name: 'queues.end-days',
    purpose: 'Ends the lines an hour after closing time: tickets expire, counters close',
    every: '10 minutes',
    run: async () => `${await queueDayEnd.endDays()} lines ended`,
  },
];
