import type { Connection } from 'mongoose';
import { LisoloError } from '../errors.ts';
import { event, moved, mustBeActive, type Acting } from './acting.ts';
import { mayDo } from './actions.ts';
import { mustMove } from './authority.ts';
import { dueAt } from './due.ts';
import { recategorised } from './recategorised.ts';
import { reportModel, type ReportRecord } from './report.model.ts';
import type { Routing } from './routing.ts';
import { foundWords } from './search/index.ts';
import type { ReportWork } from './types.ts';

const refuse = (reason: string): LisoloError => new LisoloError('conflict', { reason });

/** What it is, whose it is, and whether it is the same as another. */
export function createSorting({
  connection,
  routing,
  act,
}: {
  readonly connection: Connection;
  readonly routing: Routing;
  readonly act: Acting;
}): Pick<ReportWork, 'markDuplicate' | 'reroute' | 'changeCategory'> {
  const reports = reportModel(connection);

  /**
   * The other one is touched before this one is written, while it is no duplicate itself, and this one is written only as
   * it was before that. So of several that are to become duplicates of one another at the same moment, each must have been
   * touched after the one before it, and they can never form a circle.
   */
  const markDuplicate: ReportWork['markDuplicate'] = (given) =>
    act(given, 'markDuplicate', async (report) => {
      const { of } = given;
      if (of === report._id) throw refuse('same_report');
      mustMove(report, 'duplicate', given.actor);
      const other = await reports
        .findOneAndUpdate({ _id: of, state: { $ne: 'duplicate' } }, { $inc: { revision: 1 } })
        .lean<ReportRecord>();
      const isThere = other ?? (await reports.exists({ _id: of }));
      if (!isThere) throw new LisoloError('not_found', { reason: 'there is no such report' });
      if (!other) throw refuse('is_duplicate');
      if (other.country !== report.country)
        throw new LisoloError('invalid_input', { field: 'of', reason: 'other_country' });
      // Whoever supports this one would be led to something that nobody may see.
      if (other.hidden && !mayDo(given.actor.role, 'seeHidden')) throw refuse('hidden');
      return {
        set: { state: 'duplicate', duplicateOf: of },
        unset: ['takenBy', 'lease'],
        changes: [moved('marked_duplicate', given, report, 'duplicate')],
      };
    });

  const reroute: ReportWork['reroute'] = (given) =>
    act(given, 'reroute', async (report) => {
      const { bodyId } = given;
      mustBeActive(report, 'open');
      const body = await routing.body(bodyId);
      if (!body?.active || body.country !== report.country)
        throw new LisoloError('invalid_input', { field: 'bodyId', reason: 'unknown_body' });
      if (report.bodyId === bodyId) return undefined;
      return {
        set: { bodyId, state: 'open' },
        unset: ['takenBy', 'lease'],
        changes: [{ ...moved('routed', given, report, 'open'), bodyId }],
      };
    });

  const changeCategory: ReportWork['changeCategory'] = (given) =>
    act(given, 'changeCategory', async (report) => {
      const { category } = given;
      mustBeActive(report, report.state);
      if (report.category === category) return undefined;
      const body = await routing.bodyFor({ ...report, category });
      const goesOn = body && body.id !== report.bodyId;
      const since = report.history.findLast(({ what }) => what === 'reopened')?.at ?? report.createdAt;
      return {
        set: {
          category,
          dueAt: dueAt(category, since),
          found: foundWords({ ...report, category }),
          ...recategorised(report, category),
          ...(goesOn && { bodyId: body.id, state: 'open' }),
        },
        unset: goesOn ? ['takenBy', 'lease'] : [],
        changes: [
          event('category_changed', given),
          ...(goesOn
            ? [{ what: 'routed', role: 'system', from: report.state, to: 'open', bodyId: body.id } as const]
            : []),
        ],
      };
    });

  return { markDuplicate, reroute, changeCategory };
}
