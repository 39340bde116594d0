import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../database/index.ts';
import type { PersonalData } from '../identity/index.ts';
import { appointmentModel, type AppointmentRecord } from './appointment.model.ts';
import { openStates } from './appointment.states.ts';
import { changeAppointment, stepOf } from './change-appointment.ts';
import { openAppointmentKey } from './seats.ts';
import { waitingModel, type WaitingRecord } from './waiting.model.ts';

/** That somebody was to come stays, for the figures of the branch; who it was goes. What is to come is cancelled. */
export function appointmentsPersonalData({
  connection,
  clock,
}: {
  connection: Connection;
  clock: Clock;
}): PersonalData {
  const appointments = appointmentModel(connection);
  const waiting = waitingModel(connection);

  const cancel = (id: string, by: string): Promise<unknown> =>
    changeAppointment(appointments, id, (record) =>
      openStates.includes(record.state) ? stepOf(record, { to: 'cancelled', as: 'holder', by }, clock()) : undefined,
    );

  /** Of each service the survivor keeps one appointment to come: their own. */
  async function handOver({ _id, serviceId, open, state }: AppointmentRecord, into: string): Promise<void> {
    const theirs = {
      $set: { personId: into, ...(open === undefined ? {} : { open: openAppointmentKey(serviceId, into) }) },
      $inc: { revision: 1 },
    };
    try {
      await appointments.updateOne({ _id, state }, theirs);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await cancel(_id, into);
      // One that has begun goes on, but counts no more as the one to come.
      await appointments.updateOne({ _id }, { $set: { personId: into }, $unset: { open: 1 }, $inc: { revision: 1 } });
    }
  }

  return {
    domain: 'appointments',

    async collect(personId) {
      const [booked, waits] = await Promise.all([
        appointments
          .find(
            { personId },
            {
              _id: 0,
              code: 1,
              organisationName: 1,
              branchName: 1,
              serviceName: 1,
              startsAt: 1,
              state: 1,
              createdAt: 1,
            },
          )
          .sort({ startsAt: 1 })
          .lean(),
        waiting.find({ personId }, { _id: 0, serviceId: 1, from: 1, to: 1, createdAt: 1 }).lean(),
      ]);
      return { booked, waits };
    },

    async erase(personId) {
      await waiting.deleteMany({ personId });
      const toCome = await appointments
        .find({ personId, state: { $in: openStates } }, { _id: 1 })
        .lean<{ _id: string }[]>();
      for (const { _id } of toCome) await cancel(_id, '');
      await appointments.updateMany(
        { 'history.by': personId },
        { $set: { 'history.$[did].by': '' }, $inc: { revision: 1 } },
        { arrayFilters: [{ 'did.by': personId }] },
      );
      // Last: it is what the others are found by.
      for (const { _id } of await appointments.find({ personId }, { _id: 1 }).lean<{ _id: string }[]>())
        await appointments.updateOne(
          { _id },
          {
            $set: { personId: '', key: `forgotten:${_id}` },
            $unset: { open: 1, waitId: 1, 'history.$[].key': 1 },
            $inc: { revision: 1 },
          },
        );
    },

    async merge(from, into) {
      for (const record of await appointments.find({ personId: from }).lean<AppointmentRecord[]>())
        await handOver(record, into);
      for (const { _id } of await waiting.find({ personId: from }, { _id: 1 }).lean<Pick<WaitingRecord, '_id'>[]>())
        try {
          await waiting.updateOne({ _id }, { $set: { personId: into } });
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          // The survivor waits for the same.
          await waiting.deleteOne({ _id });
        }
    },
  };
}
