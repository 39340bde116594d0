import type { Connection } from 'mongoose';
import { createIdentityService } from '../../../core/identity/index.ts';
import { silentLog } from '../../../core/log.ts';
import { createOfficeFinder } from '../../../core/organisations/index.ts';
import { createQueuesPart, type QueuesPart } from '../../../core/queues/index.ts';
import { lineModel, stretchModel } from '../../../core/queues/line.model.ts';
import { ticketModel } from '../../../core/queues/ticket.model.ts';
import { fillLine } from '../../core/queues/busy-hall.ts';
import type { Seat } from '../../core/queues/serve-all.ts';
import { createTestOffice, type TestOffice } from '../../core/queues/test-office.ts';

/** A Monday on which offices are open. */
export const now = new Date('2026-11-23T09:30:00Z');
const clock = (): Date => now;

export interface Hall {
  readonly part: QueuesPart;
  readonly office: TestOffice;
  readonly seats: readonly Seat[];
}

/** An office with twenty open counters and one line, in which so many wait. */
export async function openHall(connection: Connection, waiting: number): Promise<Hall> {
  for (const model of [ticketModel, lineModel, stretchModel]) await model(connection).init();
  const identity = createIdentityService({ connection, clock, defaultCountry: 'CD' });
  const office = await createTestOffice({ connection, identity }, { counters: 20, queues: [{ capacity: 100_000 }] });
  const part = createQueuesPart({ connection, clock, log: silentLog, offices: createOfficeFinder({ connection }) });
  const seats = office.counters.map(({ id: counterId }, index) => ({
    counterId,
    agentId: office.agents[index]?.id ?? '',
  }));
  for (const seat of seats) await part.counters.open(seat);
  await fillLine({ connection, clock }, office, waiting);
  return { part, office, seats };
}
