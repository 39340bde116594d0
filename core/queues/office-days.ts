import { DateTime } from 'luxon';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { zoneOf } from '../countries/index.ts';
import { createLookUp } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { closingOf, dayIn, nextOpening, openAt, type Branch, type OfficeFinder } from '../organisations/index.ts';
import { queueModel, type QueueRecord } from './queue.model.ts';

/** What queues ask about the houses in which they are. */
export type Offices = Pick<OfficeFinder, 'branch' | 'service' | 'calendarOf'>;

/** Whether the branch is open at a moment, or when it opens next. */
export interface Doors {
  readonly access: 'open' | 'before_hours' | 'after_hours';
  readonly opensAt?: Date;
  /** When the day's last opening ends; only while it is open, and not of one that goes on past midnight. */
  readonly closesAt?: Date;
}

export const lineIdOf = (queueId: string, day: string): string => `${queueId}:${day}`;

/** The hour of the day, 0 to 23, by the clock on the wall. */
export const hourIn = (timeZone: string, at: Date): number => DateTime.fromJSDate(at, { zone: zoneOf(timeZone) }).hour;

/** Queues with the branch that they are in, by its own clock. */
export function createOfficeDays({
  connection,
  clock,
  offices,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly offices: Offices;
}) {
  const queueOf = createLookUp(queueModel(connection));

  async function branchOf(branchId: string): Promise<Branch> {
    const branch = await offices.branch(branchId);
    if (!branch) throw new LisoloError('not_found', { reason: 'there is no such branch' });
    return branch;
  }

  return {
    branch: branchOf,

    async queue(queueId: string): Promise<QueueRecord> {
      const queue = await queueOf(queueId);
      if (!queue) throw new LisoloError('not_found', { reason: 'there is no such queue' });
      return queue;
    },

    today: ({ timeZone }: Branch): string => dayIn(timeZone, clock()),

    /** Today and the day before, of which a line lives on where the house stays open over midnight. */
    latest({ timeZone }: Branch): readonly [today: string, yesterday: string] {
      const today = DateTime.fromJSDate(clock(), { zone: zoneOf(timeZone) });
      return [today.toFormat('yyyy-MM-dd'), today.minus({ days: 1 }).toFormat('yyyy-MM-dd')];
    },

    doors(branch: Branch): Doors {
      const now = clock();
      const calendar = offices.calendarOf(branch);
      if (openAt(calendar, now)) {
        const closesAt = closingOf(calendar, dayIn(branch.timeZone, now));
        return { access: 'open', ...(closesAt && !openAt(calendar, closesAt) && { closesAt }) };
      }
      const opensAt = nextOpening(calendar, now);
      const isToday = opensAt && dayIn(branch.timeZone, opensAt) === dayIn(branch.timeZone, now);
      return { access: isToday ? 'before_hours' : 'after_hours', ...(opensAt && { opensAt }) };
    },

    /** Throws `forbidden` for whoever neither works at the counters of the branch nor leads it. */
    async mustBeStaff(branchId: string, agentId: string): Promise<Branch> {
      const branch = await branchOf(branchId);
      if (!branch.agents.includes(agentId) && !branch.managers.includes(agentId))
        throw new LisoloError('forbidden', { reason: 'whoever asks works elsewhere' });
      return branch;
    },
  };
}

export type OfficeDays = ReturnType<typeof createOfficeDays>;
