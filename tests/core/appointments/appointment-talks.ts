import { appointmentsDialogs } from '../../../core/appointments/index.ts';
import type { BoundFlow, Caller, Surface } from '../../../core/dialog/index.ts';
import { gates, identityDialogs } from '../../../core/identity/index.ts';
import { organisationDialogs } from '../../../core/organisations/index.ts';
import { queueDialogs } from '../../../core/queues/index.ts';
import { chatSurface, talk, type Talk } from '../../support/talk.ts';
import { appointmentWorld } from './appointment-world.ts';

export type AppointmentTalks = Awaited<ReturnType<typeof appointmentTalks>>;

export interface Played {
  readonly flow: 'book-appointment' | 'my-appointments' | 'branch-appointments';
  readonly who: Caller;
  readonly surface?: Surface;
  readonly language?: Caller['language'];
  readonly data?: Record<string, unknown>;
}

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
