import type { UpdateQuery } from 'mongoose';
import { LisoloError } from '../errors.ts';
import type { TicketRecord } from './ticket.model.ts';
import { mayMoveTicket, type TicketMover, type TicketState } from './ticket.states.ts';

export interface TicketMove {
  readonly to: TicketState;
  readonly mover: TicketMover;
  /** A person, or `clock`. */
  readonly by: string;
  readonly at: Date;
  readonly counterId?: string;
  readonly reason?: string;
}

/** Whoever stands at a counter leaves it. */
const bound = { counterId: 1 } as const;
/** Whoever has no ticket in hand any more can take another one. */
const held = { open: 1, holdUntil: 1, ...bound } as const;

const leaves = {
  waiting: { ...bound, calledAt: 1, endedAt: 1 },
  called: { holdUntil: 1 },
  serving: {},
  served: held,
  cancelled: held,
  expired: held,
  no_show: held,
  transferred: held,
} as const satisfies Record<TicketState, object>;

const dated = {
  waiting: undefined,
  called: 'calledAt',
  serving: 'servingAt',
  served: 'endedAt',
  cancelled: 'endedAt',
  expired: 'endedAt',
  no_show: 'endedAt',
  transferred: 'endedAt',
} as const satisfies Record<TicketState, keyof TicketRecord | undefined>;

/** Who stands further back again, or anew, is told again when they are near, and when to leave. */
export const toldAnew = ({ told }: Pick<TicketRecord, 'told'>): TicketRecord['told'] =>
  told.filter((what) => what !== 'near' && what !== 'leave');

/** Throws `illegal_transition`. */
export function mustMove({ state: from }: Pick<TicketRecord, 'state'>, to: TicketState, mover: TicketMover): void {
  if (!mayMoveTicket(from, to, mover)) throw new LisoloError('illegal_transition', { from, to });
}

/** What a move writes, with what `set` adds. Throws `illegal_transition`. */
export function moving(
  ticket: Pick<TicketRecord, 'state' | 'counterId'>,
  { to, mover, ...how }: TicketMove,
  set: Partial<TicketRecord> = {},
): UpdateQuery<TicketRecord> {
  mustMove(ticket, to, mover);
  const { state: from, counterId: at } = ticket;
  const counterId = how.counterId ?? at;
  const date = dated[to];
  return {
    $set: { state: to, ...(date && { [date]: how.at }), ...set },
    $unset: leaves[to],
    $push: { history: { from, to, ...how, ...(counterId !== undefined && { counterId }) } },
  };
}
