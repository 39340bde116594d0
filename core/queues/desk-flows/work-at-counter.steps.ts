import type { Outcome } from '../../dialog/types.ts';
import { t, type Text, type Words } from '../../dialog/words.ts';
import { counterName } from '../counter-name.ts';
import { callingStates, type Priority, type QueueState } from '../queue.kinds.ts';
import { placesIn, toPlace } from './places.ts';
import { refusedAs } from './refused.ts';
import { branchesOf, idOf, seatOf, type Data, type ScreenId, type Step } from './seat.ts';

type Next = Outcome<ScreenId, Data>;

const longestReason = 100;

/** Does something and shows the desk, whatever came of it: after a refusal, too, that is where one goes on. */
async function toDesk(turn: Step, work: () => Promise<Words | undefined>, ticketId?: string): Promise<Next> {
  const notice = await work().catch((error: unknown) => refusedAs(error, turn.deps, ticketId));
  return { go: 'desk', ...(notice && { notice }) };
}

/** Who has ceased to work in a branch gets up from the counter there. */
async function getUp({ deps, caller }: Step): Promise<void> {
  const left = await deps.counters.ofAgent(idOf(caller));
  if (!left) return;
  const seat = { counterId: left.id, agentId: idOf(caller) };
  await deps.counters.close(seat).catch((error: unknown) => refusedAs(error, deps));
}

/** Whoever sits at a counter goes on there; who works in one branch only is not asked in which. */
export async function opened(turn: Step): Promise<Next> {
  if (await seatOf(turn)) return { go: 'desk' };
  await getUp(turn);
  const [first, ...others] = await branchesOf(turn);
  return first && others.length === 0 ? { go: 'counter', set: { branchId: first.id } } : { go: 'branch' };
}

export async function sit({ deps, caller }: Step, counterId: string): Promise<Next> {
  if (counterId === 'look') return { go: 'counter' };
  try {
    await deps.counters.open({ counterId, agentId: idOf(caller) });
    return { go: 'desk' };
  } catch (error) {
    return { go: 'counter', notice: await refusedAs(error, deps) };
  }
}

const both = (first: Text, second: Text | undefined): Text =>
  second ? t('counters:done.both', { first, second }) : first;

/** Calls the next one; says so where nobody could be called. */
async function callNext({ deps, caller, turnId }: Step): Promise<Text | undefined> {
  const seat = await seatOf({ deps, caller });
  if (!seat) return t('counters:refused.counter_closed');
  const { id: counterId, queueIds } = seat.counter;
  const called = await deps.counters.callNext({ counterId, agentId: idOf(caller), key: turnId });
  if (called) return undefined;
  const queues = await deps.counters.queuesOf(seat.branch.id);
  const someWait = queues.some(({ queue, waiting }) => waiting > 0 && callingStates.includes(queue.state) && queueIds.includes(queue.id)); // prettier-ignore
  return t(someWait ? 'counters:done.onTheWay' : 'counters:done.nobody');
}

/** What is done with the ticket in hand, and what is said then. */
const withTicket = {
  start: 'start',
  recall: 'recall',
  absent: 'noShow',
  absentNext: 'noShow',
  cancel: 'cancel',
  putBack: 'putBack',
  finish: 'finish',
  finishNext: 'finish',
} as const;
type TicketStep = keyof typeof withTicket;

const said: Readonly<Record<TicketStep, string | undefined>> = {
  start: undefined,
  recall: 'recalled',
  absent: 'absent',
  absentNext: 'absent',
  cancel: 'cancelled',
  putBack: 'putBack',
  finish: 'finished',
  finishNext: 'finished',
};

const isTicketStep = (step: string): step is TicketStep => step in withTicket;

function moveTicket(turn: Step, step: TicketStep, ticketId: string): Promise<Next> {
  const { deps, caller, turnId } = turn;
  return toDesk(
    turn,
    async () => {
      const move = { ticketId, agentId: idOf(caller), key: `${turnId}.t` };
      const { number } = await deps.counters[withTicket[step]](move);
      const done = said[step] === undefined ? undefined : t(`counters:done.${said[step]}`, { number });
      if (!done || (step !== 'absentNext' && step !== 'finishNext')) return done;
      // The ticket is dealt with, whatever comes of the call.
      return both(done, await callNext(turn).catch((error: unknown) => refusedAs(error, deps)));
    },
    ticketId,
  );
}

async function turnCounter(turn: Step, to: 'pause' | 'resume'): Promise<Next> {
  const seat = await seatOf(turn);
  return toDesk(turn, async () => {
    if (!seat) return t('counters:refused.counter_closed');
    await turn.deps.counters[to]({ counterId: seat.counter.id, agentId: idOf(turn.caller) });
    return undefined;
  });
}

async function close({ deps, caller }: Step): Promise<Next> {
  const seat = await seatOf({ deps, caller });
  if (!seat) return { go: 'desk' };
  try {
    const { name } = await deps.counters.close({ counterId: seat.counter.id, agentId: idOf(caller) });
    return { end: t('counters:done.closed', { counter: counterName(name, 'alone') }) };
  } catch (error) {
    return { go: 'desk', notice: await refusedAs(error, deps) };
  }
}

async function toSend({ deps }: Step, ticketId: string): Promise<Next> {
  const ticket = await deps.tickets.get(ticketId);
  const places = ticket ? await placesIn(deps, ticket.branchId, ['active', 'paused'], ticket.queueId) : [];
  return places.length > 0 ? { go: 'send', set: { ticketId } } : { retry: t('counters:send.none') };
}

async function toGive(turn: Step): Promise<Next> {
  const seat = await seatOf(turn);
  const [first, ...others] = seat ? await placesIn(turn.deps, seat.branch.id, ['active']) : [];
  if (!first) return { retry: t('counters:give.none') };
  return others.length > 0 ? { go: 'give' } : { go: 'who', set: { place: first.value } };
}

/** A step of the desk, `<step>` or `<step>:<ticketId>`. */
export async function takeStep(turn: Step, value: string): Promise<Next> {
  const [step = '', ticketId = ''] = value.split(':');
  if (isTicketStep(step)) return moveTicket(turn, step, ticketId);
  switch (step) {
    case 'next':
      return toDesk(turn, () => callNext(turn));
    case 'pause':
    case 'resume':
      return turnCounter(turn, step);
    case 'close':
      return close(turn);
    case 'send':
      return toSend(turn, ticketId);
    case 'give':
      return toGive(turn);
    case 'raise':
      return { go: 'raise', set: { ticketId } };
    case 'queues':
    case 'more':
      return { go: step };
    case 'sit':
      return opened(turn);
    default:
      return { go: 'desk' };
  }
}

export const send = (turn: Step, value: string): Promise<Next> => {
  const { deps, caller, turnId } = turn;
  const { ticketId = '' } = turn.data;
  return toDesk(
    turn,
    async () => {
      const { number, queueId } = await deps.counters.transfer({
        ...{ ticketId, agentId: idOf(caller), key: turnId },
        ...toPlace(value),
      });
      const seat = await seatOf(turn);
      const queues = seat ? await deps.counters.queuesOf(seat.branch.id) : [];
      const name = queues.find(({ queue: { id } }) => id === queueId)?.queue.name ?? '';
      return t('counters:done.sent', { number, queue: name });
    },
    ticketId,
  );
};

export const give = (turn: Step, priority: string): Promise<Next> =>
  toDesk(turn, async () => {
    const { deps, caller, turnId, data } = turn;
    const { id, number } = await deps.counters.give({
      ...{ key: turnId, agentId: idOf(caller), priority: priority as Priority },
      ...toPlace(data.place ?? ''),
    });
    const standing = await deps.tickets.standing(id);
    return t('counters:done.given', { number, ahead: standing?.ahead ?? 0 });
  });

export const raise = (turn: Step, value: string): Promise<Next> => {
  const { deps, caller, turnId, data } = turn;
  const { ticketId = '' } = data;
  return toDesk(
    turn,
    async () => {
      const move = { ticketId, agentId: idOf(caller), key: turnId, priority: value as Priority };
      const { number, priority } = await deps.counters.prioritise(move);
      const standing = await deps.tickets.standing(ticketId);
      const said = { number, priority: t(`counters:priority.${priority}`), ahead: standing?.ahead ?? 0 };
      return t('counters:done.raised', said);
    },
    ticketId,
  );
};

function setQueue(turn: Step, state: QueueState, reason?: string): Promise<Next> {
  const { deps, caller, data } = turn;
  return toDesk(turn, async () => {
    const { name } = await deps.counters.setQueueState({
      ...{ queueId: data.queueId ?? '', agentId: idOf(caller), state },
      ...(reason !== undefined && { reason }),
    });
    return t('counters:done.queue', { name, state: t(`counters:queue.state.${state}`) });
  });
}

export const chooseState = (turn: Step, value: string): Promise<Next> | Next => {
  const state = value as QueueState;
  return state === 'active' ? setQueue(turn, state) : { go: 'reason', set: { state } };
};

export const skipReason = (turn: Step): Promise<Next> => setQueue(turn, turn.data.state ?? 'paused');

export function takeReason(turn: Step, typed: string): Promise<Next> | Next {
  if (typed.length > longestReason || !/\p{L}{3}/u.test(typed))
    return { retry: t('counters:reason.notOne', { most: longestReason }) };
  return setQueue(turn, turn.data.state ?? 'paused', typed);
}

/** `a 12` for A012 */
function toNumber(typed: string): string | undefined {
  const [, prefix, serial] = /^([a-z]{1,2})[\s-]*0*(\d{1,5})$/i.exec(typed.trim()) ?? [];
  return prefix && serial ? `${prefix.toUpperCase()}${serial.padStart(3, '0')}` : undefined;
}

export async function find(turn: Step, typed: string): Promise<Next> {
  const seat = await seatOf(turn);
  const number = toNumber(typed);
  if (!seat || number === undefined) return { retry: t('counters:found.notOne') };
  const ticket = await turn.deps.counters.numbered(seat.branch.id, number);
  return ticket ? { go: 'found', set: { ticketId: ticket.id } } : { retry: t('counters:found.none', { number }) };
}

export const takeFound = (turn: Step, value: string): Promise<Next> =>
  takeStep(turn, `${value}:${turn.data.ticketId ?? ''}`);
