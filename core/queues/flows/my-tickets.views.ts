import type { Looking, Option, View } from '../../dialog/types.ts';
import { moment, t, type Words } from '../../dialog/words.ts';
import { counterName } from '../counter-name.ts';
import { liveStates } from '../ticket.states.ts';
import type { Ticket } from '../ticket.model.ts';
import { postponedAtMost } from '../postponing.ts';
import { wayTo } from '../way.ts';
import { ownTicket, personOf, placeName, standingText, ticketLabel, type QueuingDeps } from './words.ts';

export interface MyTicketsData {
  readonly ticketId: string;
  /** A refusal that led here. */
  readonly said: string;
}

type Look = Looking<MyTicketsData, QueuingDeps>;

const option = (value: string): Option => ({ value, label: t(`queues:mine.${value}`) });

export const gone: View = { text: t('queues:ticket.gone'), final: true };

/** Tickets of today; of one that was sent on the new one is shown. */
export async function ticketsOf({ deps, caller }: Pick<Look, 'deps' | 'caller'>): Promise<Ticket[]> {
  const all = await deps.tickets.ofPerson(personOf({ caller }));
  return all.filter(({ state }) => state !== 'transferred');
}

export async function listView(look: Look): Promise<View> {
  const tickets = await ticketsOf(look);
  const live = tickets.filter(({ state }) => liveStates.includes(state)).length;
  return {
    text: tickets.length > 0 ? t('queues:mine.count', { count: live }) : t('queues:mine.none'),
    options: [
      ...(await Promise.all(
        tickets.map(async (ticket) => ({
          value: ticket.id,
          label: t('queues:mine.item', {
            ticket: await ticketLabel(ticket, look.deps),
            state: t(`queues:state.${ticket.state}`),
          }),
        })),
      )),
      { value: 'take', label: t('queues:take.menu') },
    ],
  };
}

async function counterOf({ branchId, counterId, history }: Ticket, { counters }: QueuingDeps): Promise<Words> {
  const id = counterId ?? history.findLast((change) => change.counterId !== undefined)?.counterId;
  const found = (await counters.ofBranch(branchId)).find((counter) => counter.id === id);
  return counterName(found?.name ?? '', 'inside');
}

/** What the holder asked for while waiting. */
async function wishes(
  { holdUntil, tellWhen = Infinity, journey, branchId }: Ticket,
  ahead: number,
  { deps, now, surface }: Look,
): Promise<Words[]> {
  const branch = await deps.offices.branch(branchId);
  const way = branch && journey && wayTo(branch, journey, now);
  return [
    ...(branch && holdUntil && holdUntil > now
      ? [t('queues:ticket.held', { time: moment(holdUntil, branch.timeZone, 'time') })]
      : []),
    // Not once it is that near; and a small page has no room for what was not asked for just now.
    ...(tellWhen >= ahead || surface.short ? [] : [t('queues:ticket.tell', { count: tellWhen })]),
    ...(way && journey
      ? [t('queues:ticket.way', { mode: t(`queues:mode.${journey.mode}`), minutes: way.minutes })]
      : []),
  ];
}

async function stateLines(ticket: Ticket, look: Look): Promise<Words[]> {
  const { deps } = look;
  switch (ticket.state) {
    case 'waiting': {
      const standing = await deps.tickets.standing(ticket.id);
      return [...(standing ? [standingText(standing)] : []), ...(await wishes(ticket, standing?.ahead ?? 0, look))];
    }
    case 'called':
    case 'serving':
      return [t(`queues:ticket.${ticket.state}`, { counter: await counterOf(ticket, deps) })];
    case 'no_show':
      return [t(ticket.cameBack ? 'queues:ticket.absentAgain' : 'queues:ticket.absent')];
    case 'served':
      return [
        t('queues:ticket.served'),
        ...(ticket.rating ? [t('queues:ticket.rated', { stars: ticket.rating.stars })] : []),
      ];
    default:
      return [t(`queues:ticket.${ticket.state}`)];
  }
}

/** What the holder can do now; the choices that come first are the likeliest ones. */
function actionsOf({ state, held, holdUntil, cameBack, postponed, rating, sentOn }: Ticket, now: Date): string[] {
  if (state === 'waiting')
    return [
      ...(holdUntil && holdUntil > now ? ['here'] : []),
      'again',
      ...(held ? [] : ['hold']),
      ...(postponed < postponedAtMost ? ['postpone'] : []),
      'tell',
      'way',
      'leave',
    ];
  if (state === 'called') return ['again', 'leave'];
  if (state === 'serving') return ['again'];
  if (state === 'no_show') return cameBack ? ['take'] : ['back', 'take'];
  if (state === 'served') return rating ? ['take'] : ['rate', 'take'];
  return sentOn ? ['follow'] : ['take'];
}

export async function ticketView(look: Look): Promise<View> {
  const ticket = await ownTicket(look);
  if (!ticket) return gone;
  const branch = await look.deps.offices.branch(ticket.branchId);
  return {
    text: [
      t('queues:ticket.title', {
        ticket: await ticketLabel(ticket, look.deps),
        branch: branch ? placeName(branch) : '',
      }),
      ...(await stateLines(ticket, look)),
    ],
    options: actionsOf(ticket, look.now).map(option),
  };
}
