import type { Connection } from 'mongoose';
import { silentLog } from '../../core/log.ts';
import { createLookups, type LookupLimits, type LookupService } from '../../core/vehicles/index.ts';

let plays = 0;

/** The record of looks for one conversation: in the product its name keeps the keys of its turns apart. */
export function lookupsOn(
  { connection }: { readonly connection: Connection },
  clock: () => Date,
  limits?: LookupLimits,
): LookupService {
  const lookups = createLookups({ connection, clock, log: silentLog, ...(limits ? { limits } : {}) });
  const play = (plays += 1);
  return { ...lookups, record: (look) => lookups.record({ ...look, key: `play ${play} ${look.key}` }) };
}
