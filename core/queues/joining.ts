import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { createTogether, isDuplicateKey, isInDoubt, newId } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import type { LineRecord } from './line.model.ts';
import { stretchOf } from './line.model.ts';
import type { LineNumbers } from './line-numbers.ts';
import type { OfficeDays, Offices } from './office-days.ts';
import { laneOf, rankOf, type Standing } from './order.ts';
import { typesForAll } from './queue.kinds.ts';
import type { QueueRecord } from './queue.model.ts';
import type { Settling } from './settling.ts';
import { openTicketKey, ticketModel, toTicket, type Ticket, type TicketRecord } from './ticket.model.ts';
import { printOf } from './turn-print.ts';
import type { TicketService } from './types.ts';

/** `A012` */
const numberOf = (prefix: string, serial: number): string => `${prefix}${String(serial).padStart(3, '0')}`;

/** Where a ticket stands in a line by its rule. */
export function placed(line: LineRecord, standing: Standing): Pick<TicketRecord, 'lane' | 'rank' | 'stretch'> {
  const rank = rankOf(line, standing);
  return { lane: laneOf(line, standing), rank, stretch: stretchOf(rank) };
}

/** What every ticket begins with. */
export const fresh = { state: 'waiting', revision: 1, calls: 0, held: false, cameBack: false, postponed: 0 } as const;

/** Whoever says nothing else is told when so many are before them. */
const usuallyToldAt = 3;

interface Print {
  readonly key: string;
  /** What there is only one of for whoever asks. */
  readonly open?: string;
}

/** Taking a ticket. */
export function createJoining({
  connection,
  clock,
  days,
  offices,
  numbers,
  settling,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly days: OfficeDays;
  readonly offices: Pick<Offices, 'service'>;
  readonly numbers: LineNumbers;
  readonly settling: Settling;
}) {
  const tickets = ticketModel(connection);

  /**
   * What was taken in this turn before, and what the person has in hand for this service. A crowd shares the look-ups:
   * those who have a number already would otherwise wait for a connection behind all who only look.
   */
  const alike = createTogether<Print, TicketRecord[]>({
    async perform(asks) {
      const keys = asks.map(({ key }) => key);
      const opens = asks.flatMap(({ open }) => open ?? []);
      const found = await tickets
        .find({ $or: [{ key: { $in: keys } }, ...(opens.length > 0 ? [{ open: { $in: opens } }] : [])] })
        .lean<TicketRecord[]>();
      return asks.map(({ key, open }) =>
        found.filter((one) => one.key === key || (open !== undefined && one.open === open)),
      );
    },
  });

  function mustBeFree([other]: readonly TicketRecord[]): void {
    if (other) throw new LisoloError('conflict', { reason: 'already_waiting', ticketId: other._id });
  }

  /** Of whoever has an appointment the branch has known before. */
  function mustTake({ state, type }: QueueRecord, access: string, hasAppointment: boolean, isHolder: boolean): void {
    if (isHolder && !hasAppointment && !typesForAll.includes(type))
      throw new LisoloError('conflict', { reason: type === 'appointment' ? 'appointment_only' : 'by_office_only' });
    if (access !== 'open') throw new LisoloError('conflict', { reason: access });
    if (state !== 'active' && !hasAppointment)
      throw new LisoloError('conflict', { reason: state === 'paused' ? 'paused' : 'closed' });
  }

  const join: TicketService['join'] = async (wish): Promise<Ticket> => {
    const key = printOf(wish.key);
    const { queueId, serviceId, holder, appointmentId, by, priority = 'medium' } = wish;
    const open = holder && openTicketKey(serviceId, holder.personId);
    const print = { key, ...(open !== undefined && { open }) };
    const found = await alike(print);
    const before = found.find((one) => one.key === key);
    if (before) return toTicket(before);

    const queue = await days.queue(queueId);
    if (!queue.serviceIds.includes(serviceId)) throw new LisoloError('not_found', { reason: 'it is not done here' });
    const branch = await days.branch(queue.branchId);
    mustBeFree(found);
    const hasAppointment = appointmentId !== undefined;
    // What was agreed before a service was given up is still done.
    const isOffered = branch.listed && (hasAppointment || (await offices.service(serviceId))?.active === true);
    mustTake(queue, isOffered ? days.doors(branch).access : 'closed', hasAppointment, holder !== undefined);

    const line = await numbers[hasAppointment ? 'nextKept' : 'next'](queue, days.today(branch));
    const { _id: lineId, issued: serial, day } = line;
    const now = clock();
    const ticket: TicketRecord = {
      ...fresh,
      _id: newId(),
      key,
      number: numberOf(queue.prefix, serial),
      serial,
      ...{ lineId, queueId, branchId: branch.id, organisationId: branch.organisationId, serviceId, day, priority },
      country: branch.country,
      ...(holder && { personId: holder.personId, channel: holder.channel, open, tellWhen: usuallyToldAt }),
      ...placed(line, { serial, priority, hasAppointment, isTransferred: false }),
      joinedAt: now,
      told: [],
      ...(hasAppointment && { appointmentId }),
      pendingSince: now,
      done: [],
      history: [{ to: 'waiting', at: now, by }],
    };
    try {
      await tickets.create(ticket);
    } catch (error) {
      // Where nobody knows whether it was written, it is found out when the line is next looked through.
      if (!isInDoubt(error)) await numbers.giveBack(line);
      if (!isDuplicateKey(error)) throw error;
      // The same turn twice at once, or another one for the same service.
      const others = await alike(print);
      const twin = others.find((one) => one.key === key);
      if (twin) return toTicket(twin);
      mustBeFree(others);
      throw error;
    }
    await settling.now(ticket);
    return toTicket(ticket);
  };

  return { join };
}
