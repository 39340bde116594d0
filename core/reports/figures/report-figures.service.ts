import type { Connection } from 'mongoose';
import { countries } from '../../countries/index.ts';
import type { Clock } from '../../clock.ts';
import { boundsOf, type Period } from '../../statistics/index.ts';
import { bodyModel } from '../body.model.ts';
import type { CategoryCode } from '../categories.ts';
import { reportModel } from '../report.model.ts';
import { reportStates } from '../report.states.ts';
import { countedReports, toCounted, type GivenGroup } from './counted-reports.ts';
import { addUp, byArea, table, type CountedReports, type ReportFigures } from './report-figures.ts';

export interface FiguresQuery {
  readonly period: Period;
  readonly city?: string | undefined;
  readonly category?: CategoryCode | undefined;
  /** Only what is sent to these bodies. */
  readonly bodyIds?: readonly string[] | undefined;
}

export interface ReportFiguresService {
  /** Counted from the reports as they stand now. */
  of(query: FiguresQuery): Promise<ReportFigures>;
}

/** What is told where, and how soon it is resolved. */
export function createReportFigures({
  connection,
  clock,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
}): ReportFiguresService {
  const reports = reportModel(connection);
  const bodies = bodyModel(connection);

  async function namesOf(rows: readonly CountedReports[]): Promise<ReadonlyMap<string, string>> {
    const ids = [...new Set(rows.flatMap(({ bodyId }) => bodyId ?? []))];
    const found = await bodies.find({ _id: { $in: ids } }, { name: 1 }).lean();
    return new Map(found.map(({ _id, name }) => [_id, name]));
  }

  return {
    async of({ period, city, category, bodyIds }) {
      const { start, end } = boundsOf(period);
      const { country } = period;
      const which = {
        country,
        hidden: false,
        createdAt: { $gte: start, $lt: end },
        ...(city === undefined ? {} : { city }),
        ...(category === undefined ? {} : { category }),
        // With its states, in which the index of bodies has them.
        ...(bodyIds === undefined ? {} : { bodyId: { $in: [...bodyIds] }, state: { $in: [...reportStates] } }),
      };
      const stages = countedReports(which, { timezone: countries[country].timeZone, now: clock() });
      const rows = (await reports.aggregate<GivenGroup>(stages)).map(toCounted);
      const names = await namesOf(rows);
      return {
        period,
        total: addUp(rows),
        categories: table(rows, (row) => ({ category: row.category })),
        areas: byArea(rows),
        bodies: table(rows, ({ bodyId }) => {
          const name = bodyId === undefined ? undefined : names.get(bodyId);
          return { ...(bodyId === undefined ? {} : { bodyId }), ...(name === undefined ? {} : { name }) };
        }),
        months: table(rows, ({ month }) => ({ month })).sort((a, b) => (a.month < b.month ? -1 : 1)),
      };
    },
  };
}
