import type { Connection } from 'mongoose';
import { isDuplicateKey, newId } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import type { CounterService } from './types.ts';
import { fresh, placed } from './joining.ts';
import type { LineNumbers } from './line-numbers.ts';
import { lineModel } from './line.model.ts';
import { lineIdOf, type OfficeDays } from './office-days.ts';
import type { QueueState } from './queue.kinds.ts';
import { moving, mustMove } from './ticket-moves.ts';
import type { TicketWrites } from './ticket-writes.ts';
import { openTicketKey, ticketModel, toTicket, type Ticket, type TicketRecord } from './ticket.model.ts';

/** Puts whoever was sent on into the other line: the same number, ahead by what they have waited already. Can be repeated. */
export function createSendingOn({
  connection,
  days,
  numbers,
}: {
  readonly connection: Connection;
  readonly days: OfficeDays;
  readonly numbers: LineNumbers;
}) {
  const tickets = ticketModel(connection);

  async function newTicket(old: TicketRecord, to: NonNullable<TicketRecord['sentOn']>): Promise<TicketRecord> {
    const { branchId, organisationId, country, priority, number, personId, channel, appointmentId, tellWhen } = old;
    const day = to.day ?? old.day;
    const line = await numbers.lineOf(await days.queue(to.queueId), day);
    const at = old.endedAt ?? old.joinedAt;
    const serial = line.issued;
    const hasAppointment = appointmentId !== undefined;
    return {
      ...fresh,
      ...{ branchId, organisationId, country, day, priority, number },
      _id: to.ticketId,
      key: `transfer:${old._id}`,
      serial: 0,
      lineId: line._id,
      queueId: to.queueId,
      serviceId: to.serviceId,
      ...(personId && { personId, open: openTicketKey(to.serviceId, personId) }),
      ...(channel && { channel }),
      ...(tellWhen !== undefined && { tellWhen }),
      ...(hasAppointment && { appointmentId }),
      ...placed(line, { serial, priority, hasAppointment, isTransferred: true }),
      joinedAt: at,
      told: [],
      cameFrom: old._id,
      pendingSince: at,
      done: [],
      history: [{ to: 'waiting', at, by: old.history.at(-1)?.by ?? '' }],
    };
  }

  return async function sendOn(old: TicketRecord): Promise<TicketRecord | undefined> {
    if (!old.sentOn) return undefined;
    const found = await tickets.findById(old.sentOn.ticketId).lean<TicketRecord>();
    if (found) return found;
    const ticket = await newTicket(old, old.sentOn);
    const { open: _open, ...without } = ticket;
    try {
      await tickets.create(ticket);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const twin = await tickets.findById(ticket._id).lean<TicketRecord>();
      if (twin) return twin;
      // They have joined that service themselves in this moment. Nobody is lost for that: they have two tickets.
      await tickets.create(without).catch((again: unknown) => {
        if (!isDuplicateKey(again)) throw again;
      });
    }
    return (await tickets.findById(ticket._id).lean<TicketRecord>()) ?? undefined;
  };
}

export type SendOn = ReturnType<typeof createSendingOn>;

/** A paused queue goes on soon. */
const sendableStates: readonly QueueState[] = ['active', 'paused'];

/** Sending somebody on to another queue of the branch. */
export function createTransferring({
  connection,
  days,
  writes,
  sendOn,
  settle,
  mustServe,
}: {
  readonly connection: Connection;
  readonly days: OfficeDays;
  readonly writes: TicketWrites;
  readonly sendOn: SendOn;
  readonly settle: (ticket: TicketRecord) => Promise<void>;
  readonly mustServe: (ticketId: string, agentId: string) => Promise<unknown>;
}) {
  const tickets = ticketModel(connection);
  const lines = lineModel(connection);

  /** The day of the line that takes it: its own one while that lasts, in a house that is open over midnight the next one. */
  async function dayThere({ day, branchId }: TicketRecord, queueId: string): Promise<string> {
    for (const one of new Set([day, days.today(await days.branch(branchId))])) {
      const line = await lines.findById(lineIdOf(queueId, one), { endedAt: 1 }).lean();
      if (!line?.endedAt) return one;
    }
    throw new LisoloError('conflict', { reason: 'closed' });
  }

  /** Never for capacity. Answers the day there. */
  async function mustTake(ticket: TicketRecord, queueId: string, serviceId: string): Promise<string> {
    mustMove(ticket, 'transferred', 'counter');
    if (ticket.queueId === queueId) throw new LisoloError('conflict', { reason: 'same_queue' });
    const queue = await days.queue(queueId);
    if (queue.branchId !== ticket.branchId) throw new LisoloError('conflict', { reason: 'other_branch' });
    if (!queue.serviceIds.includes(serviceId)) throw new LisoloError('not_found', { reason: 'it is not done there' });
    if (!sendableStates.includes(queue.state)) throw new LisoloError('conflict', { reason: 'closed' });
    const open = ticket.personId && openTicketKey(serviceId, ticket.personId);
    const other = open ? await tickets.findOne({ open, _id: { $ne: ticket._id } }, { _id: 1 }).lean() : undefined;
    if (other) throw new LisoloError('conflict', { reason: 'already_waiting', ticketId: other._id });
    return dayThere(ticket, queueId);
  }

  const transfer: CounterService['transfer'] = async (wish): Promise<Ticket> => {
    const { ticketId, agentId, key, queueId, serviceId } = wish;
    await mustServe(ticketId, agentId);
    const found = await writes.read(ticketId);
    const day = found.sentOn ? found.day : await mustTake(found, queueId, serviceId);
    await writes.write(ticketId, key, (ticket, at) =>
      moving(
        ticket,
        { to: 'transferred', mover: 'counter', by: agentId, at },
        { sentOn: { queueId, serviceId, ticketId: newId(), ...(day !== ticket.day && { day }) } },
      ),
    );
    // Where this was not done with the change, it is done now.
    const next = await sendOn(await writes.read(ticketId));
    if (!next) throw new LisoloError('unavailable', { reason: 'the ticket there is on its way' });
    if (next.pendingSince) await settle(next);
    return toTicket(next);
  };

  return { transfer };
}
