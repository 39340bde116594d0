import { defineFlow, type Looking, type Outcome, type Turn, type View } from '../../dialog/types.ts';
import { t } from '../../dialog/words.ts';
import type { Ticket } from '../ticket.model.ts';
import { ownTicket, personOf, refusal, ticketLabel, type QueuingDeps } from './words.ts';

type ScreenId = 'which' | 'stars' | 'comment';

interface Data {
  readonly ticketId: string;
  readonly stars: number;
}

type Look = Looking<Data, QueuingDeps>;
type Step = Turn<Data, QueuingDeps>;
type Next = Outcome<ScreenId, Data>;

const commentAtMost = 500;
/** In this order the number of a choice is that of its stars. */
const allStars = [1, 2, 3, 4, 5];

async function toRate({ deps, caller }: Pick<Look, 'deps' | 'caller'>): Promise<Ticket[]> {
  const tickets = await deps.tickets.ofPerson(personOf({ caller }));
  return tickets.filter(({ state, rating }) => state === 'served' && !rating);
}

async function open(turn: Step): Promise<Next> {
  if (turn.data.ticketId !== undefined) return { go: 'stars' };
  const served = await toRate(turn);
  const [only] = served;
  return only && served.length === 1 ? { go: 'stars', set: { ticketId: only.id } } : { go: 'which' };
}

async function which(look: Look): Promise<View> {
  const served = await toRate(look);
  if (served.length === 0) return { text: t('queues:rate.none'), final: true };
  return {
    text: t('queues:rate.which'),
    options: await Promise.all(
      served.map(async (ticket) => ({ value: ticket.id, label: await ticketLabel(ticket, look.deps) })),
    ),
  };
}

async function stars(look: Look): Promise<View> {
  const ticket = await ownTicket(look);
  if (!ticket) return { text: t('queues:ticket.gone'), final: true };
  return {
    text: t('queues:rate.ask', { ticket: await ticketLabel(ticket, look.deps) }),
    options: allStars.map((count) => ({ value: String(count), label: t(`queues:rate.stars.${count}`) })),
  };
}

/** The stars count at once; words may follow where people can write them at ease. */
async function rate(turn: Step, count: number, comment?: string): Promise<Next> {
  const { data, deps } = turn;
  try {
    await deps.tickets.rate({
      ticketId: data.ticketId ?? '',
      personId: personOf(turn),
      stars: count,
      ...(comment === undefined ? {} : { comment }),
    });
  } catch (error) {
    return { end: refusal(error) };
  }
  const asksMore = comment === undefined && !turn.surface.short;
  return asksMore ? { go: 'comment', set: { stars: count } } : { end: t('queues:rate.thanks') };
}

/** E4: how it was, from one to five, with a few words in a chat. */
export const rateService = defineFlow<ScreenId, Data, QueuingDeps>({
  id: 'rate-service',
  version: 1,
  start: 'which',
  requires: ['consent'],
  shortcuts: [{ keywords: 'queues:rate.keywords' }],
  screens: {
    which: {
      show: which,
      on: { opened: open, choice: (_turn, ticketId) => ({ go: 'stars', set: { ticketId } }) },
    },
    stars: { show: stars, on: { choice: (turn, value) => rate(turn, Number(value)) } },
    comment: {
      show: () => ({
        text: t('queues:rate.comment'),
        options: [{ value: 'none', label: t('queues:rate.noComment') }],
      }),
      on: {
        choice: () => ({ end: t('queues:rate.thanks') }),
        text: (turn, words) =>
          words.length > commentAtMost
            ? { retry: t('queues:rate.tooLong', { most: commentAtMost }) }
            : rate(turn, turn.data.stars ?? 0, words),
      },
    },
  },
});
