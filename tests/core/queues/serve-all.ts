import type { CounterService } from '../../../core/queues/index.ts';

export interface Seat {
  readonly counterId: string;
  readonly agentId: string;
}

/** At each counter one after the other is called, served and sent home, until nobody waits. Says how many. */
export async function serveAll(counters: CounterService, seats: readonly Seat[]): Promise<number> {
  let served = 0;
  const work = async (seat: Seat): Promise<void> => {
    for (let turn = 0; ; turn += 1) {
      const key = (what: string): string => `${what}:${seat.counterId}:${turn}`;
      const ticket = await counters.callNext({ ...seat, key: key('call') });
      if (!ticket) return;
      const move = { ticketId: ticket.id, agentId: seat.agentId };
      await counters.start({ ...move, key: key('start') });
      await counters.finish({ ...move, key: key('finish') });
      served += 1;
    }
  };
  await Promise.all(seats.map(work));
  return served;
}
