import type { Connection } from 'mongoose';

import type { SeenElsewhere } from '../vehicles/index.ts';
import { infractionModel, type InfractionRecord } from './infraction.model.ts';

const mostRead = 100;

/** Whoever records an infraction has seen the plate there. What was voided was a mistake, perhaps of the plate. */
export function createSeenPlates({ connection }: { connection: Connection }): SeenElsewhere {
  const infractions = infractionModel(connection);

  return async ({ country, plate }, { from, to }) => {
    const at = { $gte: from, $lte: to };
    const found = await infractions
      .find({
        $or: [
          { country, plate, at },
          { plateCountry: country, plate, at },
        ],
        state: { $ne: 'voided' },
      })
      .limit(mostRead)
      .lean<InfractionRecord[]>();
    return found.flatMap(({ _id, place: { latitude, longitude }, plateCountry, ...seen }) =>
      latitude === undefined || longitude === undefined || (plateCountry ?? seen.country) !== country
        ? []
        : [{ key: `infraction:${_id}`, country, plate, at: seen.at, latitude, longitude }],
    );
  };
}
