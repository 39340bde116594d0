import type { Connection, PipelineStage } from 'mongoose';

import type { Page, PageQuery } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { infractionModel, toFine, type Contestation, type Fine, type InfractionRecord } from '../infraction.model.ts';
import type { ContestationState } from '../infraction.states.ts';

/** A contestation next to the fine that it is about, without what its author has said and shown. */
export interface ListedContestation extends Pick<
  Contestation,
  'id' | 'state' | 'personId' | 'ground' | 'at' | 'history'
> {
  readonly fineId: string;
  readonly reference: string;
  readonly country: CountryCode;
  readonly plate: string;
}

export interface ContestationFilter {
  readonly state?: ContestationState;
  readonly country?: CountryCode;
  readonly plate?: string;
  readonly reference?: string;
  readonly after?: Date;
  readonly before?: Date;
}

export interface ContestationList {
  /** Sorted by the time of opening. */
  page(filter: ContestationFilter, query: PageQuery): Promise<Page<ListedContestation>>;
  byId(id: string): Promise<{ readonly fine: Fine; readonly one: Contestation } | undefined>;
}

export const toListed = (
  { id: fineId, reference, country, plate }: Pick<Fine, 'id' | 'reference' | 'country' | 'plate'>,
  { id, state, personId, ground, at, history }: Contestation,
): ListedContestation => ({ id, fineId, reference, country, plate, state, personId, ground, at, history });

interface Unwound extends Pick<InfractionRecord, '_id' | 'reference' | 'country' | 'plate'> {
  contestations: Contestation;
}

const given = (wanted: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));

/** Reads contestations as things of their own. */
export function createContestationList({ connection }: { connection: Connection }): ContestationList {
  const infractions = infractionModel(connection);

  /** The fines that have such a contestation, and of each only those. */
  function stages({ state, country, plate, reference, after, before }: ContestationFilter): PipelineStage[] {
    const at = given({ $gte: after, $lt: before });
    const own = given({ state, at: Object.keys(at).length > 0 ? at : undefined });
    const prefixed = Object.fromEntries(Object.entries(own).map(([key, value]) => [`contestations.${key}`, value]));
    return [
      {
        $match: {
          ...given({ country, plate, reference }),
          // Contested at all: the few that this index holds.
          'contestations.id': { $gt: '' },
          ...(Object.keys(own).length > 0 ? { contestations: { $elemMatch: own } } : {}),
        },
      },
      { $project: { reference: 1, country: 1, plate: 1, contestations: 1 } },
      { $unwind: '$contestations' },
      { $match: prefixed },
    ];
  }

  return {
    async page(filter, { skip, limit, sort }) {
      const direction = sort?.startsWith('-') === false ? 1 : -1;
      const matched = stages(filter);
      const [found, counted] = await Promise.all([
        infractions
          .aggregate<Unwound>([
            ...matched,
            { $sort: { 'contestations.at': direction, 'contestations.id': direction } },
            { $skip: skip },
            { $limit: limit },
          ])
          .allowDiskUse(true),
        infractions.aggregate<{ total: number }>([...matched, { $count: 'total' }]),
      ]);
      return {
        items: found.map(({ _id, contestations, ...fine }) => toListed({ id: _id, ...fine }, contestations)),
        total: counted[0]?.total ?? 0,
      };
    },

    async byId(id) {
      const found = await infractions.findOne({ 'contestations.id': id }).lean<InfractionRecord>();
      const one = found?.contestations.find((each) => each.id === id);
      return found && one ? { fine: toFine(found), one } : undefined;
    },
  };
}
