import { defineFlow, type Looking, type Option, type Outcome, type Turn, type View } from '../../dialog/types.ts';
import { moment, t, type Words } from '../../dialog/words.ts';
import { holdAtMost } from '../holder-moves.ts';
import type { Ticket } from '../ticket.model.ts';
import { wayTo } from '../way.ts';
import { listView, ticketsOf, ticketView, type MyTicketsData } from './my-tickets.views.ts';
import { ownTicket, personOf, refusal, type QueuingDeps } from './words.ts';

type ScreenId = 'list' | 'ticket' | 'hold' | 'postpone' | 'leave';
type Step = Turn<MyTicketsData, QueuingDeps>;
type Next = Outcome<ScreenId, MyTicketsData>;

const holdMinutes = [5, 10, 15, 20];
const postponePlaces = ['1', '3', '5'];

/** Whoever has one ticket sees it at once. */
async function open(turn: Step): Promise<Next> {
  const { said, ticketId } = turn.data;
  if (ticketId !== undefined)
    return said === undefined ? { go: 'ticket' } : { go: 'ticket', notice: t(`queues:refused.${said}`) };
  const tickets = await ticketsOf(turn);
  const [only] = tickets;
  return only && tickets.length === 1 ? { go: 'ticket', set: { ticketId: only.id } } : { go: 'list' };
}

interface Move {
  readonly ticketId: string;
  readonly personId: string;
  readonly key: string;
}

/** Does something with the ticket and shows it again, with what was done or why it was not. */
async function act(
  turn: Step,
  move: (wish: Move) => Promise<Ticket>,
  said: (ticket: Ticket) => Words | Promise<Words>,
): Promise<Next> {
  try {
    const ticket = await move({ ticketId: turn.data.ticketId ?? '', personId: personOf(turn), key: turn.turnId });
    return { go: 'ticket', notice: await said(ticket) };
  } catch (error) {
    return { go: 'ticket', notice: refusal(error) };
  }
}

/** Whoever has said how they come is offered first what their way takes, in steps of five minutes. */
async function holdView(look: Looking<MyTicketsData, QueuingDeps>): Promise<View> {
  const ticket = await ownTicket(look);
  const branch = ticket?.journey && (await look.deps.offices.branch(ticket.branchId));
  const way = branch && ticket?.journey && wayTo(branch, ticket.journey, look.now);
  const own = way ? [Math.min(holdAtMost, Math.ceil(way.minutes / 5) * 5)] : [];
  const all = [...new Set([...own, ...holdMinutes])];
  return {
    text: t('queues:hold.ask'),
    options: all.map((minutes) => ({ value: String(minutes), label: t('queues:minutes', { minutes }) })),
  };
}

function hold(turn: Step, minutes: string): Promise<Next> {
  const { tickets, offices } = turn.deps;
  return act(
    turn,
    (wish) => tickets.hold({ ...wish, minutes: Number(minutes) }),
    async ({ holdUntil = turn.now, branchId }) => {
      const branch = await offices.branch(branchId);
      return t('queues:hold.done', { time: moment(holdUntil, branch?.timeZone ?? 'UTC', 'time') });
    },
  );
}

function postpone(turn: Step, places: string): Promise<Next> {
  const { tickets } = turn.deps;
  return act(
    turn,
    (wish) => tickets.postpone({ ...wish, places: Number(places) }),
    () => t('queues:postpone.done'),
  );
}

const arrive = (turn: Step, said: string): Promise<Next> =>
  act(
    turn,
    (wish) => turn.deps.tickets.arrive(wish),
    () => t(said),
  );

/** Dialogs of their own; each comes back to the ticket. */
const elsewhere: Readonly<Record<string, string>> = { way: 'plan-journey', tell: 'tell-me-when', rate: 'rate-service' };

async function choose(turn: Step, value: string): Promise<Next> {
  const { ticketId } = turn.data;
  const run = elsewhere[value];
  if (run !== undefined) return { run, with: { ticketId }, then: 'ticket' };
  switch (value) {
    case 'here':
      return arrive(turn, 'queues:hold.over');
    case 'back':
      return arrive(turn, 'queues:ticket.cameBack');
    case 'hold':
    case 'postpone':
    case 'leave':
      return { go: value };
    case 'take':
      return { run: 'take-ticket' };
    case 'follow':
      return { go: 'ticket', set: { ticketId: (await ownTicket(turn))?.sentOn?.ticketId ?? '' } };
    default:
      return { go: 'ticket' };
  }
}

/** A question about the ticket with a few answers. */
const ask = (text: Words, options: readonly Option[]) => (): View => ({ text, options });

const leaveYes = 'yes';

/** E4: what somebody does with a ticket: seeing where it stands, being late, going. */
export const myTickets = defineFlow<ScreenId, MyTicketsData, QueuingDeps>({
  id: 'my-tickets',
  version: 1,
  start: 'list',
  requires: ['consent'],
  shortcuts: [{ keywords: 'queues:mine.keywords' }],
  screens: {
    list: {
      show: listView,
      on: {
        opened: open,
        choice: (_turn, value) =>
          value === 'take' ? { run: 'take-ticket' } : { go: 'ticket', set: { ticketId: value } },
      },
    },
    ticket: { show: ticketView, on: { choice: choose } },
    hold: {
      show: holdView,
      on: { choice: hold },
    },
    postpone: {
      show: ask(
        t('queues:postpone.ask'),
        postponePlaces.map((value) => ({ value, label: t('queues:postpone.places', { count: Number(value) }) })),
      ),
      on: { choice: postpone },
    },
    leave: {
      show: ask(t('queues:leave.ask'), [
        { value: leaveYes, label: t('queues:leave.yes') },
        { value: 'no', label: t('queues:leave.no') },
      ]),
      on: {
        choice: (turn, value) =>
          value === leaveYes
            ? act(
                turn,
                (wish) => turn.deps.tickets.leave(wish),
                () => t('queues:leave.done'),
              )
            : { go: 'ticket' },
      },
    },
  },
});
