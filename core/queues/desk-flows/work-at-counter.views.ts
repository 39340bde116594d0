import type { View } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import { counterName } from '../counter-name.ts';
import { weighs } from '../order.ts';
import { wasRaised } from '../prioritising.ts';
import { priorities, queueStates, type Priority } from '../queue.kinds.ts';
import type { Ticket } from '../ticket.model.ts';
import { queueLine } from './desk.view.ts';
import { placesIn } from './places.ts';
import { branchesOf, idOf, seatOf, type Look, type WorkAtCounterDeps } from './seat.ts';

export async function branchView(look: Look): Promise<View> {
  const branches = await branchesOf(look);
  if (branches.length === 0) return { text: t('counters:branch.none'), final: true };
  return {
    text: t('counters:branch.ask'),
    options: branches.map(({ id, name, organisationName }) => ({
      value: id,
      label: `${name}, ${organisationName}`.slice(0, 40),
    })),
  };
}

/** Counters at which nobody sits, and the own one. */
export async function counterView(look: Look): Promise<View> {
  const { data, deps, caller } = look;
  const branch = (await branchesOf(look)).find(({ id }) => id === data.branchId);
  if (!branch) return { text: t('counters:branch.none'), final: true };
  const isOwn = ({ agentId }: { readonly agentId?: string }): boolean => agentId === idOf(caller);
  const free = (await deps.counters.ofBranch(branch.id)).filter((one) => one.state === 'closed' || isOwn(one));
  return {
    text: t(free.length > 0 ? 'counters:sit.ask' : 'counters:sit.none', { branch: branch.name }),
    options: [
      ...free.map((one) => ({
        value: one.id,
        label: isOwn(one)
          ? t('counters:sit.own', { counter: counterName(one.name, 'alone') })
          : counterName(one.name, 'alone'),
      })),
      ...(free.length > 0 ? [] : [{ value: 'look', label: t('counters:step.look') }]),
    ],
  };
}

export async function sendView({ data, deps }: Look): Promise<View> {
  const ticket = await deps.tickets.get(data.ticketId ?? '');
  if (!ticket) return { text: t('counters:refused.gone') };
  return {
    text: t('counters:send.ask', { number: ticket.number }),
    options: await placesIn(deps, ticket.branchId, ['active', 'paused'], ticket.queueId),
  };
}

export async function giveView(look: Look): Promise<View> {
  const seat = await seatOf(look);
  return {
    text: t('counters:give.ask'),
    options: seat ? await placesIn(look.deps, seat.branch.id, ['active']) : [],
  };
}

/** Only here somebody is let go before others. */
export const whoView = (): View => ({
  text: t('counters:give.who'),
  options: (['medium', 'high', 'urgent'] as const).map((value) => ({ value, label: t(`counters:give.${value}`) })),
});

export async function queuesView(look: Look): Promise<View> {
  const seat = await seatOf(look);
  const queues = seat ? await look.deps.counters.queuesOf(seat.branch.id) : [];
  return {
    text: t('counters:queue.which'),
    options: queues.map(({ queue, waiting }) => ({ value: queue.id, label: queueLine(queue, waiting) })),
  };
}

export async function queueView(look: Look): Promise<View> {
  const seat = await seatOf(look);
  const queues = seat ? await look.deps.counters.queuesOf(seat.branch.id) : [];
  const queue = queues.find(({ queue: { id } }) => id === look.data.queueId)?.queue;
  if (!queue) return { text: t('counters:refused.gone') };
  return {
    text: t('counters:queue.ask', { name: queue.name, state: t(`counters:queue.state.${queue.state}`) }),
    options: queueStates
      .filter((state) => state !== queue.state)
      .map((value) => ({ value, label: t(`counters:queue.set.${value}`) })),
  };
}

export const reasonView = (): View => ({
  text: t('counters:reason.ask'),
  options: [{ value: 'skip', label: t('counters:reason.skip') }],
});

/** What may still be said of somebody who waits; nothing where the queue calls everybody in turn. */
async function raisesOf(ticket: Ticket, { counters }: WorkAtCounterDeps): Promise<readonly Priority[]> {
  const queues = await counters.queuesOf(ticket.branchId);
  const queue = queues.find(({ queue: { id } }) => id === ticket.queueId)?.queue;
  const own = priorities.indexOf(ticket.priority);
  return queue && weighs(queue) && !wasRaised(ticket)
    ? (['high', 'urgent'] as const).filter((one) => priorities.indexOf(one) > own)
    : [];
}

export async function raiseView({ data, deps }: Look): Promise<View> {
  const ticket = await deps.tickets.get(data.ticketId ?? '');
  if (!ticket) return { text: t('counters:refused.gone') };
  return {
    text: t('counters:raise.ask', { number: ticket.number }),
    options: (await raisesOf(ticket, deps)).map((value) => ({ value, label: t(`counters:give.${value}`) })),
  };
}

/** A ticket that somebody shows at the desk: who was absent comes back, who stands in the wrong queue is sent on. */
export async function foundView({ data, deps }: Look): Promise<View> {
  const ticket = await deps.tickets.get(data.ticketId ?? '');
  if (!ticket) return { text: t('counters:refused.gone') };
  const { number, state, serviceId } = ticket;
  const service = await deps.offices.service(serviceId);
  const steps =
    state === 'no_show'
      ? ['putBack']
      : state === 'waiting'
        ? [...((await raisesOf(ticket, deps)).length > 0 ? ['raise'] : []), 'send', 'cancel']
        : [];
  return {
    text: t('counters:found.ticket', { number, state: t(`counters:state.${state}`), service: service?.name ?? '' }),
    options: [
      ...steps.map((step) => ({ value: step, label: t(`counters:step.${step}`) })),
      { value: 'desk', label: t('counters:found.desk') },
    ],
  };
}
