import type { Connection } from 'mongoose';

import { countries } from '../countries/index.ts';
import { contestationStates, infractionModel, infractionStates } from '../fines/index.ts';
import type { IdentityService } from '../identity/index.ts';
import type { Currency } from '../money.ts';
import {
  agentsPipeline, figuresPipeline, inOrder, noFigures, toFigures,
  type AgentFigures, type ContestationFigures, type Counted, type FineFigures, type Sums,
} from './fine-figures.ts'; // prettier-ignore
import { daysOf, zoneOf, type Period } from './period.ts';
import { toBuckets, within } from './spread.ts';

export interface FineStatistics {
  of(period: Period): Promise<FineFigures>;
  /** Who has recorded how much, the most fines first. Only for `agentReaders`. */
  byAgent(period: Period): Promise<AgentFigures[]>;
}

const share = (part: number, whole: number): number => Math.round((part / whole) * 10_000) / 10_000;

function toContestations(found: Counted['contestations']): ContestationFigures {
  const opened = found.reduce((sum, { count }) => sum + count, 0);
  const decided = found.flatMap(({ days, count }) => (days === null ? [] : [{ days, count }]));
  return {
    opened,
    outcomes: contestationStates.map((state) => {
      const count = found.filter((each) => each.state === state).reduce((sum, each) => sum + each.count, 0);
      return { state, count, share: opened > 0 ? share(count, opened) : 0 };
    }),
    medianDays: within(0.5, decided) ?? null,
  };
}

/** C11: fines of a country and a period, counted by the database. */
export function createFineStatistics({
  connection,
  people,
}: {
  connection: Connection;
  people: Pick<IdentityService, 'byId'>;
}): FineStatistics {
  const infractions = infractionModel(connection);

  /** Days without fines stand in the table too, once for each currency of the period. */
  function everyDay(period: Period, found: Counted['days'], used: readonly Currency[]): FineFigures['days'] {
    const known = new Map(found.map((row) => [`${row._id.day} ${row._id.currency}`, row]));
    return daysOf(period).flatMap((day) =>
      used.map((currency) => {
        const row = known.get(`${day} ${currency}`);
        return { day, ...(row ? toFigures(row) : noFigures(currency)) };
      }),
    );
  }

  return {
    async of(period) {
      const [found] = await infractions.aggregate<Counted>(figuresPipeline(period));
      if (!found) throw new Error('the database has counted nothing');
      const used = inOrder(
        found.totals.map(({ _id }) => _id.currency),
        countries[period.country].currency,
      );
      const total = (currency: Currency): Sums | undefined => found.totals.find(({ _id }) => _id.currency === currency);
      return {
        period,
        timeZone: zoneOf(period),
        totals: used.map((currency) => {
          const row = total(currency);
          return row ? toFigures(row) : noFigures(currency);
        }),
        states: infractionStates.map((state) => ({
          state,
          count: found.states.find(({ _id }) => _id === state)?.count ?? 0,
        })),
        types: found.types.map((row) => ({ code: row._id.code, labels: row.labels, ...toFigures(row) })),
        communes: found.communes.map((row) => ({ commune: row._id.commune ?? null, ...toFigures(row) })),
        days: everyDay(period, found.days, used),
        daysToPayment: {
          paid: found.payments.reduce((sum, { count }) => sum + count, 0),
          median: within(0.5, found.payments) ?? null,
          p90: within(0.9, found.payments) ?? null,
          histogram: toBuckets(found.payments),
        },
        contestations: toContestations(found.contestations),
      };
    },

    async byAgent(period) {
      const found = await infractions.aggregate<Sums & { _id: { agentId: string } }>(agentsPipeline(period));
      const ids = [...new Set(found.map(({ _id }) => _id.agentId))];
      const names = new Map(await Promise.all(ids.map(async (id) => [id, (await people.byId(id))?.name] as const)));
      return found.map((row) => {
        const name = names.get(row._id.agentId);
        return { agentId: row._id.agentId, ...(name === undefined ? {} : { name }), ...toFigures(row) };
      });
    },
  };
}
