import type { Connection } from 'mongoose';
import type { Clock } from '../../clock.ts';
import { t } from '../../dialog/words.ts';
import type { Log } from '../../log.ts';
import { createNewsOfRecords, type NotificationService, type WaitingNews } from '../../notifications/index.ts';
import { dayIn, type OfficeFinder } from '../../organisations/index.ts';
import { lineIdOf } from '../office-days.ts';
import { queueModel, type QueueRecord } from '../queue.model.ts';
import { ticketModel, type TicketRecord } from '../ticket.model.ts';

const atOnce = 500;

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
    const waiting = { lineId: lineIdOf(_id, dayIn(branch.timeZone, clock())), state: 'waiting' as const };
    for (let after = ''; ;) {
      const found = await tickets
        .find({ ...waiting, _id: { $gt: after } }, { personId: 1, number: 1, country: 1 })
        .sort({ _id: 1 })
        .limit(atOnce)
        .lean<Pick<TicketRecord, '_id' | 'personId' | 'number' | 'country'>[]>();
      await notifications.notifyMany(
        found.flatMap(({ _id: ticketId, personId, number, country }) =>
          personId
            ? [
                {
                  key: `ticket:${ticketId}:queue:${revision}`,
                  to: { personId },
                  body: [
                    t(`queues:told.queue.${state}`, { queue: name, branch: branch.organisationName, number }),
                    ...words,
                  ],
                  country,
                  essential: true,
                },
              ]
            : [],
        ),
      );
      const last = found.at(-1);
      if (!last || found.length < atOnce) return;
      after = last._id;
    }
  }

  return createNewsOfRecords<QueueRecord>({
    ...deps,
    records: queueModel(connection),
    later: 'those who wait hear of the pause of a queue later',
    tell,
  });
}
