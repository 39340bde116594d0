import type { Option, View } from '../../dialog/types.ts';
import { moment, t, type Text, type Words } from '../../dialog/words.ts';
import { counterName } from '../counter-name.ts';
import type { Counter } from '../counter.model.ts';
import type { Queue } from '../queue.model.ts';
import type { Ticket } from '../ticket.model.ts';
import { seatOf, type Look, type Seat } from './seat.ts';

/** What is done with the ticket in hand, or without one; the usual step comes first. */
const steps = {
  open: {
    idle: ['next', 'give', 'pause', 'close', 'queues', 'look'],
    called: ['start', 'recall', 'absentNext', 'absent', 'putBack', 'send', 'look', 'more'],
    serving: ['finishNext', 'finish', 'send', 'look', 'more'],
    more: ['give', 'pause', 'queues'],
  },
  paused: {
    idle: ['resume', 'give', 'close', 'queues', 'look'],
    called: ['start', 'recall', 'absent', 'putBack', 'send', 'look', 'more'],
    serving: ['finish', 'send', 'look', 'more'],
    more: ['resume', 'give', 'queues'],
  },
} as const;

/** Steps that are for the ticket on the screen, and for no other that may stand there by then. */
const withTicket: readonly string[] = ['start', 'recall', 'absentNext', 'absent', 'putBack', 'send', 'finishNext', 'finish']; // prettier-ignore

const stateOf = ({ state }: Counter): keyof typeof steps => (state === 'paused' ? 'paused' : 'open');

const option = (step: string, ticket?: Ticket): Option => ({
  value: ticket && withTicket.includes(step) ? `${step}:${ticket.id}` : step,
  label: t(`counters:step.${step}`),
});

const longestName = 30;
const longestShortName = 20;

export const queueLine = ({ name, prefix, state }: Queue, number: number): Text =>
  state === 'active'
    ? t('counters:queue.waiting', { name, prefix, number })
    : t('counters:queue.stopped', { name, prefix, number, state: t(`counters:queue.state.${state}`) });

async function ticketLines(ticket: Ticket, { deps, surface }: Look, { branch }: Seat): Promise<Words[]> {
  const service = await deps.offices.service(ticket.serviceId);
  const { number, joinedAt, calledAt = joinedAt, servingAt, state, priority, calls } = ticket;
  const isServing = state === 'serving';
  return [
    t(`counters:ticket.${isServing ? 'serving' : 'called'}`, {
      number,
      service: (service?.name ?? '').slice(0, surface.short ? longestShortName : longestName),
      at: moment(isServing ? (servingAt ?? calledAt) : calledAt, branch.timeZone, 'time'),
      minutes: Math.max(0, Math.round((calledAt.getTime() - joinedAt.getTime()) / 60_000)),
    }),
    ...(priority === 'medium' ? [] : [t('counters:ticket.priority', { priority: t(`counters:priority.${priority}`) })]),
    ...(ticket.appointmentId === undefined ? [] : [t('counters:ticket.appointment')]),
    ...(ticket.cameFrom === undefined ? [] : [t('counters:ticket.sent')]),
    ...(calls > 1 && !isServing ? [t('counters:ticket.calls', { number: calls })] : []),
  ];
}

const noSeat: View = {
  text: t('counters:desk.none'),
  options: [{ value: 'sit', label: t('counters:desk.choose') }],
};

/** E6: what is going on, and what can be done now. */
export async function deskView(look: Look): Promise<View> {
  const seat = await seatOf(look);
  if (!seat) return noSeat;
  const { counter, branch } = seat;
  const { counters } = look.deps;
  const [ticket, queues] = await Promise.all([counters.current(counter.id), counters.queuesOf(branch.id)]);
  const own = queues.filter(({ queue }) => counter.queueIds.includes(queue.id));
  const state = stateOf(counter);
  const moment = !ticket ? 'idle' : ticket.state === 'serving' ? 'serving' : 'called';
  return {
    text: [
      t(`counters:desk.${state}`, { counter: counterName(counter.name, 'alone'), branch: branch.name }),
      ...(ticket ? await ticketLines(ticket, look, seat) : []),
      ...own.map(({ queue, waiting }) => queueLine(queue, waiting)),
      ...(ticket || look.surface.short ? [] : [t('counters:desk.type')]),
    ],
    options: steps[state][moment].map((step) => option(step, ticket)),
  };
}

/** What is seldom done while a ticket is in hand. */
export async function moreView(look: Look): Promise<View> {
  const seat = await seatOf(look);
  if (!seat) return noSeat;
  return { text: t('counters:more.ask'), options: steps[stateOf(seat.counter)].more.map((step) => option(step)) };
}
