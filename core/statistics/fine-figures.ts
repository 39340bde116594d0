import type { AccumulatorOperator, PipelineStage } from 'mongoose';

import { payableStates, type ContestationState, type InfractionState, type Labels } from '../fines/index.ts';
import { currencies, type Currency } from '../money.ts';
import type { Bucket, DayCount } from './spread.ts';
import { boundsOf, zoneOf, type Period } from './period.ts';

/**
 * Counts and amounts of a group of fines, in one currency; amounts are minor units. A fine belongs to the period in which the
 * infraction happened and is counted as it stands now, so money that came later counts too. Voided fines (an agent's
 * own mistake) are in none of these; `states` counts them.
 */
export interface Figures {
  readonly currency: Currency;
  /** Fines issued. */
  readonly count: number;
  /** Of these, how many have nothing left to pay; dismissed ones are not among them. */
  readonly paidCount: number;
  /** Of these, how many were dismissed. */
  readonly dismissedCount: number;
  /** What the tariffs asked for, before discounts, increases and reductions; dismissed fines included. */
  readonly issued: number;
  /** What is to be paid as things stand; nothing for a dismissed fine. `paid` and `remaining` add up to it. */
  readonly due: number;
  /** Money that lies on the fines after refunds, up to what is due: the rest goes back. */
  readonly paid: number;
  readonly remaining: number;
  /** Collection rate: `paid` of `due`, 0 to 1, of the fines that are neither voided nor dismissed; null where nothing is due. */
  readonly rate: number | null;
}

/** How contestations of the fines of the period stand now. */
export interface ContestationFigures {
  readonly opened: number;
  /** Share of all that were opened; undecided ones are `open`. */
  readonly outcomes: readonly { readonly state: ContestationState; readonly count: number; readonly share: number }[];
  /** Days from the opening to the decision of the judicial police officer, in the country's calendar; null where none is decided. */
  readonly medianDays: number | null;
}

export interface PaymentDays {
  /** Fines that are paid in full. */
  readonly paid: number;
  /** Calendar days from the infraction to the payment that completed it: half had paid within so many; null where nobody has. */
  readonly median: number | null;
  /** Nine of ten had paid within so many. */
  readonly p90: number | null;
  readonly histogram: readonly Bucket[];
}

export interface FineFigures {
  readonly period: Period;
  readonly timeZone: string;
  /** A row for each currency, the country's own first. */
  readonly totals: readonly Figures[];
  /** All fines, voided ones too. */
  readonly states: readonly { readonly state: InfractionState; readonly count: number }[];
  /** Most fines first. */
  readonly types: readonly (Figures & { readonly code: string; readonly labels: Labels })[];
  /** Most fines first; null where the agent named none. */
  readonly communes: readonly (Figures & { readonly commune: string | null })[];
  /** Every day of the period, also those without fines. */
  readonly days: readonly (Figures & { readonly day: string })[];
  readonly daysToPayment: PaymentDays;
  readonly contestations: ContestationFigures;
}

export type AgentFigures = Figures & { readonly agentId: string; readonly name?: string };

/** A row as the database counts it. */
export type Sums = Omit<Figures, 'rate' | 'remaining' | 'currency'> & {
  readonly _id: { readonly currency: Currency };
};

/** What the database gives back for a period, a few rows however many fines there are. */
export interface Counted {
  readonly states: { _id: InfractionState; count: number }[];
  readonly totals: Sums[];
  readonly types: (Sums & { _id: { code: string }; labels: Labels })[];
  readonly communes: (Sums & { _id: { commune?: string | null } })[];
  readonly days: (Sums & { _id: { day: string } })[];
  readonly payments: DayCount[];
  readonly contestations: { state: ContestationState; days: number | null; count: number }[];
}

export const toFigures = ({ _id, count, paidCount, dismissedCount, issued, due, paid }: Sums): Figures => ({
  currency: _id.currency,
  count,
  paidCount,
  dismissedCount,
  issued,
  due,
  paid,
  remaining: due - paid,
  rate: due > 0 ? Math.round((paid / due) * 10_000) / 10_000 : null,
});

export const noFigures = (currency: Currency): Figures =>
  toFigures({ _id: { currency }, count: 0, paidCount: 0, dismissedCount: 0, issued: 0, due: 0, paid: 0 });

/** The own currency first, then in the order in which we know them. */
export const inOrder = (found: readonly Currency[], own: Currency): Currency[] =>
  (Object.keys(currencies) as Currency[])
    .filter((each) => each === own || found.includes(each))
    .sort((a, b) => Number(b === own) - Number(a === own));

const daysBetween = (startDate: string, endDate: string, timezone: string) => ({
  $dateDiff: { startDate, endDate, unit: 'day', timezone },
});
const sumIf = (condition: string) => ({ $sum: { $cond: [condition, 1, 0] } });
const largest = (input: unknown) => ({ $max: { $map: { input, in: '$$this.at' } } });

/** The fines of a period by the index on country and moment, oldest first, with nothing but what is counted. */
function finesOf(period: Period): PipelineStage[] {
  const { start, end } = boundsOf(period);
  const isOwed = { $in: ['$state', [...payableStates]] };
  const owed = { $cond: [isOwed, '$due.amount', 0] };
  return [
    { $match: { country: period.country, at: { $gte: start, $lt: end } } },
    { $sort: { at: 1 } },
    {
      $project: {
        _id: 0,
        at: 1,
        state: 1,
        agentId: 1,
        contestations: 1,
        code: '$type.code',
        labels: '$type.labels',
        commune: '$place.commune',
        currency: '$due.currency',
        issued: { $subtract: ['$due.amount', { $sum: '$adjustments.amount' }] },
        due: owed,
        paid: { $min: [owed, '$paidAmount'] },
        isDismissed: { $eq: ['$state', 'dismissed'] },
        isPaid: { $and: [isOwed, { $gte: ['$paidAmount', '$due.amount'] }] },
        lastPaidAt: largest({
          $filter: { input: '$payments', as: 'payment', cond: { $gt: ['$$payment.amount', 0] } },
        }),
      },
    },
  ];
}

const live: PipelineStage.Match = { $match: { state: { $ne: 'voided' } } };

function summedBy(key: Record<string, unknown>, more: Record<string, AccumulatorOperator> = {}): PipelineStage.Group {
  return {
    $group: {
      _id: { ...key, currency: '$currency' },
      count: { $sum: 1 },
      paidCount: sumIf('$isPaid'),
      dismissedCount: sumIf('$isDismissed'),
      issued: { $sum: '$issued' },
      due: { $sum: '$due' },
      paid: { $sum: '$paid' },
      ...more,
    },
  };
}

const busiestFirst: PipelineStage.Sort = { $sort: { count: -1, _id: 1 } };

/** One pass over the fines of a period, for every table but that of the agents; gives one `Counted`. */
export function figuresPipeline(period: Period): PipelineStage[] {
  const timezone = zoneOf(period);
  const decided = { $in: ['$contestations.state', ['upheld', 'reduced', 'rejected']] };
  const toDecision = daysBetween('$contestations.at', '$$decidedAt', timezone);
  const daysOfContestation = {
    $let: { vars: { decidedAt: { $max: '$contestations.history.at' } }, in: { $cond: [decided, toDecision, null] } },
  };
  return [
    ...finesOf(period),
    {
      $facet: {
        states: [{ $group: { _id: '$state', count: { $sum: 1 } } }],
        totals: [live, summedBy({})],
        // The newest fine tells what its kind is called now.
        types: [live, summedBy({ code: '$code' }, { labels: { $last: '$labels' } }), busiestFirst],
        communes: [live, summedBy({ commune: '$commune' }), busiestFirst],
        days: [live, summedBy({ day: { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone } } })],
        payments: [
          { $match: { isPaid: true, lastPaidAt: { $ne: null } } },
          { $group: { _id: daysBetween('$at', '$lastPaidAt', timezone), count: { $sum: 1 } } },
          { $project: { _id: 0, days: { $max: [0, '$_id'] }, count: 1 } },
        ],
        contestations: [
          live,
          { $unwind: '$contestations' },
          { $group: { _id: { state: '$contestations.state', days: daysOfContestation }, count: { $sum: 1 } } },
          { $project: { _id: 0, state: '$_id.state', days: '$_id.days', count: 1 } },
        ],
      },
    },
  ];
}

/** By the agent who recorded the fine. */
export const agentsPipeline = (period: Period): PipelineStage[] => [
  ...finesOf(period),
  live,
  summedBy({ agentId: '$agentId' }),
  busiestFirst,
];
