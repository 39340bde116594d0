import type { Connection, Model } from 'mongoose';
import { LisoloError } from '../../errors.ts';
import { officeServiceModel, type OfficeFinder } from '../../organisations/index.ts';
import { daysOf, type Period } from '../../statistics/index.ts';
import { counterModel } from '../counter.model.ts';
import { queueModel } from '../queue.model.ts';
import { ticketModel, type TicketRecord } from '../ticket.model.ts';
import { countedTickets, toCounted } from './counted-tickets.ts';
import { createTallies, createTally, type BranchFigures, type CountedTicket } from './queue-figures.ts';

export interface QueueFigures {
  /** Counted from the tickets as they stand now. Throws `not_found`. */
  of(branchId: string, period: Pick<Period, 'from' | 'to'>): Promise<BranchFigures>;
  /** What people have written of the service in these days, the last first. */
  comments(branchId: string, period: Pick<Period, 'from' | 'to'>, most: number): Promise<readonly RatingComment[]>;
}

/** Nothing says who wrote it. */
export interface RatingComment {
  /** `YYYY-MM-DD`, of the ticket. */
  readonly day: string;
  readonly serviceId: string;
  readonly service?: string;
  readonly stars: number;
  readonly words: string;
}

const atOnce = 2_000;

/** E9: how long people wait in a branch, how long they are served, who comes when, and how content they are. */
export function createQueueFigures({
  connection,
  offices,
}: {
  readonly connection: Connection;
  readonly offices: Pick<OfficeFinder, 'branch'>;
}): QueueFigures {
  const tickets = ticketModel(connection);

  async function namesOf(
    model: Model<{ _id: string; branchId: string; name: string }>,
    branchId: string,
  ): Promise<Map<string, string>> {
    const found = await model.find({ branchId }, { name: 1 }).lean<{ _id: string; name: string }[]>();
    return new Map(found.map(({ _id, name }) => [_id, name]));
  }
  const named = (names: Map<string, string>, id: string): { name?: string } => {
    const name = names.get(id);
    return name === undefined ? {} : { name };
  };

  return {
    async comments(branchId, { from, to }, most) {
      const found = await tickets
        .find(
          { branchId, day: { $gte: from, $lte: to }, 'rating.comment': { $exists: true } },
          { _id: 0, day: 1, serviceId: 1, rating: 1 },
        )
        .sort({ day: -1, joinedAt: -1 })
        .limit(most)
        .lean<Pick<TicketRecord, 'day' | 'serviceId' | 'rating'>[]>();
      const names = await namesOf(officeServiceModel(connection) as never, branchId);
      return found.map(({ day, serviceId, rating }) => {
        const service = names.get(serviceId);
        const said = { stars: rating?.stars ?? 0, words: rating?.comment ?? '' };
        return { day, serviceId, ...(service === undefined ? {} : { service }), ...said };
      });
    },

    async of(branchId, { from, to }) {
      const branch = await offices.branch(branchId);
      if (!branch) throw new LisoloError('not_found', { reason: 'there is no such branch' });
      const { timeZone, country } = branch;
      const period = { country, from, to };
      const total = createTally();
      const queues = createTallies(({ queueId }) => queueId);
      const services = createTallies(({ serviceId }) => serviceId);
      const counters = createTallies(({ counterId }) => counterId);
      const days = createTallies(({ day }) => day);
      const hours = createTallies(({ hour }) => hour);
      const tallies = [total, queues, services, counters, days, hours];
      const found = tickets
        .aggregate<CountedTicket>([...countedTickets(branchId, period, timeZone)])
        .cursor<CountedTicket>({ batchSize: atOnce });
      for await (const given of found) {
        const ticket = toCounted(given);
        for (const tally of tallies) tally.add(ticket);
      }

      const [queueNames, serviceNames, counterNames] = await Promise.all([
        namesOf(queueModel(connection) as never, branchId),
        namesOf(officeServiceModel(connection) as never, branchId),
        namesOf(counterModel(connection) as never, branchId),
      ]);
      const used = hours.keys();
      const first = Math.min(...used);
      return {
        branchId,
        period,
        timeZone,
        total: total.result(),
        queues: queues.busiestFirst().map(([queueId, one]) => ({ queueId, ...named(queueNames, queueId), ...one })),
        services: services
          .busiestFirst()
          .map(([serviceId, one]) => ({ serviceId, ...named(serviceNames, serviceId), ...one })),
        counters: counters
          .busiestFirst()
          .map(([counterId, one]) => ({ counterId, ...named(counterNames, counterId), ...one })),
        days: daysOf(period).map((day) => ({ day, ...days.of(day) })),
        hours:
          used.length === 0 ? [] : hoursFrom(first, Math.max(...used)).map((hour) => ({ hour, ...hours.of(hour) })),
      };
    },
  };
}

const hoursFrom = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_one, nth) => first + nth);
