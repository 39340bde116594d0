import { newId } from '../../../core/database/index.ts';
import { lineModel, stretchModel, stretchOf, type LineRecord } from '../../../core/queues/line.model.ts';
import { ticketModel, type TicketRecord } from '../../../core/queues/ticket.model.ts';
import type { OfficeWorld, TestOffice } from './office-world.ts';

const day = '2026-11-23';
const minuteMs = 60_000;

/** A line in which so many wait, as if they had come one a second; straight in the database. Answers it. */
export async function fillLine(
  { connection, clock }: Pick<OfficeWorld, 'connection' | 'clock'>,
  { branch, queue, service }: Pick<TestOffice, 'branch' | 'queue' | 'service'>,
  waiting: number,
  more: Partial<TicketRecord> = {},
): Promise<LineRecord> {
  const lineId = `${queue.id}:${day}`;
  const since = clock().getTime() - waiting * 1000;
  const line: LineRecord = {
    ...{ _id: lineId, queueId: queue.id, branchId: branch.id, day, issued: waiting, left: 0, unused: 0, calls: 0 },
    ...{ strategy: queue.strategy, reservedEvery: queue.reservedEvery },
  };
  const tickets = Array.from({ length: waiting }, (_, index): TicketRecord => {
    const serial = index + 1;
    const rank = serial + serial / 1e6;
    const joinedAt = new Date(since + index * 1000);
    const personId = newId();
    return {
      ...{ lineId, queueId: queue.id, branchId: branch.id, organisationId: branch.organisationId, serial, rank, day },
      ...{ state: 'waiting', revision: 1, priority: 'medium', lane: 'ordinary', calls: 0, postponed: 0 },
      ...{ held: false, cameBack: false, told: [], done: [], country: branch.country, serviceId: service.id },
      _id: newId(),
      key: newId(),
      number: `${queue.prefix}${String(serial).padStart(3, '0')}`,
      personId,
      channel: 'ussd',
      open: `${service.id}:${personId}`,
      stretch: stretchOf(rank),
      joinedAt,
      history: [{ to: 'waiting', at: joinedAt, by: personId }],
      ...more,
    };
  });
  const counts = new Map<number, number>();
  for (const { stretch } of tickets) counts.set(stretch, (counts.get(stretch) ?? 0) + 1);
  await lineModel(connection).create(line);
  await ticketModel(connection).insertMany(tickets, { lean: true });
  await stretchModel(connection).insertMany(
    [...counts].map(([number, count]) => ({
      ...{ _id: `${lineId}:ordinary:${number}`, lineId, lane: 'ordinary', number, revision: 1 },
      waiting: count,
    })),
  );
  return line;
}

/** Services of earlier days, measured, so many of each hour from nine to four. */
export async function pastServices(
  { connection, clock }: Pick<OfficeWorld, 'connection' | 'clock'>,
  office: Pick<TestOffice, 'branch' | 'queue' | 'service'>,
  count: number,
): Promise<void> {
  const before = await ticketModel(connection).findOne({ queueId: office.queue.id }).lean<TicketRecord>();
  if (!before) throw new Error('there should be a line already');
  const past = Array.from({ length: count }, (_, index): TicketRecord => {
    const { open: _open, ...rest } = before;
    const endedAt = new Date(clock().getTime() - (24 * 60 + index) * minuteMs);
    return {
      ...rest,
      ...{ _id: newId(), key: newId(), personId: newId(), lineId: `${office.queue.id}:2026-11-20`, day: '2026-11-20' },
      state: 'served',
      calls: 1,
      joinedAt: endedAt,
      calledAt: endedAt,
      servingAt: endedAt,
      endedAt,
      served: { hour: 9 + (index % 8), minutes: 2 + (index % 10) },
    };
  });
  await ticketModel(connection).insertMany(past, { lean: true });
}
