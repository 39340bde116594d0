import { appointmentsDialogs, type AppointmentService } from '../../../core/appointments/index.ts';
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

let plays = 0;

/** Every play counts its turns from the same number; in the product the conversation's name keeps them apart. */
function ownKeys(appointments: AppointmentService): AppointmentService {
  const play = (plays += 1);
  const methods = Object.entries(appointments) as [string, (...given: unknown[]) => unknown][];
  return Object.fromEntries(
    methods.map(([name, method]) => [
      name,
      (first: unknown, ...rest: unknown[]) => {
        const key = (first as { key?: string } | undefined)?.key;
        return method(key === undefined ? first : { ...(first as object), key: `play ${play} ${key}` }, ...rest);
      },
    ]),
  ) as unknown as AppointmentService;
}

/** Appointments in conversation, with all the dialogs that they lead to. */
export async function appointmentTalks() {
  const world = await appointmentWorld();
  return {
    ...world,
    play({ flow, who, surface = chatSurface, language, data }: Played): Promise<Talk> {
      const deps = { ...world, ...world.queues, appointments: ownKeys(world.appointments) };
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
