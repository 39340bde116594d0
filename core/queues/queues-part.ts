import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createAttaching } from './attaching.ts';
import { createBusyCounters } from './busy-counters.ts';
import { createCalling } from './calling.ts';
import { createCounterMoves } from './counter-moves.ts';
import { createCounters } from './counters.service.ts';
import { createDayEnd } from './day-end.ts';
import { createDeskWork } from './desk-work.ts';
import { createExpectedWait } from './expected-wait.ts';
import { createHolderMoves } from './holder-moves.ts';
import { createJoining } from './joining.ts';
import { createLineCounts } from './line-counts.ts';
import { createLineNumbers } from './line-numbers.ts';
import { createLines } from './line.ts';
import { createOfficeDays, type Offices } from './office-days.ts';
import { createOutlooks } from './outlooks.ts';
import { ticketsPersonalData } from './personal-data.ts';
import { createPostponing } from './postponing.ts';
import { createPrioritising } from './prioritising.ts';
import { createSettling } from './settling.ts';
import { createTicketWishes } from './ticket-wishes.ts';
import { createTicketWrites } from './ticket-writes.ts';
import { createTickets } from './tickets.service.ts';
import { createSendingOn, createTransferring } from './transferring.ts';
import type { TicketListener } from './types.ts';

/**
 * Builds everything about tickets and counters. Whoever follows tickets says so (`onTicket`) before the first one is
 * taken, and is called after each change, at least once: a repeat must do nothing more.
 */
export function createQueuesPart(given: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly offices: Offices;
}) {
  const listeners: TicketListener[] = [];
  const lines = createLines(given);
  const numbers = createLineNumbers(given);
  const days = createOfficeDays(given);
  const busyCounters = createBusyCounters({ ...given, days, lines });
  const waits = createExpectedWait({ ...given, days, busyCounters });
  const sendOn = createSendingOn({ ...given, days, numbers });
  const settling = createSettling({ ...given, lines, listeners, sendOn });
  const deps = { ...given, lines, numbers, days, waits, sendOn, settling };
  const all = { ...deps, writes: createTicketWrites(deps) };
  const { mustServe, ...moves } = createCounterMoves(all);
  const joining = createJoining(all);
  const tickets = createTickets({
    ...all,
    ...joining,
    ...createAttaching(all),
    ...createHolderMoves(all),
    ...createPostponing(all),
    ...createTicketWishes(all),
    ...createOutlooks(all),
    latest: async (branchId) => days.latest(await days.branch(branchId)),
  });
  return {
    tickets,
    counters: createCounters({
      ...all,
      ...moves,
      ...createCalling(all),
      ...createTransferring({ ...all, mustServe, settle: settling.now }),
      ...createDeskWork({ ...all, ...joining }),
      ...createPrioritising({ ...all, mustServe }),
    }),
    ticketSettling: settling,
    queueDayEnd: createDayEnd(all),
    lineCounts: createLineCounts(all),
    ticketsPersonalData: ticketsPersonalData({ ...given, leave: tickets.leave }),
    /** Follows tickets from now on. */
    onTicket: (listener: TicketListener): void => void listeners.push(listener),
  };
}

export type QueuesPart = ReturnType<typeof createQueuesPart>;
