import { headStarts, laneOf, laneOfCall, rankOf, type Lane, type OrderRule } from '../../../core/queues/order.ts';
import type { Priority, TicketState } from '../../../core/queues/index.ts';

/** A ticket as a child would keep it: a card that lies in a row. */
export interface Card {
  readonly id: string;
  readonly who: string;
  readonly line: number;
  lane: Lane;
  rank: number;
  /** 0 for one that was sent on: it took no number here. */
  readonly serial: number;
  readonly since: number;
  priority: Priority;
  raised: boolean;
  readonly hasAppointment: boolean;
  state: TicketState;
  calls: number;
  calledAt?: number | undefined;
  counter?: number | undefined;
  heldUntil?: number | undefined;
  held: boolean;
  cameBack: boolean;
  postponed: number;
}

/** Two lines of one rule, each with two rows of waiting cards, and some counters: what the queues are held against. */
export function plainLines(rule: OrderRule, capacity: readonly number[]) {
  const cards: Card[] = [];
  const rows: Record<Lane, Card[]>[] = capacity.map(() => ({ ordinary: [], reserved: [] }));
  const calls = capacity.map(() => 0);
  const issued = capacity.map(() => 0);

  const rowOf = ({ line, lane }: Card): Card[] => rows[line]?.[lane] ?? [];
  const isFirst = (one: Card, other: Card): boolean =>
    one.rank < other.rank || (one.rank === other.rank && one.id < other.id);

  /** The place of a card that comes or comes back; the others stay as they lie. */
  function layDown(card: Card): void {
    const row = rowOf(card);
    const at = row.findIndex((other) => isFirst(card, other));
    row.splice(at < 0 ? row.length : at, 0, card);
  }
  function takeUp(card: Card): void {
    const row = rowOf(card);
    if (row.includes(card)) row.splice(row.indexOf(card), 1);
  }

  return {
    cards,
    issued: (line: number): number => issued[line] ?? 0,
    isFull: (line: number): boolean =>
      (issued[line] ?? 0) >=
      (capacity[line] ?? 0) +
        cards.filter(
          (card) =>
            card.line === line &&
            card.serial > 0 &&
            card.calls === 0 &&
            ['cancelled', 'transferred'].includes(card.state),
        ).length,

    /** The live card of somebody. */
    of: (who: string): Card | undefined =>
      cards.find((card) => card.who === who && ['waiting', 'called', 'serving'].includes(card.state)),
    at: (counter: number): Card | undefined => cards.find((card) => card.counter === counter),

    add(
      card: Pick<Card, 'id' | 'who' | 'line' | 'since' | 'priority' | 'hasAppointment'>,
      isTransferred = false,
    ): Card {
      const { line, priority, hasAppointment } = card;
      if (!isTransferred) issued[line] = (issued[line] ?? 0) + 1;
      const standing = { serial: issued[line] ?? 0, priority, hasAppointment, isTransferred };
      const made: Card = {
        ...card,
        serial: isTransferred ? 0 : standing.serial,
        lane: laneOf(rule, standing),
        rank: rankOf(rule, standing),
        state: 'waiting',
        calls: 0,
        held: false,
        cameBack: false,
        postponed: 0,
        raised: false,
      };
      cards.push(made);
      layDown(made);
      return made;
    },

    move(card: Card, to: TicketState): void {
      if (card.state === 'waiting') takeUp(card);
      card.state = to;
      if (to === 'waiting') layDown(card);
      if (to !== 'called' && to !== 'serving') card.counter = undefined;
      if (to !== 'waiting' && to !== 'serving') card.heldUntil = undefined;
    },

    /** Behind so many others of the row. */
    putBehind(card: Card, places: number, rank: number): void {
      const row = rowOf(card);
      const at = row.indexOf(card);
      row.splice(at, 1);
      row.splice(Math.min(at + places, row.length), 0, card);
      card.rank = rank;
    },
    /** How many places a priority is worth beside another, by the rule. */
    gain: (from: Priority, to: Priority): number =>
      ['priority', 'mixed'].includes(rule.strategy) ? headStarts[to] - headStarts[from] : 0,

    /** Further to the front, in the other row where the rule has it. */
    raise(card: Card, priority: Priority, rank: number): void {
      takeUp(card);
      const { serial, hasAppointment } = card;
      Object.assign(card, { priority, rank, raised: true });
      card.lane = laneOf(rule, { serial, priority, hasAppointment, isTransferred: serial === 0 });
      layDown(card);
    },
    behind: (card: Card): number => rowOf(card).length - 1 - rowOf(card).indexOf(card),

    /** Who is called next, of the line whose first has waited longest. */
    next(now: number): Card | undefined {
      const free = (card: Card): boolean => card.heldUntil === undefined || card.heldUntil <= now;
      const firsts = rows
        .map((row, line) => ({ line, ordinary: row.ordinary.find(free), reserved: row.reserved.find(free) }))
        .map((one) => ({ ...one, since: Math.min(one.ordinary?.since ?? Infinity, one.reserved?.since ?? Infinity) }))
        .sort((a, b) => a.since - b.since);
      const [first] = firsts;
      if (!first || first.since === Infinity) return undefined;
      const turn = laneOfCall(rule, calls[first.line] ?? 0);
      if (rule.strategy === 'mixed') calls[first.line] = (calls[first.line] ?? 0) + 1;
      return first[turn] ?? first[turn === 'ordinary' ? 'reserved' : 'ordinary'];
    },

    /** In which order everybody of a line would be called if nobody were on the way. */
    order(line: number): string[] {
      const left = { ordinary: [...(rows[line]?.ordinary ?? [])], reserved: [...(rows[line]?.reserved ?? [])] };
      const order: string[] = [];
      for (let call = calls[line] ?? 0; left.ordinary.length + left.reserved.length > 0; call += 1) {
        const turn = laneOfCall(rule, call);
        const card = left[turn].shift() ?? left[turn === 'ordinary' ? 'reserved' : 'ordinary'].shift();
        if (card) order.push(card.id);
      }
      return order;
    },
  };
}

export type PlainLines = ReturnType<typeof plainLines>;
