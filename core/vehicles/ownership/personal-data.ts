import type { Connection } from 'mongoose';

import type { PersonalData } from '../../identity/index.ts';
import type { Contacts } from '../owner-contacts.ts';
import { transferModel } from './transfer.model.ts';

/** A transfer keeps which vehicle changed hands and when; who the two were is forgotten with them. */
export function transfersPersonalData({
  connection,
  identity,
}: {
  connection: Connection;
  identity: Pick<Contacts, 'phonesOf'>;
}): PersonalData {
  const transfers = transferModel(connection);
  return {
    domain: 'vehicleTransfers',
    async collect(personId) {
      const facts = { _id: 0, plate: 1, country: 1, state: 1, history: 1, until: 1, createdAt: 1 } as const;
      const phones = await identity.phonesOf(personId);
      const [offered, received] = await Promise.all([
        transfers.find({ sellerId: personId }, facts).lean(),
        transfers.find({ $or: [{ buyerId: personId }, { buyerPhone: { $in: phones } }] }, facts).lean(),
      ]);
      return { offered, received };
    },
    async erase(personId) {
      // Who was offered something before they were known is named by the phone alone.
      const phones = await identity.phonesOf(personId);
      await transfers.updateMany({ buyerPhone: { $in: phones } }, { $unset: { buyerPhone: 1 } });
      await transfers.updateMany({ sellerId: personId }, { $unset: { sellerId: 1, buyerPhone: 1 } });
      await transfers.updateMany({ buyerId: personId }, { $unset: { buyerId: 1, buyerPhone: 1 } });
    },
    async merge(from, into) {
      await transfers.updateMany({ sellerId: from }, { $set: { sellerId: into } });
      await transfers.updateMany({ buyerId: from }, { $set: { buyerId: into } });
    },
  };
}
