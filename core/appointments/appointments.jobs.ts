import type { Job } from '../scheduling/index.ts';
import type { AppointmentNotices } from './appointment-notices.ts';
import type { Offers } from './offers.ts';
import type { OutsideHours } from './outside-hours.ts';
import type { Upkeep } from './upkeep.ts';
import type { WaitingList } from './waiting-list.ts';

export interface AppointmentJobsDeps {
  readonly appointmentUpkeep: Upkeep;
  readonly appointmentOffers: Pick<Offers, 'freed' | 'offerAll'>;
  readonly appointmentNotices: Pick<AppointmentNotices, 'tellDue'>;
  readonly appointmentWaiting: Pick<WaitingList, 'sweep'>;
  readonly appointmentsOutside: OutsideHours;
}

/** Timed work on appointments; all of it can be late or repeated. */
export const appointmentJobs = (deps: AppointmentJobsDeps): readonly Job[] => [
  {
    name: 'appointments.end-offers',
    purpose: 'Ends offers of freed slots that nobody took in time, and requests that no branch has answered',
    every: '30 seconds',
    run: async (now) =>
      `${await deps.appointmentUpkeep.endOffers(now)} offers, ${await deps.appointmentUpkeep.endUnanswered(now)} requests`,
  },
  {
    name: 'appointments.offer-freed',
    purpose: 'Offers slots that were given back to the waiting list, where a crash or a fault came in between',
    every: '30 seconds',
    run: async () => `${await deps.appointmentOffers.freed.tellDue()} appointments looked at`,
  },
  {
    name: 'appointments.offer-free',
    purpose: 'Offers to the waiting list whatever else has become free, as by longer hours',
    every: '30 minutes',
    run: async (now) => {
      const gone = await deps.appointmentWaiting.sweep(now);
      return `${gone} wait no longer, ${await deps.appointmentOffers.offerAll()} offers`;
    },
  },
  {
    name: 'appointments.remind',
    purpose: 'Reminds people of their appointments the day before and an hour before',
    every: '1 minute',
    run: async (now) => `${await deps.appointmentUpkeep.remind(now)} appointments`,
  },
  {
    name: 'appointments.end-missed',
    purpose: 'Notes who has not come a quarter of an hour after the time, and ends what the day before has left open',
    every: '1 minute',
    run: async (now) =>
      `${await deps.appointmentUpkeep.endMissed(now)} missed, ${await deps.appointmentUpkeep.endForgotten(now)} left open`,
  },
  {
    name: 'appointments.find-outside-hours',
    purpose: 'Asks people to choose another time where a branch has changed its hours',
    every: '10 minutes',
    run: async (now) => `${await deps.appointmentsOutside.find(now)} appointments`,
  },
  {
    name: 'appointments.tell',
    purpose: 'Tells people what became of their appointments, where a crash or a fault came in between',
    every: '30 seconds',
    run: async () => `${await deps.appointmentNotices.tellDue()} appointments looked at`,
  },
];
