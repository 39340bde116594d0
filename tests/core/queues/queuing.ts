import { bindFlow, type BoundFlow, type Caller, type Surface } from '../../../core/dialog/index.ts';
import { silentLog } from '../../../core/log.ts';
import { organisationDialogs } from '../../../core/organisations/index.ts';
import { createQueueNewsPart, queueDialogs, type QueueNewsPart } from '../../../core/queues/index.ts';
import { takeTicket } from '../../../core/queues/flows/take-ticket.ts';
import { talk, type Talk } from '../../support/talk.ts';
import { ticketWorld, type TicketWorld } from './ticket-world.ts';

export interface QueuingWorld extends TicketWorld {
  readonly news: QueueNewsPart;
  /** Somebody speaks with a dialog; the service is given, as whoever comes from an office has it. */
  speak(caller: Caller, surface: Surface, data?: Record<string, unknown>, flow?: string): Promise<Talk>;
  /** What was said to somebody since the last time, oldest first, after all that was due was sent. */
  told(caller: Caller): Promise<string[]>;
  /** Looks at the lines as the timed work does. */
  lookAtLines(): Promise<void>;
}

/** Tickets with the dialogs of those who queue, and with the news for them. */
export async function queuingWorld(): Promise<QueuingWorld> {
  const world = await ticketWorld();
  const { tickets, counters, offices, clock, delivered } = world;
  const news = createQueueNewsPart({
    ...world,
    log: silentLog,
    config: { ussd: { serviceCode: '*384*123#' } },
  });
  world.part.onTicket(news.tellOfTicket);
  const dialogs = [...queueDialogs({ tickets, counters, offices }), ...organisationDialogs({ offices })];
  const heard = new Map<string, number>();

  return {
    ...world,
    news,
    async speak(caller, surface, data = {}, flow = 'take-ticket') {
      const first = dialogs.find((one) => one.flow.id === flow) ?? bindFlow(takeTicket, { tickets, counters, offices });
      const flows: [BoundFlow, ...BoundFlow[]] = [first, ...dialogs.filter((one) => one !== first)];
      return talk({ flows, surface, caller: { ...caller, channel: surface.channel }, data, now: clock });
    },
    async told({ address }) {
      await world.settle();
      const all = delivered.filter((one) => one.address === address).map(({ text }) => text);
      const fresh = all.slice(heard.get(address) ?? 0);
      heard.set(address, all.length);
      return fresh;
    },
    async lookAtLines() {
      await news.lineNews.tellDue();
      await news.queueNews.tellDue();
    },
  };
}
