import type { Model, UpdateQuery } from 'mongoose';

import { LisoloError } from '../../errors.ts';
import { toRequest, type VehicleRequest, type VehicleRequestRecord } from './request.model.ts';

/**
 * Changes a request as it stands: `decide` looks at it and gives the whole update, or nothing when there is nothing to do, or
 * throws. It is written in one step and only while the request is what was looked at; otherwise it is looked at again.
 */
export async function changeRequest(
  requests: Model<VehicleRequestRecord>,
  id: string,
  decide: (request: VehicleRequest) => UpdateQuery<VehicleRequestRecord> | undefined,
): Promise<VehicleRequest> {
  for (;;) {
    const found = await requests.findById(id).lean<VehicleRequestRecord>();
    if (!found) throw new LisoloError('not_found', { reason: 'there is no such request' });
    const request = toRequest(found);
    const update = decide(request);
    if (!update) return request;
    const changed = await requests
      .findOneAndUpdate(
        { _id: id, revision: request.revision },
        { ...update, $inc: { revision: 1 } },
        { returnDocument: 'after' },
      )
      .lean<VehicleRequestRecord>();
    if (changed) return toRequest(changed);
  }
}
