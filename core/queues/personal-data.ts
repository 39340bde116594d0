import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../database/index.ts';
import type { PersonalData } from '../identity/index.ts';
import { counterModel } from './counter.model.ts';
import { openTicketKey, ticketModel, toTicket, type TicketRecord } from './ticket.model.ts';

/** What happened when is kept for the figures; whose ticket it was, from where they came and what they said is not. */
export function ticketsPersonalData({
  connection,
  clock,
  leave,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Gives the place of somebody who waits to others. */
  readonly leave: (move: { ticketId: string; personId: string; key: string }) => Promise<unknown>;
}): PersonalData {
  const tickets = ticketModel(connection);
  const counters = counterModel(connection);

  const ofPerson = (personId: string) => tickets.find({ personId }).sort({ joinedAt: 1 }).lean<TicketRecord[]>();

  return {
    domain: 'tickets',
    async collect(personId) {
      return (await ofPerson(personId)).map(toTicket).map(({ number, day, state, serviceId, history, ...rest }) => {
        const { priority, channel, joinedAt, calledAt, servingAt, endedAt, journey, rating, tellWhen } = rest;
        // Which of the staff has served is theirs.
        const moves = history.map(({ by: _by, counterId: _counter, ...move }) => move);
        const times = { joinedAt, calledAt, servingAt, endedAt };
        return { number, day, state, serviceId, priority, channel, ...times, journey, rating, tellWhen, moves };
      });
    },

    async erase(personId) {
      for (const { _id: ticketId, state } of await ofPerson(personId)) {
        // In between it may have been called; then it is served without a name.
        if (state === 'waiting')
          await leave({ ticketId, personId, key: `forgotten:${ticketId}` }).catch(() => undefined);
        await tickets.updateOne(
          { _id: ticketId },
          {
            $set: { personId: '', key: `forgotten:${ticketId}`, done: [], told: [], 'history.$[own].by': '' },
            $unset: { open: 1, journey: 1, tellWhen: 1, 'rating.comment': 1, appointmentId: 1 },
            $inc: { revision: 1 },
          },
          { arrayFilters: [{ 'own.by': personId }] },
        );
      }
      // What they did with the tickets of others, and where they sit.
      await tickets.updateMany(
        { 'history.by': personId },
        { $set: { 'history.$[own].by': '' }, $inc: { revision: 1 } },
        { arrayFilters: [{ 'own.by': personId }] },
      );
      await counters.updateOne(
        { agentId: personId },
        { $set: { state: 'closed', changedAt: clock() }, $unset: { agentId: 1 }, $inc: { revision: 1 } },
      );
    },

    async merge(from, into) {
      for (const { _id, open, serviceId } of await ofPerson(from)) {
        const renamed = { personId: into, 'history.$[own].by': into };
        const names = { arrayFilters: [{ 'own.by': from }] };
        const inHand = open === undefined ? {} : { open: openTicketKey(serviceId, into) };
        await tickets
          .updateOne({ _id }, { $set: { ...renamed, ...inHand }, $inc: { revision: 1 } }, names)
          .catch(async (error: unknown) => {
            if (!isDuplicateKey(error)) throw error;
            // Both wait for the same thing: each goes on, and the next one is taken when both are over.
            await tickets.updateOne({ _id }, { $set: renamed, $unset: { open: 1 }, $inc: { revision: 1 } }, names);
          });
      }
      await counters.updateOne({ agentId: from }, { $set: { agentId: into } }).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
      });
    },
  };
}
