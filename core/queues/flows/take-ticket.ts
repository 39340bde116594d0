import { defineFlow, type Looking, type Option, type Outcome, type Turn, type View } from '../../dialog/types.ts';
import { moment, t, type Words } from '../../dialog/words.ts';
import { isLisoloError } from '../../errors.ts';
import { liveStates } from '../ticket.states.ts';
import type { Ticket } from '../ticket.model.ts';
import type { QueueOutlook } from '../types.ts';
import { personOf, placeName, refusal, standingText, toBring, waitText, type QueuingDeps } from './words.ts';

type ScreenId = 'start' | 'queues' | 'queue' | 'taken';

interface Data {
  readonly serviceId: string;
  readonly queueId: string;
  readonly ticketId: string;
}

type Look = Looking<Data, QueuingDeps>;
type Step = Turn<Data, QueuingDeps>;
type Next = Outcome<ScreenId, Data>;

const gone: View = { text: t('queues:take.gone'), final: true };

async function liveTickets({ deps, caller }: Look): Promise<Ticket[]> {
  const all = await deps.tickets.ofPerson(personOf({ caller }));
  return all.filter(({ state }) => liveStates.includes(state));
}

const find: Next = { run: 'find-office', then: 'start' };

/** Straight to the offices, unless somebody waits already and may mean that ticket. */
async function open(turn: Step): Promise<Next> {
  if (turn.data.serviceId !== undefined) return toService(turn, turn.data.serviceId);
  return (await liveTickets(turn)).length > 0 ? { go: 'start' } : find;
}

async function start(look: Look): Promise<View> {
  const mine = await liveTickets(look);
  return {
    text: mine.length > 0 ? t('queues:take.have', { count: mine.length }) : t('queues:take.start'),
    options: [
      ...(mine.length > 0 ? [{ value: 'mine', label: t('queues:mine.menu') }] : []),
      { value: 'find', label: t('queues:take.find') },
    ],
  };
}

/** Where there is one queue only, nobody has to choose it. */
async function toService({ deps }: Step, serviceId: string): Promise<Next> {
  const outlooks = await deps.tickets.outlooks(serviceId);
  const [only] = outlooks;
  const set = { serviceId };
  return only && outlooks.length === 1
    ? { go: 'queue', set: { ...set, queueId: only.queue.id } }
    : { go: 'queues', set };
}

const found = (turn: Step, value: unknown): Next | Promise<Next> => {
  const serviceId = (value as { serviceId?: unknown } | undefined)?.serviceId;
  return typeof serviceId === 'string' ? toService(turn, serviceId) : { go: 'start' };
};

async function placeOf({ data, deps }: Look) {
  const service = await deps.offices.service(data.serviceId ?? '');
  const branch = service && (await deps.offices.branch(service.branchId));
  return service && branch ? { service, branch } : undefined;
}

const label = ({ queue, waiting, wait, access }: QueueOutlook): Words =>
  access === 'open'
    ? t('queues:queues.item', { queue: queue.name, count: waiting, from: wait.from, to: wait.to })
    : t('queues:queues.shut', { queue: queue.name });

const appointment: Option = { value: 'book', label: t('queues:take.book') };
const book = ({ data }: Look): Next => ({ run: 'book-appointment', with: { serviceId: data.serviceId } });

/** Whether there are queues, of which none is for whoever comes without an appointment. */
const isByOffice = async (serviceId: string, { deps }: Look): Promise<boolean> =>
  (await deps.tickets.outlooks(serviceId, { hasAppointment: true })).length > 0;

async function queues(look: Look): Promise<View> {
  const place = await placeOf(look);
  if (!place) return gone;
  const { service, branch } = place;
  const outlooks = await look.deps.tickets.outlooks(service.id);
  const isBooked = service.appointmentsAtOnce > 0;
  return {
    text: [
      t(`queues:queues.${outlooks.length > 0 ? 'ask' : 'plain'}`, { service: service.name, branch: placeName(branch) }),
      ...(outlooks.length === 0
        ? [t((await isByOffice(service.id, look)) ? 'queues:queues.byOffice' : 'queues:queues.none')]
        : []),
    ],
    options: [
      ...outlooks.map((outlook) => ({ value: outlook.queue.id, label: label(outlook) })),
      ...(isBooked ? [appointment] : []),
      { value: 'find', label: t('queues:take.other') },
    ],
  };
}

function chooseQueue(turn: Step, value: string): Next {
  if (value === 'book') return book(turn);
  return value === 'find' ? find : { go: 'queue', set: { queueId: value } };
}

const minuteMs = 60_000;

/** Half of those who join now would be called after closing time, or not at all. */
const isTooLate = ({ wait, closesAt }: QueueOutlook, now: Date): boolean =>
  closesAt !== undefined && now.getTime() + wait.from * minuteMs > closesAt.getTime();

/** How the queue stands, or why nobody can join it now. */
function stateOf(outlook: QueueOutlook, timeZone: string, now: Date): Words[] {
  const { waiting, openCounters, wait, access, opensAt, closesAt, queue } = outlook;
  if (access === 'open')
    return [
      t('queues:queue.waiting', { count: waiting }),
      t('queues:queue.counters', { count: openCounters }),
      waitText(wait),
      ...(closesAt && isTooLate(outlook, now)
        ? [t('queues:queue.closes', { time: moment(closesAt, timeZone, 'time') })]
        : []),
    ];
  return [
    t(`queues:refused.${access}`),
    ...(opensAt ? [t('queues:queue.opens', { date: moment(opensAt, timeZone, 'datetime') })] : []),
    ...(queue.reason ? [t('queues:told.reason', { reason: queue.reason })] : []),
  ];
}

/** What is seen before joining; taking the ticket is the one thing to confirm. */
async function queue(look: Look): Promise<View> {
  const place = await placeOf(look);
  const outlooks = place ? await look.deps.tickets.outlooks(place.service.id) : [];
  const outlook = outlooks.find((one) => one.queue.id === look.data.queueId);
  if (!place || !outlook) return gone;
  const { service, branch } = place;
  return {
    text: [
      t('queues:queue.title', { service: service.name, branch: placeName(branch), queue: outlook.queue.name }),
      ...stateOf(outlook, branch.timeZone, look.now),
      // Said when the service was chosen; a small page keeps its room for the choice.
      ...(look.surface.short ? [] : toBring(service)),
    ],
    options: [
      outlook.access === 'open'
        ? { value: 'join', label: t('queues:take.join') }
        : { value: 'again', label: t('queues:mine.again') },
      ...(service.appointmentsAtOnce > 0 ? [appointment] : []),
      { value: 'find', label: t('queues:take.other') },
    ],
  };
}

/** What is said of a ticket that was just taken. */
async function takenLines({ deps, data }: Look): Promise<Words[]> {
  const ticket = await deps.tickets.get(data.ticketId ?? '');
  if (!ticket) return [t('queues:ticket.gone')];
  const standing = await deps.tickets.standing(ticket.id);
  return [t('queues:taken.number', { number: ticket.number }), ...(standing ? [standingText(standing)] : [])];
}

async function join(turn: Step): Promise<Next> {
  const { deps, data, caller, turnId } = turn;
  const { queueId = '', serviceId = '' } = data;
  try {
    const ticket = await deps.tickets.join({
      key: turnId,
      queueId,
      serviceId,
      holder: { personId: personOf(turn), channel: caller.channel, country: caller.country },
      by: personOf(turn),
    });
    // A simple phone is not to stand open: the rest comes by SMS, and by "my tickets".
    if (!turn.surface.short) return { go: 'taken', set: { ticketId: ticket.id } };
    return {
      end: { text: [...(await takenLines({ ...turn, data: { ticketId: ticket.id } })), t('queues:taken.sms')] },
    };
  } catch (error) {
    const said = refusal(error);
    const ticketId = isLisoloError(error) ? error.details['ticketId'] : undefined;
    if (typeof ticketId === 'string') return { run: 'my-tickets', with: { ticketId, said: 'already_waiting' } };
    return { go: 'queue', notice: said };
  }
}

function answerQueue(turn: Step, value: string): Next | Promise<Next> {
  if (value === 'join') return join(turn);
  if (value === 'book') return book(turn);
  return value === 'find' ? find : { go: 'queue' };
}

/** Each is done elsewhere, and comes back here. */
const next = {
  way: { run: 'plan-journey', label: t('queues:mine.way') },
  tell: { run: 'tell-me-when', label: t('queues:mine.tell') },
  mine: { run: 'my-tickets', label: t('queues:taken.see') },
} as const;
const isNext = (value: string): value is keyof typeof next => value in next;

/** E4: finding a service, seeing how its queues stand, and taking a ticket. */
export const takeTicket = defineFlow<ScreenId, Data, QueuingDeps>({
  id: 'take-ticket',
  version: 1,
  start: 'start',
  requires: ['consent'],
  menu: { label: t('queues:take.menu'), order: 14 },
  shortcuts: [{ keywords: 'queues:take.keywords' }],
  screens: {
    start: {
      show: start,
      on: {
        opened: open,
        choice: (_turn, value) => (value === 'mine' ? { run: 'my-tickets' } : find),
        returned: found,
      },
    },
    queues: { show: queues, on: { choice: chooseQueue } },
    queue: { show: queue, on: { choice: answerQueue } },
    taken: {
      async show(look) {
        return {
          text: await takenLines(look),
          options: Object.entries(next).map(([value, { label: words }]) => ({ value, label: words })),
        };
      },
      on: {
        choice: ({ data }, value) =>
          isNext(value) ? { run: next[value].run, with: { ticketId: data.ticketId }, then: 'taken' } : { go: 'taken' },
      },
    },
  },
});
