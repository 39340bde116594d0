import type { Connection } from 'mongoose';

import type { PersonalData } from '../../identity/index.ts';
import { importModel } from './import.model.ts';

/** Who sent which file. Its rows are gone once they are taken over; what they say of people is the register's then. */
export function importsPersonalData({ connection }: { connection: Connection }): PersonalData {
  const imports = importModel(connection);
  return {
    domain: 'vehicleImports',
    collect: (by) => imports.find({ by }, { _id: 0, createdAt: 1, state: 1, rows: 1 }).lean(),
    erase: async (by) => void (await imports.updateMany({ by }, { $set: { by: '' } })),
    merge: async (from, into) => void (await imports.updateMany({ by: from }, { $set: { by: into } })),
  };
}
