import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { NotificationService } from '../../notifications/index.ts';
import { createLineNews } from './line-news.ts';
import { createQueueNews } from './queue-news.ts';
import { createTicketNews, type TicketNewsDeps } from './ticket-news.ts';

/** Builds what people who wait are told. */
export function createQueueNewsPart(
  given: Omit<TicketNewsDeps, 'ussdCode'> & {
    readonly clock: Clock;
    readonly log: Log;
    readonly notifications: Pick<NotificationService, 'notify' | 'notifyMany'>;
    readonly config: { readonly ussd: { readonly serviceCode: string } };
  },
) {
  const deps = { ...given, ussdCode: given.config.ussd.serviceCode };
  return {
    /** Hears of every change of a ticket. */
    tellOfTicket: createTicketNews(deps),
    lineNews: createLineNews(deps),
    queueNews: createQueueNews(deps),
  };
}

export type QueueNewsPart = ReturnType<typeof createQueueNewsPart>;
