import { afterAll, beforeAll, beforeEach } from 'vitest';
import { appointmentsDialogs } from '../../../core/appointments/index.ts';
import type { BoundFlow, Caller, Surface } from '../../../core/dialog/index.ts';
import { gates, identityDialogs } from '../../../core/identity/index.ts';
import { organisationDialogs } from '../../../core/organisations/index.ts';
import { queueDialogs } from '../../../core/queues/index.ts';
import { chatSurface, talk, type Talk } from '../../support/talk.ts';
import { openMonday } from '../queues/office-world.ts';
import { appointmentWorld } from './appointment-world.ts';

export type AppointmentTalks = Awaited<ReturnType<typeof appointmentTalks>>;

export interface Played {
  readonly flow: 'book-appointment' | 'my-appointments' | 'branch-appointments';
  readonly who: Caller;
  readonly surface?: Surface;
  readonly language?: Caller['language'];
  readonly data?: Record<string, unknown>;
}

/** Few days, so that the lists are short; each turn is measured on every page in every language. */
export const hoursOn = (days: readonly number[], from: string, to: string) => ({
  hours: { week: Object.fromEntries(days.map((day) => [day, [{ from, to }]])), closedOnHolidays: true, exceptions: [] },
});

/** Appointments in conversation, with all the dialogs that they lead to. */
export async function appointmentTalks() {
  const world = await appointmentWorld();
  return {
    ...world,
    play({ flow, who, surface = chatSurface, language, data }: Played): Promise<Talk> {
      const deps = { ...world, ...world.queues };
      const dialogs = [
        ...appointmentsDialogs(deps),
        ...organisationDialogs(deps),
        ...queueDialogs(deps),
        ...identityDialogs(deps),
      ];
      const first = dialogs.find((one) => one.flow.id === flow) as BoundFlow;
      return talk({
        flows: [first, ...dialogs.filter((one) => one !== first)],
        gates,
        caller: { ...who, channel: surface.channel, ...(language ? { language } : {}) },
        surface,
        now: world.clock,
        ...(data ? { data } : {}),
      });
    },
  };
}

/** Offices that are opened once; each test begins on a Monday when nothing is booked and nobody has been told anything. */
export function forEachTalk(open: (world: AppointmentTalks) => Promise<void>): void {
  let world: AppointmentTalks;
  beforeAll(async () => {
    world = await appointmentTalks();
    await open(world);
  });
  afterAll(async () => {
    await world.idle();
    await world.database.drop();
  });
  beforeEach(async () => {
    await world.clear();
    world.setNow(openMonday);
    world.delivered.length = 0;
  });
}
