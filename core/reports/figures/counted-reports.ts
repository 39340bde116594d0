import type { PipelineStage, QueryFilter } from 'mongoose';
import type { ReportRecord } from '../report.model.ts';
import { activeStates, reportStates } from '../report.states.ts';
import type { CountedReports } from './report-figures.ts';

const one = (condition: unknown) => ({ $sum: { $cond: [condition, 1, 0] } });
/** Only so does a resolved one leave its state; histories are too long to be read for figures. */
const wasReopened = { $gt: ['$reopenings', 0] };

/** The reports that match, those added up that are alike in every respect in which figures are asked for. */
export const countedReports = (
  which: QueryFilter<ReportRecord>,
  { timezone, now }: { readonly timezone: string; readonly now: Date },
): PipelineStage[] => [
  { $match: which },
  {
    $group: {
      _id: {
        category: '$category',
        region: '$region',
        city: '$city',
        commune: '$commune',
        bodyId: '$bodyId',
        month: { $dateToString: { date: '$createdAt', format: '%Y-%m', timezone } },
      },
      told: { $sum: 1 },
      ...Object.fromEntries(reportStates.map((state) => [state, one({ $eq: ['$state', state] })])),
      hours: { $push: { $cond: [{ $eq: ['$state', 'resolved'] }, '$hoursToResolve', '$$REMOVE'] } },
      inTime: one({ $and: [{ $eq: ['$state', 'resolved'] }, { $lte: ['$resolvedAt', '$dueAt'] }] }),
      overdue: one({ $and: [{ $in: ['$state', [...activeStates]] }, { $lt: ['$dueAt', now] }] }),
      everResolved: one({ $or: [{ $eq: ['$state', 'resolved'] }, wasReopened] }),
      reopened: one(wasReopened),
    },
  },
];

/** As the database gives it: what there is none of is absent or null. */
export interface GivenGroup
  extends Omit<CountedReports, 'states' | 'category' | 'month'>, Record<(typeof reportStates)[number], number> {
  readonly _id: Pick<CountedReports, 'category' | 'month'> &
    Readonly<Record<'region' | 'city' | 'commune' | 'bodyId', string | null>>;
}

export function toCounted({
  _id,
  told,
  hours,
  inTime,
  overdue,
  everResolved,
  reopened,
  ...rest
}: GivenGroup): CountedReports {
  const { category, month, ...others } = _id;
  const known = Object.fromEntries(Object.entries(others).filter(([, value]) => typeof value === 'string'));
  const { open, in_progress, resolved, rejected, duplicate } = rest;
  const states = { open, in_progress, resolved, rejected, duplicate };
  return { category, month, ...known, told, states, hours, inTime, overdue, everResolved, reopened };
}
