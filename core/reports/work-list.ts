import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { createLeases } from '../database/index.ts';
import { LisoloError } from '../errors.ts';
import { cityOf } from '../geo/index.ts';
import { mayDo } from './actions.ts';
import { inArea } from './area.ts';
import { reportModel, toReport, type ReportRecord } from './report.model.ts';
import { activeStates } from './report.states.ts';
import type { Routing } from './routing.ts';
import type { Actor, ReportWork } from './types.ts';

/** Nobody needs to know how many there are beyond. */
export const mostCounted = 1_000;

/** What waits for whom. */
export function createWorkList({
  connection,
  clock,
  routing,
}: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly routing: Pick<Routing, 'ofOperator'>;
}): Pick<ReportWork, 'next' | 'ofOperator'> {
  const reports = reportModel(connection);
  const leases = createLeases({ model: reports, clock });

  /** Of which bodies; for an administrator all reports. */
  async function whose({ personId, role }: Actor): Promise<object> {
    if (!mayDo(role, 'take')) throw new LisoloError('forbidden', { action: 'take' });
    if (role === 'administrator') return {};
    return { bodyId: { $in: (await routing.ofOperator(personId)).map(({ id }) => id) } };
  }
  const within = (area: string | undefined): object => (area === undefined ? {} : inArea(area));

  /** With its country, by which an index begins. */
  function withinCountry(area: string | undefined): object {
    const place = area === undefined ? {} : inArea(area);
    const country = place.country ?? (place.city === undefined ? undefined : cityOf(place.city)?.country);
    return { ...place, ...(country && { country }) };
  }

  /** What somebody puts off, others are shown at once. */
  async function letGo(personId: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await reports.updateMany({ _id: { $in: [...ids] }, 'lease.by': personId }, { $unset: { lease: 1 } });
  }

  return {
    async next(actor, { area, except = [] }) {
      const waiting = { ...(await whose(actor)), state: 'open' as const, hidden: false, ...withinCountry(area) };
      await letGo(actor.personId, except);
      const now = clock();
      // Past the target first; among those, and among the others, what most people want, then what waits longest.
      for (const dueAt of [{ $lte: now }, { $gt: now }]) {
        const taken = await leases.take(actor.personId, { ...waiting, dueAt }, except, { votes: -1, createdAt: 1 });
        if (taken) return toReport(taken);
      }
      return undefined;
    },

    async ofOperator(actor, { state, area, mine = false, page }) {
      const states = mine ? {} : { state: { $in: [...activeStates] } };
      const filter = {
        ...(await whose(actor)),
        ...(state === undefined ? states : { state }),
        ...(mine && { takenBy: actor.personId }),
        ...within(area),
        ...(actor.role === 'operator' && { hidden: false }),
      };
      const [items, total] = await Promise.all([
        reports
          .find(filter)
          .sort({ createdAt: 1 })
          .skip(page.offset)
          .limit(page.limit || 1)
          .lean<ReportRecord[]>(),
        reports.countDocuments(filter).limit(mostCounted),
      ]);
      return { items: page.limit === 0 ? [] : items.map(toReport), total };
    },
  };
}
