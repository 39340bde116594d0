import { defineFlow, type Looking, type Outcome, type Turn, type View } from '../../dialog/types.ts';
import { t, type Words } from '../../dialog/words.ts';
import type { Branch } from '../../organisations/index.ts';
import { placeNamed, roughly } from '../../geo/index.ts';
import { isTimeToLeave } from '../travel-time.ts';
import { travelModes, type Journey, type TravelMode } from '../travel.ts';
import { communesNear, wayTo, type Way } from '../way.ts';
import { ownTicket, personOf, refusal, type QueuingDeps } from './words.ts';

type ScreenId = 'mode' | 'from';

interface Data {
  readonly ticketId: string;
  readonly mode: TravelMode;
}

type Look = Looking<Data, QueuingDeps>;
type Step = Turn<Data, QueuingDeps>;
type Next = Outcome<ScreenId, Data>;

const gone: View = { text: t('queues:ticket.gone'), final: true };
const forget = 'forget';

async function branchOf(look: Look): Promise<Branch | undefined> {
  const ticket = await ownTicket(look);
  return ticket && look.deps.offices.branch(ticket.branchId);
}

const unknown: Next = { done: undefined, notice: t('queues:way.unknown') };

/** Nothing is asked where nothing can be reckoned; what was told at another door can be forgotten. */
async function open(turn: Step): Promise<Next> {
  const [ticket, branch] = await Promise.all([ownTicket(turn), branchOf(turn)]);
  return branch && !branch.position && !ticket?.journey ? unknown : { go: 'mode' };
}

async function modes(look: Look): Promise<View> {
  const ticket = await ownTicket(look);
  if (!ticket) return gone;
  return {
    text: t('queues:way.ask'),
    options: [
      ...travelModes.map((mode) => ({ value: mode, label: t(`queues:mode.${mode}`) })),
      ...(ticket.journey ? [{ value: forget, label: t('queues:way.forget') }] : []),
    ],
  };
}

async function from(look: Look): Promise<View> {
  const branch = await branchOf(look);
  if (!branch) return gone;
  return {
    text: t('queues:way.from'),
    options: communesNear(branch).map(({ name }) => ({ value: name, label: name })),
    hints: { location: t('queues:way.share') },
  };
}

/** In one clause, how it was reckoned; and whether it is time. */
async function said({ minutes, km, hour }: Way, { mode }: Journey, ticketId: string, { deps }: Step): Promise<Words> {
  const standing = await deps.tickets.standing(ticketId);
  const isNow = standing !== undefined && isTimeToLeave(standing.wait.from, minutes);
  const how = t('queues:way.how', { km: String(km).replace('.', ','), mode: t(`queues:mode.${mode}`), hour });
  return t(isNow ? 'queues:way.now' : 'queues:way.later', { minutes, how });
}

async function keep(turn: Step, origin: Pick<Journey, 'position' | 'commune'>): Promise<Next> {
  const { data, deps, now } = turn;
  const { ticketId = '', mode = 'walking' } = data;
  const branch = await branchOf(turn);
  const way = branch && wayTo(branch, { mode, ...origin }, now);
  if (!way) return unknown;
  const journey: Journey = { mode, ...origin, minutes: way.minutes };
  try {
    await deps.tickets.setJourney({ ticketId, personId: personOf(turn), journey });
    return { done: way.minutes, notice: await said(way, journey, ticketId, turn) };
  } catch (error) {
    return { done: undefined, notice: refusal(error) };
  }
}

async function chooseMode(turn: Step, value: string): Promise<Next> {
  if (value !== forget) {
    const branch = await branchOf(turn);
    return branch && !branch.position ? unknown : { go: 'from', set: { mode: value as TravelMode } };
  }
  await turn.deps.tickets.setJourney({ ticketId: turn.data.ticketId ?? '', personId: personOf(turn) });
  return { done: undefined, notice: t('queues:way.forgotten') };
}

async function typed(turn: Step, text: string): Promise<Next> {
  const branch = await branchOf(turn);
  const place = branch && placeNamed(branch.country, text, branch.region);
  return place ? keep(turn, { commune: place.name }) : { retry: t('queues:way.notOne') };
}

/** E5: how somebody comes, for the advice when to leave. A position is kept until the end of the day, if it is shared. */
export const planJourney = defineFlow<ScreenId, Data, QueuingDeps>({
  id: 'plan-journey',
  version: 1,
  start: 'mode',
  requires: ['consent'],
  screens: {
    mode: { show: modes, on: { opened: open, choice: chooseMode } },
    from: {
      show: from,
      on: {
        choice: (turn, commune) => keep(turn, { commune }),
        text: typed,
        location: (turn, place) => keep(turn, { position: roughly(place) }),
      },
    },
  },
});
