import { t } from '../../dialog/words.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { dayIn } from '../../organisations/index.ts';
import { lineModel, type LineRecord } from '../line.model.ts';
import { ticketModel, toTicket, type Ticket, type TicketRecord } from '../ticket.model.ts';
import { isTimeToLeave } from '../travel-time.ts';
import type { Journey } from '../travel.ts';
import { wayTo } from '../way.ts';
import { createTelling } from './facts.ts';
import type { TicketNewsDeps } from './ticket-news.ts';

/** Nobody can ask to be told when more are before them, see `tellWhen`. */
const furthest = 101;
const dayMs = 24 * 3_600_000;

/** Another way to come is other news. */
const printOf = ({ mode, minutes, commune = '' }: Journey): string => `${mode}${commune}${minutes}`;

/** Tells whoever waits that they are near, and when to leave. Looks at the lines of today; each is told once, and again whoever has let others go first. */
export function createLineNews(deps: TicketNewsDeps & { readonly clock: Clock; readonly log: Log }) {
  const { connection, clock, log, offices, tickets } = deps;
  const tell = createTelling(deps);
  const lines = lineModel(connection);
  const records = ticketModel(connection);

  const markTold = (ticketId: string, what: 'near' | 'leave') =>
    records.updateOne({ _id: ticketId }, { $addToSet: { told: what } });

  async function near(lineId: string): Promise<number> {
    const firsts = await tickets.nextInLine(lineId, furthest);
    const due = firsts.filter(
      ({ personId, tellWhen, ahead, told }) =>
        personId && tellWhen !== undefined && ahead <= tellWhen && !told.includes('near'),
    );
    for (const ticket of due) {
      await tell(ticket, ticket.ahead === 0 ? 'next' : 'near', {
        params: { count: ticket.ahead },
        twice: `${ticket.tellWhen ?? ''}.${ticket.postponed}`,
      });
      await markTold(ticket.id, 'near');
    }
    return due.length;
  }

  /** Whether it was told. */
  async function leave(ticket: Ticket, journey: Journey): Promise<boolean> {
    const [branch, standing] = await Promise.all([offices.branch(ticket.branchId), tickets.standing(ticket.id)]);
    const way = branch && wayTo(branch, journey, clock());
    if (!way || !standing || !isTimeToLeave(standing.wait.from, way.minutes)) return false;
    const { minutes, km, hour } = way;
    await tell(ticket, 'leave', {
      params: { minutes, count: standing.ahead },
      more: [t('queues:way.how', { km: String(km).replace('.', ','), mode: t(`queues:mode.${journey.mode}`), hour })],
      twice: `${printOf(journey)}.${ticket.postponed}`,
    });
    await markTold(ticket.id, 'leave');
    return true;
  }

  async function travellers(lineId: string): Promise<number> {
    let told = 0;
    const found = await records
      .find({ lineId, 'journey.mode': { $exists: true }, state: 'waiting', told: { $ne: 'leave' } })
      .lean<TicketRecord[]>();
    for (const ticket of found.map(toTicket)) if (ticket.journey && (await leave(ticket, ticket.journey))) told += 1;
    return told;
  }

  /** Of today, or of a house that is open over midnight. */
  async function isUnderWay({ branchId, day }: LineRecord): Promise<boolean> {
    const branch = await offices.branch(branchId);
    return branch !== undefined && dayIn(branch.timeZone, new Date(clock().getTime() - dayMs)) <= day;
  }

  return {
    /** How many were told something. */
    async tellDue(): Promise<number> {
      let told = 0;
      for (const line of await lines.find({ endedAt: null }).lean<LineRecord[]>())
        try {
          if (await isUnderWay(line)) told += (await near(line._id)) + (await travellers(line._id));
        } catch (error) {
          // The others wait for nobody.
          log.warn({ lineId: line._id, error }, 'those who are near in a line are told later');
        }
      return told;
    },
  };
}

export type LineNews = ReturnType<typeof createLineNews>;
