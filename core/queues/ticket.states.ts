/** E3: the eight states of a ticket. */
export const ticketStates = [
  'waiting',
  'called',
  'serving',
  'served',
  'cancelled',
  'expired',
  'no_show',
  'transferred',
] as const;
export type TicketState = (typeof ticketStates)[number];

/** Who moves a ticket: whoever holds it, the agent at a counter, or the passing of time. */
export type TicketMover = 'holder' | 'counter' | 'clock';

/**
 * from -> to (who). Whoever was called and did not come may come back once and keeps the place; a call that was a mistake
 * is taken back by the counter, which can also cancel the ticket of somebody who has gone away. `served`, `cancelled`, `expired` and `transferred` are final: who is sent on to another
 * queue has a new ticket of the same number there.
 */
export const ticketTransitions: Readonly<
  Record<TicketState, Readonly<Partial<Record<TicketState, readonly TicketMover[]>>>>
> = {
  waiting: { called: ['counter'], cancelled: ['holder', 'counter'], expired: ['clock'], transferred: ['counter'] },
  called: {
    serving: ['counter'],
    waiting: ['counter'],
    no_show: ['counter', 'clock'],
    cancelled: ['holder', 'counter'],
    transferred: ['counter'],
    expired: ['clock'],
  },
  serving: { served: ['counter', 'clock'], transferred: ['counter'] },
  no_show: { waiting: ['holder', 'counter'] },
  served: {},
  cancelled: {},
  expired: {},
  transferred: {},
};

export const mayMoveTicket = (from: TicketState, to: TicketState, mover: TicketMover): boolean =>
  ticketTransitions[from][to]?.includes(mover) ?? false;

/** States in which a person has a ticket in hand. */
export const liveStates: readonly TicketState[] = ['waiting', 'called', 'serving'];
/** States in which a ticket stands at a counter. */
export const counterBound: readonly TicketState[] = ['called', 'serving'];
