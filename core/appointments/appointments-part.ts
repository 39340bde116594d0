import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { FileService } from '../files/index.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Log } from '../log.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { OfficeFinder } from '../organisations/index.ts';
import { createAppointmentNotices } from './appointment-notices.ts';
import { createAppointments } from './appointments.service.ts';
import { createBranchAppointments } from './branch-appointments.ts';
import type { CheckInDeps } from './check-in.ts';
import { createFollowing } from './following.ts';
import { createMoving } from './moving.ts';
import { createOffers } from './offers.ts';
import { createOutsideHours } from './outside-hours.ts';
import { createSeats } from './seats.ts';
import { createTimetable } from './timetable.ts';
import { createUpkeep } from './upkeep.ts';
import { createWaitingList } from './waiting-list.ts';

/** Builds everything about appointments. */
export function createAppointmentsPart(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly offices: OfficeFinder;
  readonly identity: Pick<IdentityService, 'byId'>;
  readonly tickets: CheckInDeps['tickets'];
  readonly notifications: Pick<NotificationService, 'notify'>;
  readonly files: Pick<FileService, 'put'>;
  readonly config: { readonly ussd: { readonly serviceCode: string } };
}) {
  const seats = createSeats(deps);
  const timetable = createTimetable({ ...deps, seats });
  const notices = createAppointmentNotices({ ...deps, ussdCode: deps.config.ussd.serviceCode });
  const offers = createOffers({ ...deps, seats, timetable, offered: (id) => notices.soon(id) });
  const moving = createMoving({ ...deps, seats, timetable });
  const waitingList = createWaitingList({ ...deps, timetable });
  return {
    appointments: createAppointments({ ...deps, seats, timetable, moving, offers, notices, waitingList }),
    appointmentNotices: notices,
    branchAppointments: createBranchAppointments(deps),
    appointmentOffers: offers,
    appointmentUpkeep: createUpkeep({ ...deps, notices, offers }),
    appointmentWaiting: waitingList,
    appointmentsOutside: createOutsideHours({ ...deps, notices }),
    /** Hears of every change of a ticket. */
    followTicket: createFollowing(deps),
  };
}
