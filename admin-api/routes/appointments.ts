import type { Connection } from 'mongoose';
import { z } from 'zod';
import {
  appointmentModel,
  appointmentStates,
  toAppointment,
  waitingModel,
  type Appointment,
  type AppointmentService,
  type WaitingRecord,
} from '../../core/appointments/index.ts';
import { createReader } from '../../core/database/index.ts';
import { channels } from '../../core/dialog/index.ts';
import { LisoloError } from '../../core/errors.ts';
import type { IdentityService, Person } from '../../core/identity/index.ts';
import { historySchema, creation, idSchema, instantSchema, momentSchema, resource, wordSchema } from '../resource.ts';
import { defineRoute } from '../route.ts';
import type { Call, Route } from '../route.ts';
import { turnOf } from './ticket-item.ts';

export interface AppointmentRoutesDeps {
  readonly connection: Connection;
  readonly appointments: AppointmentService;
  readonly identity: Pick<IdentityService, 'byId'>;
}

const appointment = z.object({
  id: z.string(),
  code: z.string(),
  personId: z.string().describe('Empty once forgotten'),
  channel: z.string(),
  country: z.string(),
  organisationId: z.string(),
  branchId: z.string(),
  serviceId: z.string(),
  organisationName: z.string(),
  branchName: z.string(),
  serviceName: z.string(),
  startsAt: momentSchema,
  endsAt: momentSchema,
  day: z.string().describe('Where the branch is'),
  timeZone: z.string(),
  state: z.enum(appointmentStates),
  revision: z.int().describe('Counts changes'),
  offerUntil: momentSchema.optional().describe('A freed slot is kept until then for somebody of the waiting list'),
  outsideSince: momentSchema.optional().describe('Since when the branch is not open any more at that time'),
  ticketId: z.string().optional(),
  createdAt: momentSchema,
  history: historySchema,
});
const waits = z.object({
  id: z.string(),
  serviceId: z.string(),
  branchId: z.string(),
  personId: z.string(),
  channel: z.string(),
  country: z.string(),
  from: z.string().describe('First day that suits, where the branch is'),
  to: z.string(),
  offered: z.int().describe('How many freed slots were offered'),
  createdAt: momentSchema,
});
const toWaitingItem = ({ _id: id, key: _key, until: _until, offered, ...rest }: WaitingRecord) => ({
  id,
  ...rest,
  offered: offered.length,
});
const gone = (): never => {
  throw new LisoloError('not_found', { reason: 'nobody waits there' });
};
const slot = z.object({ startsAt: momentSchema, endsAt: momentSchema, free: z.int() });

const params = z.strictObject({ id: idSchema });
const day = z.iso.date();
const doorSchema = z.enum(channels).default('ussd').describe('The door that the person uses');
/** A moment with its distance from UTC: a bare day is no time for an appointment. */
const startsAt = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const reason = z.string().trim().min(3).max(200).optional().describe('The person reads it');

/** E7: appointments as the administration sees, answers and moves them. */
export function appointmentRoutes({ connection, appointments, identity }: AppointmentRoutesDeps): Route[] {
  const reader = createReader({ model: appointmentModel(connection), toItem: toAppointment });
  const waiting = createReader({ model: waitingModel(connection), toItem: toWaitingItem });

  async function personOf(personId: string): Promise<Person> {
    const person = await identity.byId(personId);
    if (!person) throw new LisoloError('invalid_input', { reason: 'there is no such person', field: 'personId' });
    return person;
  }

  /** A move of the branch, with the entry of the audit log that goes with it. */
  function move<B extends object>(
    name: string,
    summary: string,
    body: z.ZodType<B>,
    run: (
      call: { readonly id: string; readonly staffId: string; readonly key: string },
      body: B,
    ) => Promise<Appointment>,
  ): Route {
    return defineRoute({
      method: 'post',
      path: `/appointments/:id/${name}`,
      summary,
      permission: 'appointments.decide',
      params,
      body,
      response: appointment,
      audit: `appointments.${name}`,
      idempotent: true,
      async handler(call: Call<{ id: string }, undefined, B>) {
        const { body: given, caller, note } = call;
        const { id } = call.params;
        const before = await reader.one(id);
        const after = await run({ id, staffId: caller.personId, key: turnOf(call, `${name}:${id}`) }, given);
        // The reason is in the history of the appointment: it may name people, and the audit log is never erased.
        note({
          before: { state: before?.state, startsAt: before?.startsAt },
          after: { state: after.state, startsAt: after.startsAt },
        });
        return after;
      },
    });
  }

  const why = z.strictObject({ reason });
  const reasonOf = (body: z.output<typeof why>) => (body.reason === undefined ? {} : { reason: body.reason });
  const nothing = z.strictObject({});

  return [
    defineRoute({
      method: 'get',
      path: '/appointments/slots',
      summary: 'Lists the slots of a service on a day, with the places that are free',
      permission: 'appointments.read',
      query: z.strictObject({ serviceId: idSchema, day }),
      response: z.object({ items: z.array(slot) }),
      handler: async ({ query }) => ({ items: await appointments.slots(query.serviceId, query.day) }),
    }),
    ...resource({
      name: 'appointments/waiting',
      module: 'appointments',
      one: 'somebody on a waiting list',
      item: waits,
      filters: {
        branchId: idSchema.optional(),
        serviceId: idSchema.optional(),
        personId: idSchema.optional(),
      },
      sorts: ['createdAt'],
      list: ({ filter, ...page }) => waiting.page(filter, page),
      get: (id) => waiting.one(id),
      create: creation({
        body: z.strictObject({ personId: idSchema, serviceId: idSchema, from: day, to: day, channel: doorSchema }),
        async run(call) {
          const { personId, ...wish } = call.body;
          const { country } = await personOf(personId);
          const { id } = await appointments.wait({ ...wish, key: turnOf(call, 'wait'), personId, country });
          call.note({ after: { serviceId: wish.serviceId, from: wish.from, to: wish.to } });
          return (await waiting.one(id)) ?? gone();
        },
      }),
      csv: ['serviceId', 'branchId', 'personId', 'from', 'to', 'channel', 'createdAt'],
    }),
    defineRoute<{ id: string }>({
      method: 'delete',
      path: '/appointments/waiting/:id',
      summary: 'Takes somebody off a waiting list',
      permission: 'appointments.decide',
      params,
      response: waits,
      audit: 'appointments.stop-waiting',
      async handler({ params: { id }, note }) {
        const found = (await waiting.one(id)) ?? gone();
        await appointments.stopWaiting({ waitId: id, personId: found.personId });
        note({ before: { serviceId: found.serviceId, from: found.from, to: found.to } });
        return found;
      },
    }),
    ...resource({
      name: 'appointments',
      module: 'appointments',
      one: 'an appointment',
      item: appointment,
      filters: {
        branchId: idSchema.optional(),
        serviceId: idSchema.optional(),
        personId: idSchema.optional(),
        state: z.enum(appointmentStates).optional(),
        code: wordSchema.optional(),
        after: instantSchema.optional().describe('Not before this moment'),
        before: instantSchema.optional(),
      },
      sorts: ['startsAt'],
      list: ({ filter: { after, before, ...filter }, ...page }) =>
        reader.page(
          {
            ...filter,
            ...(after || before ? { startsAt: { ...(after && { $gte: after }), ...(before && { $lt: before }) } } : {}),
          },
          page,
        ),
      get: (id) => reader.one(id),
      create: creation({
        body: z.strictObject({
          personId: idSchema,
          serviceId: idSchema,
          startsAt,
          channel: doorSchema,
        }),
        async run(call) {
          const { caller } = call;
          const { personId, ...wish } = call.body;
          const { country } = await personOf(personId);
          return appointments.book({ ...wish, key: turnOf(call, 'book'), personId, country, staffId: caller.personId });
        },
      }),
      csv: ['code', 'organisationName', 'branchName', 'serviceName', 'startsAt', 'endsAt', 'state', 'personId', 'channel', 'createdAt'],
    }), // prettier-ignore
    move('confirm', 'Agrees to an appointment that was asked for', nothing, (by) => appointments.confirm(by)),
    move('decline', 'Does not agree to an appointment that was asked for', why, (by, body) =>
      appointments.decline({ ...by, ...reasonOf(body) }),
    ),
    move('move', 'Moves an appointment to another slot of its service', z.strictObject({ startsAt }), (by, body) =>
      appointments.moveByBranch({ ...by, ...body }),
    ),
    move('cancel', 'Cancels an appointment', why, (by, body) =>
      appointments.cancelByBranch({ ...by, ...reasonOf(body) }),
    ),
    move('check-in', 'Notes that somebody has come, and gives them a ticket', nothing, async (by) => {
      const { appointment: checkedIn } = await appointments.checkInByBranch(by);
      return checkedIn;
    }),
  ];
}
