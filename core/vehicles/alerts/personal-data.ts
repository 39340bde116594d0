import type { Connection } from 'mongoose';

import type { PersonalData } from '../../identity/index.ts';
import { alertModel } from './alert.model.ts';

/** Whom to tell is known for as long as it has to be told, and no longer. */
export function alertsPersonalData({ connection }: { connection: Connection }): PersonalData {
  const alerts = alertModel(connection);
  const of = (personId: string): { to: string } => ({ to: `person:${personId}` });
  return {
    domain: 'vehicleAlerts',
    collect: (personId) => alerts.find(of(personId), { _id: 0, paper: 1, day: 1, step: 1 }).lean(),
    erase: async (personId) =>
      void (await alerts.updateMany(of(personId), { $unset: { to: 1, tellAt: 1, message: 1 } })),
    merge: async (from, into) => void (await alerts.updateMany(of(from), { $set: of(into), $unset: { message: 1 } })),
  };
}
