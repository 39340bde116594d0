import {
  appointmentModel,
  createAppointmentsPart,
  type Appointment,
  type AppointmentRecord,
} from '../../../core/appointments/index.ts';
import { waitingModel } from '../../../core/appointments/waiting.model.ts';
import { isLisoloError } from '../../../core/errors.ts';
import { silentLog } from '../../../core/log.ts';
import { createQueuesPart } from '../../../core/queues/index.ts';
import { officeWorld, type OfficeWorld } from '../queues/office-world.ts';

export type AppointmentWorld = Awaited<ReturnType<typeof appointmentWorld>>;

/** Offices with queues and appointments, on a clock that stands still. */
export async function appointmentWorld() {
  const world = await officeWorld();
  return { ...world, ...(await withAppointments(world)) };
}

let turns = 0;
/** Of another turn each time. */
export const aKey = (): string => `turn ${(turns += 1)}`;

/** Who may have an appointment, without being anybody the world knows. */
export const somebody = (name: string) => ({ personId: name, channel: 'telegram', country: 'CD' }) as const;

/** Why it was refused; `done` when it was not. Anything that is no clear answer is thrown. */
export async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!isLisoloError(error)) throw error;
    return error.code === 'conflict' ? String(error.details['reason']) : error.code;
  }
}

/** Appointments and queues over the offices of a world. */
export async function withAppointments(world: OfficeWorld) {
  const { connection, clock, offices, files, identity } = world;
  /** Fails the next so many messages, as if the process died. */
  let failing = 0;
  const notifications: Pick<OfficeWorld['notifications'], 'notify'> = {
    async notify(notice) {
      if (failing-- > 0) throw new Error('the process dies here');
      await world.notifications.notify(notice);
    },
  };
  const queues = createQueuesPart({ connection, clock, log: silentLog, offices });
  const createPart = () =>
    createAppointmentsPart({
      connection, clock, log: silentLog, offices, identity, tickets: queues.tickets, notifications, files,
      config: { ussd: { serviceCode: '*384*123#' } },
    }); // prettier-ignore
  const part = createPart();
  queues.onTicket(part.followTicket);
  const records = appointmentModel(connection);
  await Promise.all([records.init(), waitingModel(connection).init()]);

  async function idle(): Promise<void> {
    await part.appointmentOffers.freed.idle();
    await part.appointmentNotices.idle();
  }

  return {
    ...part,
    queues,
    /** The same services, as another process has them. */
    createPart,
    fail: (times: number) => void (failing = times),
    idle,
    async record(id: string): Promise<AppointmentRecord> {
      const found = await records.findById(id).lean<AppointmentRecord>();
      if (!found) throw new Error(`no appointment ${id}`);
      return found;
    },
    all: () => records.find().lean<AppointmentRecord[]>(),
    async clear(): Promise<void> {
      await idle();
      failing = 0;
      await records.collection.deleteMany({});
      await waitingModel(connection).collection.deleteMany({});
      await connection.collection('tickets').deleteMany({});
    },
    /** A booking at a moment, or at the first free one. */
    async booked(serviceId: string, personId: string, at?: string | Date): Promise<Appointment> {
      const { appointments } = part;
      const day = (await appointments.days(serviceId))[0]?.day ?? '';
      const first = (await appointments.slots(serviceId, day)).find(({ free }) => free > 0)?.startsAt;
      const startsAt = at === undefined ? first : new Date(at);
      if (!startsAt) throw new Error('nothing is free');
      return appointments.book({ key: aKey(), serviceId, startsAt, ...somebody(personId) });
    },
    /** Everything the clock does, as the jobs do it. */
    async tick(): Promise<void> {
      const now = clock();
      await part.appointmentUpkeep.endOffers(now);
      await part.appointmentUpkeep.endUnanswered(now);
      await part.appointmentUpkeep.endMissed(now);
      await part.appointmentUpkeep.endForgotten(now);
      await part.appointmentUpkeep.remind(now);
      await idle();
      await part.appointmentOffers.freed.tellDue();
      await part.appointmentNotices.tellDue();
      await idle();
    },
    /** Messages that reached this address since the last look. */
    async heardBy(address: string | undefined): Promise<string[]> {
      await idle();
      await part.appointmentNotices.tellDue();
      await world.settle();
      const { delivered } = world;
      const mine = delivered.filter((one) => one.address === address);
      delivered.splice(0, delivered.length, ...delivered.filter((one) => one.address !== address));
      return mine.map(({ text }) => text);
    },
  };
}
