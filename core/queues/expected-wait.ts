import { LRUCache } from 'lru-cache';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { BusyCounters } from './busy-counters.ts';
import { minutesUntil, type Pace } from './minutes-until.ts';
import { hourIn, type OfficeDays, type Offices } from './office-days.ts';
import { ticketModel, type TicketRecord } from './ticket.model.ts';
import type { ExpectedWait } from './types.ts';

/** Fewer tell nothing. */
const measuredAtLeast = 10;
/** Of the service and the hour, the newest ones. */
const measuredAtMost = 200;
/** What was measured changes slowly; it is asked for with each position. */
const knownForMs = 30_000;
const knownServices = 2_000;
/** Where nothing was measured yet, a service that takes long takes so many times what the branch says of it. */
const statedSpread = 1.5;

/** How long one service takes, half of the times and four times of five at the most. */
interface Lengths extends Pick<ExpectedWait, 'basis'> {
  readonly half: number;
  readonly most: number;
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;

/** As people say minutes: one by one up to ten, then in steps of five. */
const inSteps = (minutes: number): number => (minutes <= 10 ? Math.round(minutes) : Math.round(minutes / 5) * 5);
const stepFrom = (minutes: number): number => (minutes < 10 ? 1 : 5);

/** A range that people can read; it is never of no width. */
export function rounded(half: number, most: number): Pick<ExpectedWait, 'from' | 'to'> {
  const from = inSteps(half);
  return { from, to: Math.max(inSteps(most), from + stepFrom(from)) };
}

interface Wanted {
  readonly serviceId: string;
  readonly queueId: string;
  readonly branchId: string;
}

export interface Waits {
  readonly openCounters: number;
  readonly behind: (ahead: number) => ExpectedWait;
}

/** How long somebody will wait, told from what was measured. */
export function createExpectedWait({
  connection,
  clock,
  days,
  offices,
  busyCounters,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly days: OfficeDays;
  readonly offices: Offices;
  readonly busyCounters: BusyCounters;
}) {
  const tickets = ticketModel(connection);

  const known = new LRUCache<string, { readonly at: number; readonly lengths: Lengths }>({ max: knownServices });

  async function lengthsOf(serviceId: string, branchId: string): Promise<Lengths> {
    const at = clock().getTime();
    const before = known.get(serviceId);
    if (before && at - before.at >= 0 && at - before.at < knownForMs) return before.lengths;
    const lengths = await measure(serviceId, branchId);
    known.set(serviceId, { at, lengths });
    return lengths;
  }

  async function measure(serviceId: string, branchId: string): Promise<Lengths> {
    const { timeZone } = await days.branch(branchId);
    const measured = await tickets
      .find({ serviceId, 'served.hour': hourIn(timeZone, clock()) }, { _id: 0, 'served.minutes': 1 })
      .sort({ endedAt: -1 })
      .limit(measuredAtMost)
      .lean<Pick<TicketRecord, 'served'>[]>();
    if (measured.length >= measuredAtLeast) {
      const sorted = measured.map(({ served }) => served?.minutes ?? 0).sort((a, b) => a - b);
      return { half: quantile(sorted, 0.5), most: quantile(sorted, 0.8), basis: 'measured' };
    }
    const stated = (await offices.service(serviceId))?.minutes ?? 1;
    return { half: stated, most: stated * statedSpread, basis: 'stated' };
  }

  return {
    /** Tells for a service in a queue, as things are now, the wait of whoever has so many before. */
    async now({ serviceId, queueId, branchId }: Wanted): Promise<Waits> {
      const [{ half, most, basis }, busy] = await Promise.all([
        lengthsOf(serviceId, branchId),
        busyCounters.of({ queueId, branchId }),
      ]);
      // While none is open, it is told as if one opened now.
      const counters = (minutes: number): Pace[] =>
        busy.length === 0
          ? [{ busyFor: 0, others: [] }]
          : busy.map(({ since, others }) => ({
              busyFor: since === undefined ? 0 : Math.max(0, minutes - since),
              others,
            }));
      const until = (ahead: number, minutes: number): number => minutesUntil(ahead, minutes, counters(minutes));
      return {
        openCounters: busy.length,
        behind: (ahead) => ({ ...rounded(until(ahead, half), until(ahead, most)), basis }),
      };
    },
  };
}

export type ExpectedWaits = ReturnType<typeof createExpectedWait>;
