import type { Connection } from 'mongoose';
import { counterModel } from '../counter.model.ts';
import type { Queue } from '../queue.model.ts';
import type { Ticket } from '../ticket.model.ts';
import { counterBound } from '../ticket.states.ts';
import type { TicketListener } from '../types.ts';
import type { Displayed } from './display-event.model.ts';
import type { DisplayLog } from './display-log.ts';

/** Brings to the screens what happens to tickets and queues; told twice, it is shown once. */
export interface Announcements {
  readonly ticketChanged: TicketListener;
  queueChanged(queue: Pick<Queue, 'id' | 'branchId' | 'state' | 'revision'>): Promise<void>;
}

/** What the present state of a ticket tells the hall; undefined before its first call. */
function whatOf({ state, calls, calledAt, history }: Ticket): Displayed | undefined {
  if (calls === 0) return undefined;
  if (!counterBound.includes(state)) return 'ended';
  if (state === 'serving') return 'started';
  const call = history.findLast(({ to }) => to === 'called');
  return call && calledAt && calledAt > call.at ? 'recalled' : 'called';
}

export function createAnnouncements({
  connection,
  displayLog,
}: {
  readonly connection: Connection;
  readonly displayLog: Pick<DisplayLog, 'append'>;
}): Announcements {
  const counters = counterModel(connection);

  return {
    async ticketChanged(ticket) {
      const what = whatOf(ticket);
      if (!what) return;
      const { id, branchId, queueId, number, calls, history } = ticket;
      const counterId = ticket.counterId ?? history.findLast((change) => change.counterId !== undefined)?.counterId;
      const counter = counterId ? await counters.findById(counterId, { name: 1 }).lean() : undefined;
      await displayLog.append({
        branchId,
        // Both words for a call have one key: how it is told may not depend on when.
        key: `${id}:${what === 'recalled' ? 'called' : what}:${calls}`,
        what,
        queueId,
        ticket: number,
        ...(counter ? { counter: counter.name } : {}),
      });
    },

    queueChanged: ({ id, branchId, state, revision }) =>
      displayLog.append({ branchId, key: `${id}:queue_state:${revision}`, what: 'queue_state', queueId: id, state }),
  };
}
