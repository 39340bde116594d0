import type { Connection } from 'mongoose';

import type { PersonalData } from '../../identity/index.ts';
import type { Contacts } from '../owner-contacts.ts';
import { alertModel, ofNoMessage } from './alert.model.ts';

/** Whom to tell is known for as long as it has to be told, and no longer. */
export function alertsPersonalData({
  connection,
  identity,
}: {
  connection: Connection;
  identity: Contacts;
}): PersonalData {
  const alerts = alertModel(connection);
  const of = (personId: string): { to: string } => ({ to: `person:${personId}` });
  /** However the register knows them. */
  async function toAny(personId: string): Promise<{ to: { $in: string[] } }> {
    const [person, phones] = await Promise.all([identity.byId(personId), identity.phonesOf(personId)]);
    const mail = person?.email === undefined ? [] : [`email:${person.email}`];
    return { to: { $in: [of(personId).to, ...phones.map((phone) => `phone:${phone}`), ...mail] } };
  }
  return {
    domain: 'vehicleAlerts',
    collect: async (personId) => alerts.find(await toAny(personId), { _id: 0, paper: 1, day: 1, step: 1 }).lean(),
    erase: async (personId) =>
      void (await alerts.updateMany(await toAny(personId), { $unset: { to: 1, tellAt: 1, ...ofNoMessage } })),
    merge: async (from, into) => void (await alerts.updateMany(of(from), { $set: of(into), $unset: ofNoMessage })),
  };
}
