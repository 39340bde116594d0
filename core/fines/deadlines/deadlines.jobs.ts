import type { Job } from '../../scheduling/index.ts';
import type { Deadlines } from './deadlines.service.ts';

/** Time passes for fines. */
export const deadlineJobs = ({ deadlines }: { readonly deadlines: Pick<Deadlines, 'runDue'> }): readonly Job[] => [
  {
    name: 'fines.time',
    purpose: 'Reminds of fines, ends discounts, adds increases and forwards what stays unpaid, when its time has come',
    every: '1 minute',
    async run() {
      const { looked, reminders, increases, lapses, forwarded, told } = await deadlines.runDue();
      return `${looked} fines looked at: ${reminders} reminders, ${lapses} discounts ended, ${increases} increases, ${forwarded} forwarded, ${told} told`;
    },
  },
];
