import type { Connection, QueryFilter } from 'mongoose';

import type { Clock } from '../../clock.ts';
import { createLeases } from '../../database/index.ts';
import type { CountryCode } from '../../dialog/types.ts';
import { requestModel, toRequest, type VehicleRequest, type VehicleRequestRecord } from './request.model.ts';

export interface Administrator {
  readonly id: string;
  readonly country: CountryCode;
}

/** B6: the requests that wait for an administrator. */
export interface RequestWorkList {
  /** How many wait that do not concern the administrator, at most `mostCounted`. */
  count(admin: Administrator): Promise<number>;
  /** The oldest one that nobody else has before them, kept for ten minutes. */
  next(admin: Administrator, except: readonly string[]): Promise<VehicleRequest | undefined>;
  /** Keeps it for another ten minutes; false when somebody else has it. */
  hold(id: string, adminId: string): Promise<boolean>;
  release(id: string, adminId: string): Promise<void>;
}

export const mostCounted = 1_000;

type Filter = QueryFilter<VehicleRequestRecord>;

export function createRequestWorkList({
  connection,
  clock,
}: {
  connection: Connection;
  clock: Clock;
}): RequestWorkList {
  const requests = requestModel(connection);
  const waiting = ({ id, country }: Administrator): Filter => ({
    country,
    state: 'pending',
    decideFrom: { $lte: clock() },
    carrying: { $exists: false },
    personId: { $ne: id },
    'holder.personId': { $ne: id },
  });
  const leases = createLeases({ model: requests, clock });

  return {
    count: (admin) => requests.countDocuments(waiting(admin)).limit(mostCounted),

    async next(admin, except) {
      const found = await leases.take(admin.id, waiting(admin), except, { createdAt: 1 });
      return found ? toRequest(found) : undefined;
    },

    hold: (id, adminId) => leases.hold(id, adminId, { state: 'pending' }),
    release: (id, adminId) => leases.release(id, adminId),
  };
}
