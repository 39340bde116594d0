import type { Connection, QueryFilter } from 'mongoose';
import { countryCodes } from '../dialog/types.ts';
import {
  bodyModel, categoryCodes, parseReportNumber, published, reportModel, reportStates, toReport, type ReportRecord,
} from '../reports/index.ts'; // prettier-ignore
import type { ListedReport, Open311Listing } from './types.ts';

/** What no program is told, and what is long. */
const without = {
  key: 0, done: 0, found: 0, reporterId: 0, 'history.by': 0, 'history.photoId': 0, 'history.commentId': 0, 'history.bodyId': 0,
} as const; // prettier-ignore

/** F7: reports as everybody may see them, for programs. */
export function createListing({ connection }: { readonly connection: Connection }): Open311Listing {
  const records = reportModel(connection);
  const bodies = bodyModel(connection);

  /** As nobody in particular sees them, each with the name of the body that it is sent to. */
  async function listed(found: readonly ReportRecord[]): Promise<readonly ListedReport[]> {
    const ids = [...new Set(found.flatMap(({ bodyId }) => bodyId ?? []))];
    const named = ids.length === 0 ? [] : await bodies.find({ _id: { $in: ids } }, { name: 1 }).lean();
    const names = new Map(named.map(({ _id, name }) => [_id, name]));
    return found.map((record) => {
      const agency = names.get(record.bodyId ?? '');
      return { report: published(toReport(record)), ...(agency === undefined ? {} : { agency }) };
    });
  }

  return {
    async find({ city, categories = categoryCodes, states = reportStates, from, to, page, pageSize }) {
      // Every category and state is named, so that an index gives whatever is asked for in its order, merged and not sorted.
      const where: QueryFilter<ReportRecord> = {
        ...(city === undefined ? { country: { $in: countryCodes } } : { city }),
        hidden: false,
        category: { $in: [...categories] },
        state: { $in: [...states] },
        createdAt: { $gte: from, $lte: to },
      };
      const found = await records
        .find(where, without)
        .sort({ createdAt: -1, _id: -1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .lean<ReportRecord[]>();
      return listed(found);
    },

    async byNumbers(typed) {
      const numbers = [...new Set(typed.flatMap((one) => parseReportNumber(one) ?? []))];
      const found = await records.find({ number: { $in: numbers }, hidden: false }, without).lean<ReportRecord[]>();
      const byNumber = new Map(found.map((record) => [record.number, record]));
      return listed(numbers.flatMap((number) => byNumber.get(number) ?? []));
    },
  };
}
