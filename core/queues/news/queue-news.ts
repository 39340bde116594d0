import type { Connection } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { t } from '../../dialog/words.ts';
import type { Log } from '../../log.ts';
import {
  createNewsOfRecords,
  type Notice,
  type NotificationService,
  type WaitingNews,
} from '../../notifications/index.ts';
import { dayIn, type OfficeFinder } from '../../organisations/index.ts';
import { lineIdOf } from '../office-days.ts';
import { queueModel, type QueueRecord } from '../queue.model.ts';
import { ticketModel, type TicketRecord } from '../ticket.model.ts';

const atOnce = 500;
type Holder = Pick<TicketRecord, '_id' | 'personId' | 'number' | 'country'>;

/** Tells whoever waits in a queue that it pauses or goes on. */
export function createQueueNews(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly offices: Pick<OfficeFinder, 'branch'>;
  readonly notifications: Pick<NotificationService, 'notifyMany'>;
}): WaitingNews {
  const { connection, clock, offices, notifications } = deps;
  const tickets = ticketModel(connection);

  async function tell({ _id, branchId, name, state, reason, revision }: QueueRecord): Promise<void> {
    const branch = await offices.branch(branchId);
    if (!branch) return;
    const words = state !== 'active' && reason ? [t('queues:told.reason', { reason })] : [];
    const noticeFor = ({ _id: ticketId, personId = '', number, country }: Holder): Notice => ({
      key: `ticket:${ticketId}:queue:${revision}`,
      to: { personId },
      body: [t(`queues:told.queue.${state}`, { queue: name, branch: branch.organisationName, number }), ...words],
      country,
      essential: true,
    });
    const waiting = tickets
      .find(
        { lineId: lineIdOf(_id, dayIn(branch.timeZone, clock())), state: 'waiting' },
        { personId: 1, number: 1, country: 1 },
      )
      .lean<Holder[]>()
      .cursor({ batchSize: atOnce });
    let notices: Notice[] = [];
    for await (const ticket of waiting) {
      if (ticket.personId) notices.push(noticeFor(ticket));
      if (notices.length < atOnce) continue;
      await notifications.notifyMany(notices);
      notices = [];
    }
    await notifications.notifyMany(notices);
  }

  return createNewsOfRecords<QueueRecord>({
    ...deps,
    records: queueModel(connection),
    later: 'those who wait hear of the pause of a queue later',
    tell,
  });
}
